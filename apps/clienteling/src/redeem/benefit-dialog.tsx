// Using a benefit: said once more by name before it is gone.
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import type { Benefit } from '../member/types.ts'
import { CancelButton } from '../portal/cancel-button.tsx'
import { GuardedButton } from '../portal/guarded-button.tsx'
import { useAsking } from '../requests/use-requests.ts'
import classes from './redeem.module.css'
import { useRedeemBody } from './redeem-body.ts'

export function BenefitDialog({
  benefit,
  onClose,
}: {
  readonly benefit: Benefit
  readonly onClose: () => void
}): ReactNode {
  const t = useText()
  const { isAsking, ask } = useAsking()
  const bodyOf = useRedeemBody()
  const { id: benefitId, profile_id: profileId, redeem_code_pos: code } = benefit
  const benefitName = benefit.definition.name
  const redeem = async (): Promise<void> => {
    await ask({ kind: 'benefit', profileId, benefitId, benefitName, body: bodyOf() })
    onClose()
  }
  return (
    <Dialog
      title={t('benefit.confirm_title', { name: benefitName })}
      isOpen
      onClose={onClose}
      footer={
        <>
          <CancelButton onCancel={onClose} />
          <GuardedButton permission="redeem" loading={isAsking} onAllowed={() => void redeem()}>
            {t('benefit.use')}
          </GuardedButton>
        </>
      }
    >
      <p className={classes.limit}>{t('benefit.confirm_words')}</p>
      {code === null ? null : (
        <p className={classes.code}>
          {t('benefit.code')} <strong>{code}</strong>
        </p>
      )}
    </Dialog>
  )
}
