// What no day should end over: the customer's money or value is in between. Says which, and what to do.
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import { useMoney, useSnapshot, useTill } from '../../frame/till.tsx'
import type { CardView } from '../../runtime/snapshot.ts'
import type { HeldReward } from '../../totals/held-rewards.ts'
import { Notice } from '../parts/notice.tsx'

interface Unfinished {
  /** The terminal has it, or never answered. */
  readonly card: CardView | null
  readonly held: readonly HeldReward[]
  readonly isHalfPaid: boolean
  /** Payments whose money is still to be given back. */
  readonly owed: number
  readonly isNone: boolean
}

export function useUnfinished(): Unfinished {
  const { day } = useTill()
  const { card, sale, toGiveBack } = useSnapshot()
  const open = card?.status === 'declined' ? null : card
  const held = day.heldRewards()
  const isHalfPaid = sale !== null && sale.tenders.length > 0
  const owed = toGiveBack.length
  const isNone = open === null && held.length === 0 && !isHalfPaid && owed === 0
  return { card: open, held, isHalfPaid, owed, isNone }
}

export function UnfinishedNotices({ card, held, isHalfPaid, owed }: Unfinished): ReactNode {
  const t = useText()
  return (
    <>
      {card === null ? null : <OpenCard card={card} />}
      {held.map((reward) => (
        <Held key={reward.receiptRef} reward={reward} />
      ))}
      {isHalfPaid ? <Notice tone="attention">{t('totals.end.half_paid')}</Notice> : null}
      {owed === 0 ? null : <Notice tone="attention">{t('totals.end.owed', { count: owed })}</Notice>}
    </>
  )
}

function OpenCard({ card }: { readonly card: CardView }): ReactNode {
  const t = useText()
  const money = useMoney()
  const { receiptRef: receipt, amountMinor, status } = card
  const way = amountMinor < 0 ? 'card_back' : 'card'
  return (
    <Notice
      tone="attention"
      title={t(`totals.end.${way}_${status}`, { receipt, amount: money(Math.abs(amountMinor)) })}
    >
      {t(`totals.end.${way}_words`)}
    </Notice>
  )
}

function Held({ reward }: { readonly reward: HeldReward }): ReactNode {
  const t = useText()
  const money = useMoney()
  const { receiptRef: receipt, amountMinor, isTaken } = reward
  const what = amountMinor === 0 ? 'benefit' : 'reward'
  const how = isTaken ? 'held' : 'asked'
  return (
    <Notice tone="attention" title={t(`totals.end.${what}_${how}`, { receipt, amount: money(amountMinor) })}>
      {t(`totals.end.${how}_words`)}
    </Notice>
  )
}
