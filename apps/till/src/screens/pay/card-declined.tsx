// The terminal has said no. Nothing was charged; what the customer uses is still taken for this sale.
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import { useMoney, useSnapshot } from '../../frame/till.tsx'
import type { CardView, SaleView } from '../../runtime/snapshot.ts'
import { Notice } from '../parts/notice.tsx'
import { kindOf, useValueWords } from '../parts/value-words.ts'

interface CardDeclinedProps {
  readonly card: CardView
  readonly sale: SaleView
}

export function CardDeclined({ card, sale }: CardDeclinedProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const { member } = useSnapshot()
  const say = useValueWords()
  const { reward } = sale
  const name = member?.fullName ?? t('pay.customer')
  return (
    <Notice tone="bad" title={t('pay.card.declined', { amount: money(Math.abs(card.amountMinor)) })}>
      {reward === null
        ? t('pay.card.declined_plain')
        : t(`pay.card.declined_${kindOf(reward)}`, { value: say(reward), name })}
    </Notice>
  )
}
