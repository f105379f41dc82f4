// What no day should end over: the customer's money or value is in between. Says which, and what to do.
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import { useMoney, useSnapshot, useTill } from '../../frame/till.tsx'
import type { CardView } from '../../runtime/snapshot.ts'
import { isCardOpen } from '../../runtime/views.ts'
import type { HeldReward } from '../../totals/held-rewards.ts'
import { Notice } from '../parts/notice.tsx'
import { kindOf, useOwnerName, useValueWords } from '../parts/value-words.ts'

interface Unfinished {
  /** The terminal has it, never answered, or its answer is not written down. */
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
  const open = isCardOpen(card) ? card : null
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
  const say = useValueWords()
  const ownerOf = useOwnerName()
  const { receiptRef: receipt, value, isTaken } = reward
  const which = `totals.end.${kindOf(value)}_${isTaken ? 'held' : 'asked'}`
  return (
    <Notice tone="attention" title={t(which, { receipt, value: say(value) })}>
      {t(`${which}_words`, { name: ownerOf(value) })}
    </Notice>
  )
}
