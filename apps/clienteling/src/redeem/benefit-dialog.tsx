// Using a benefit: said once more by name before it is gone.
import { Dialog } from '@tillside/kit/dialog'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useState } from 'react'

import type { Benefit } from '../member/types.ts'
import { CancelButton } from '../portal/cancel-button.tsx'
import { GuardedButton } from '../portal/guarded-button.tsx'
import { useNotice } from '../portal/notices.tsx'
import { useAsking } from '../requests/use-requests.ts'
import classes from './redeem.module.css'
import { useRedeemBody } from './redeem-body.ts'
import { useBenefitRefusal, worthOf } from './use-limits.ts'

export function BenefitDialog({
  benefit,
  onClose,
}: {
  readonly benefit: Benefit
  readonly onClose: () => void
}): ReactNode {
  const t = useText()
  const { isAsking, ask } = useAsking()
  const [isAsked, setAsked] = useState(false)
  const refusal = useBenefitRefusal(benefit)
  // The POS may say another total while this stands open; once it is asked for, it is what leaves less itself.
  const words = isAsked ? null : refusal
  const bodyOf = useRedeemBody()
  const { id: benefitId, profile_id: profileId, redeem_code_pos: code } = benefit
  const benefitName = benefit.definition.name
  const say = useNotice()
  const redeem = async (): Promise<void> => {
    // While somebody else's PIN was awaited the POS may have lowered what its sale allows.
    if (refusal !== null) {
      say({ tone: 'bad', words: t('heard.refused.benefit', { name: benefitName, reason: refusal }) })
      return onClose()
    }
    setAsked(true)
    await ask({ kind: 'benefit', profileId, benefitId, benefitName, worth: worthOf(benefit), body: bodyOf() })
    onClose()
  }
  return (
    <Dialog
      title={t('benefit.confirm_title', { name: benefitName })}
      isOpen
      isBusy={isAsking}
      onClose={onClose}
      footer={
        <>
          <CancelButton isDisabled={isAsking} onCancel={onClose} />
          <GuardedButton
            permission="redeem"
            loading={isAsking}
            disabled={words !== null}
            onAllowed={() => void redeem()}
          >
            {t('benefit.use')}
          </GuardedButton>
        </>
      }
    >
      <p className={classes.limit}>{words ?? t('benefit.confirm_words')}</p>
      {code === null ? null : (
        <p className={classes.code}>
          {t('benefit.code')} <strong>{code}</strong>
        </p>
      )}
    </Dialog>
  )
}
