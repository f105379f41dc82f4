// Putting back what was taken longer ago than ten minutes: somebody who may says why, and the ledger keeps it.
import { Textarea } from '@mantine/core'
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useState } from 'react'

import { CancelButton } from '../portal/cancel-button.tsx'
import { GuardedButton } from '../portal/guarded-button.tsx'
import { useIsOfThisTill } from '../redemptions/place.ts'
import type { Redemption } from '../redemptions/standing.ts'
import { useAsking } from '../requests/use-requests.ts'
import rows from './rows.module.css'

interface LateReversalDialogProps {
  readonly redemption: Redemption
  /** `$10.00`, or the name of a benefit. */
  readonly what: string
  readonly onClose: () => void
}

export function LateReversalDialog({ redemption, what, onClose }: LateReversalDialogProps): ReactNode {
  const t = useText()
  const isOfThisTill = useIsOfThisTill(redemption)
  const { isAsking, ask } = useAsking()
  const [reason, setReason] = useState('')
  const putBack = async (): Promise<void> => {
    const { id: redemptionId, profile_id: profileId } = redemption
    await ask({ kind: 'reverse', profileId, redemptionId, isOfThisTill, reason: reason.trim() })
    onClose()
  }
  return (
    <Dialog
      title={t('redemption.late_title', { what })}
      isOpen
      isBusy={isAsking}
      onClose={onClose}
      footer={
        <>
          <CancelButton isDisabled={isAsking} onCancel={onClose} />
          {/* Asked for last: what somebody allows holds for a minute, and a reason may take longer to write. */}
          <GuardedButton
            permission="reverse_late"
            loading={isAsking}
            disabled={reason.trim() === ''}
            onAllowed={() => void putBack()}
          >
            {t('redemption.put_back')}
          </GuardedButton>
        </>
      }
    >
      <p className={rows.words}>{t('redemption.late_words')}</p>
      <Textarea
        label={t('redemption.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize={false}
        rows={3}
        maxLength={200}
      />
    </Dialog>
  )
}
