// The terminal has said no. Nothing was charged; what the customer uses is still taken for this sale.
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import { useMoney } from '../../frame/till.tsx'
import type { CardView, SaleView } from '../../runtime/snapshot.ts'
import { Notice } from '../parts/notice.tsx'
import { kindOf, useOwnerName, useValueWords } from '../parts/value-words.ts'

interface CardDeclinedProps {
  readonly card: CardView
  readonly sale: SaleView
}

export function CardDeclined({ card, sale }: CardDeclinedProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const say = useValueWords()
  const ownerOf = useOwnerName()
  const { reward } = sale
  return (
    <Notice tone="bad" title={t('pay.card.declined', { amount: money(Math.abs(card.amountMinor)) })}>
      {reward === null
        ? t('pay.card.declined_plain')
        : t(`pay.card.declined_${kindOf(reward)}`, {
            value: say(reward),
            name: ownerOf(reward),
          })}
    </Notice>
  )
}
