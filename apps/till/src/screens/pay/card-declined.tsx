// The terminal has said no. Nothing was charged; the reward is still taken for this sale.
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import { useMoney, useSnapshot } from '../../frame/till.tsx'
import type { CardView, SaleView } from '../../runtime/snapshot.ts'
import { Notice } from '../parts/notice.tsx'

interface CardDeclinedProps {
  readonly card: CardView
  readonly sale: SaleView
}

export function CardDeclined({ card, sale }: CardDeclinedProps): ReactNode {
  const t = useText()
  const money = useMoney()
  const { member } = useSnapshot()
  const { rewardMinor } = sale
  return (
    <Notice tone="bad" title={t('pay.card.declined', { amount: money(Math.abs(card.amountMinor)) })}>
      {rewardMinor === 0
        ? t('pay.card.declined_plain')
        : t('pay.card.declined_reward', { reward: money(rewardMinor), name: member?.fullName ?? t('pay.customer') })}
    </Notice>
  )
}
