// Choosing how much of the balance is taken for the sale, up to what the balance, the sale and the shop allow.
import { fitted } from '@tillside/kit/amount'
import { AmountPad } from '@tillside/kit/amount-pad'
import { Dialog } from '@tillside/kit/dialog'
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { majorFromMinor } from '@tillside/money/money'
import { type ReactNode, useState } from 'react'

import { readMaxRedeem } from '../launch/launch.ts'
import type { Member } from '../member/types.ts'
import { minorOf } from '../portal/amounts.ts'
import { CancelButton } from '../portal/cancel-button.tsx'
import { GuardedButton } from '../portal/guarded-button.tsx'
import { usePortal } from '../portal/portal.tsx'
import { redeemLimit } from '../value/limit.ts'
import classes from './redeem.module.css'
import { useRedeemBody } from './redeem-body.ts'
import { useAsking } from '../requests/use-requests.ts'

/** What may be taken of this member's balance now. */
function useLimit(member: Member) {
  const { device, launch } = usePortal()
  const { currency } = device.shop
  const { amount_max: amountMax, percent_max: percentMax, step } = device.redeem
  const inMinor = (major: number | null): number | null => (major === null ? null : minorOf(major, currency))
  const stepMinor = inMinor(step)
  const limit = redeemLimit({
    balanceMinor: minorOf(member.combined_balance_dollars, currency),
    saleMinor: readMaxRedeem(launch.maxRedeem, currency),
    amountMaxMinor: inMinor(amountMax),
    percentMax,
    stepMinor,
  })
  return { ...limit, stepMinor, currency }
}

export function RedeemDialog({
  member,
  onClose,
}: {
  readonly member: Member
  readonly onClose: () => void
}): ReactNode {
  const t = useText()
  const format = useFormat()
  const { maxMinor, reason, stepMinor, currency } = useLimit(member)
  const [amountMinor, setAmountMinor] = useState(maxMinor)
  const { isAsking, ask } = useAsking()
  const bodyOf = useRedeemBody()
  // The POS may have lowered what its sale allows since the amount was chosen, and the shop may take steps: the button says what is taken.
  const takenMinor = fitted(amountMinor, { max: maxMinor, step: stepMinor })
  const redeem = async (): Promise<void> => {
    // Less than was agreed on must not be taken unseen: the customer hears of it first.
    const body = { ...bodyOf(), amount: majorFromMinor(takenMinor, currency), strict: true }
    await ask({ kind: 'redeem', profileId: member.id, body })
    onClose()
  }
  const max = format.money(maxMinor, currency)
  const limit = reason === 'sale' && maxMinor === 0 ? 'sale_nothing' : reason
  return (
    <Dialog
      title={t('redeem.title', { name: member.full_name })}
      isOpen
      size="small"
      onClose={onClose}
      footer={
        <>
          <CancelButton size="lg" onCancel={onClose} />
          <GuardedButton
            permission="redeem"
            size="lg"
            loading={isAsking}
            disabled={takenMinor === 0}
            onAllowed={() => void redeem()}
          >
            {t('redeem.confirm', { amount: format.money(takenMinor, currency) })}
          </GuardedButton>
        </>
      }
    >
      {limit === 'balance' ? null : <p className={classes.limit}>{t(`redeem.limit.${limit}`, { max })}</p>}
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
