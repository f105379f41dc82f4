// Choosing how much of the balance is taken for the sale, up to what the balance, the sale and the shop allow.
import { fitted } from '@tillside/kit/amount'
import { AmountPad } from '@tillside/kit/amount-pad'
import { Dialog } from '@tillside/kit/dialog'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { majorFromMinor } from '@tillside/money/money'
import { type ReactNode, useRef, useState } from 'react'

import type { Member } from '../member/types.ts'
import { CancelButton } from '../portal/cancel-button.tsx'
import { GuardedButton } from '../portal/guarded-button.tsx'
import { useNotice } from '../portal/notices.tsx'
import { usePortal } from '../portal/portal.tsx'
import { useAsking } from '../requests/use-requests.ts'
import classes from './redeem.module.css'
import { useRedeemBody } from './redeem-body.ts'
import { useRedeemLimits } from './use-limits.ts'

export function RedeemDialog({
  member,
  onClose,
}: {
  readonly member: Member
  readonly onClose: () => void
}): ReactNode {
  const t = useText()
  const format = useFormat()
  const { currency } = usePortal().device.shop
  const now = useRedeemLimits(member)
  // Once it is asked for, what was chosen stands still: what is taken leaves less, and that would change it under one's eyes.
  const [asked, setAsked] = useState<typeof now | null>(null)
  const { maxMinor, stepMinor, words } = asked ?? now
  const [amountMinor, setAmountMinor] = useState(maxMinor)
  const { isAsking, ask } = useAsking()
  const bodyOf = useRedeemBody()
  // The POS may have lowered what its sale allows since the amount was chosen, and the shop may take steps: the button says what is taken.
  const takenMinor = fitted(amountMinor, { max: maxMinor, step: stepMinor })
  const say = useNotice()
  const pressedMinor = useRef(0)
  const redeem = async (): Promise<void> => {
    // While somebody else's PIN was awaited the POS may have lowered what its sale allows.
    if (pressedMinor.current > now.maxMinor) {
      const reason = [t('redeem.lowered', { amount: format.money(pressedMinor.current, currency) }), now.words]
      say({ tone: 'bad', words: t('heard.refused.redeem', { reason: reason.filter(Boolean).join(' ') }) })
      return onClose()
    }
    setAsked(now)
    // Less than was agreed on must not be taken unseen: the customer hears of it first.
    const body = { ...bodyOf(), amount: majorFromMinor(pressedMinor.current, currency), strict: true }
    await ask({ kind: 'redeem', profileId: member.id, body })
    onClose()
  }
  return (
    <Dialog
      title={t('redeem.title', { name: member.full_name })}
      isOpen
      size="small"
      isBusy={isAsking}
      onClose={onClose}
      footer={
        <>
          <CancelButton size="lg" isDisabled={isAsking} onCancel={onClose} />
          <GuardedButton
            permission="redeem"
            size="lg"
            loading={isAsking}
            disabled={takenMinor === 0}
            onPress={() => (pressedMinor.current = takenMinor)}
            onAllowed={() => void redeem()}
          >
            {t('redeem.confirm', { amount: format.money(takenMinor, currency) })}
          </GuardedButton>
        </>
      }
    >
      {words === null ? null : <p className={classes.limit}>{words}</p>}
      <AmountPad
        label={t('redeem.amount')}
        currency={currency}
        minor={Math.min(amountMinor, maxMinor)}
        onChange={setAmountMinor}
        maxMinor={maxMinor}
        stepMinor={stepMinor}
      />
    </Dialog>
  )
}
