// What may be taken for the sale now, and in words what keeps it from being more.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { useSyncExternalStore } from 'react'

import { readMaxRedeem } from '../launch/launch.ts'
import type { Benefit, Member } from '../member/types.ts'
import { minorOf } from '../portal/amounts.ts'
import { usePortal } from '../portal/portal.tsx'
import { takesValue } from '../requests/asks.ts'
import { countedMinor } from '../requests/telling.ts'
import { refuseBenefit } from '../value/benefit-limit.ts'
import { redeemLimit } from '../value/limit.ts'

/** What this opening has taken already, or may have: an ask without an answer counts until it is known. */
function useSpent(): { readonly minor: number; readonly words: readonly string[] } {
  const t = useText()
  const format = useFormat()
  const { opening, desk, device } = usePortal()
  const { currency } = device.shop
  useSyncExternalStore(opening.subscribe, opening.state)
  const awaited = useSyncExternalStore(desk.subscribe, desk.awaited)
  const takenMinor = opening.takenMinor()
  const awaitedMinor = awaited
    .map(({ ask }) => ask)
    .filter(takesValue)
    .reduce((sum, ask) => sum + countedMinor(ask, currency), 0)
  const say = (what: 'taken' | 'awaited', minor: number): string[] =>
    minor === 0 ? [] : [t(`redeem.limit.${what}`, { amount: format.money(minor, currency) })]
  return { minor: takenMinor + awaitedMinor, words: [...say('taken', takenMinor), ...say('awaited', awaitedMinor)] }
}

interface RedeemLimits {
  readonly maxMinor: number
  readonly stepMinor: number | null
  /** Null where the balance alone bounds it, which explains itself. */
  readonly words: string | null
}

/** What may be taken of this member's balance now. */
export function useRedeemLimits(member: Member): RedeemLimits {
  const t = useText()
  const format = useFormat()
  const { device, launch } = usePortal()
  const { currency } = device.shop
  const { amount_max: amountMax, percent_max: percentMax, step } = device.redeem
  const spent = useSpent()
  const inMinor = (major: number | null): number | null => (major === null ? null : minorOf(major, currency))
  const stepMinor = inMinor(step)
  const { maxMinor, reason } = redeemLimit({
    balanceMinor: minorOf(member.combined_balance_dollars, currency),
    saleMinor: readMaxRedeem(launch.maxRedeem, currency),
    takenMinor: spent.minor,
    amountMaxMinor: inMinor(amountMax),
    percentMax,
    stepMinor,
  })
  if (reason === 'balance') return { maxMinor, stepMinor, words: null }
  const limit = reason === 'sale' && maxMinor === 0 ? 'sale_nothing' : reason
  const bound = t(`redeem.limit.${limit}`, { max: format.money(maxMinor, currency) })
  const more = reason === 'unreadable' ? [] : spent.words
  return { maxMinor, stepMinor, words: [bound, ...more].join(' ') }
}

/** Why this benefit cannot be used for the sale, in words; null: it can. */
export function useBenefitRefusal(benefit: Pick<Benefit, 'value' | 'definition'>): string | null {
  const t = useText()
  const format = useFormat()
  const { device, launch } = usePortal()
  const { currency } = device.shop
  const spent = useSpent()
  const worth = worthOf(benefit)
  const worthMinor = worth === null ? null : minorOf(worth, currency)
  const saleMinor = readMaxRedeem(launch.maxRedeem, currency)
  const refusal = refuseBenefit({ saleMinor, takenMinor: spent.minor, worthMinor })
  if (refusal === null) return null
  if (refusal.reason === 'unreadable') return t('redeem.limit.unreadable')
  const left = refusal.reason === 'worth_more' ? format.money(refusal.leftMinor, currency) : ''
  const words = t(`benefit.refused.${refusal.reason}`, { worth: format.money(worthMinor ?? 0, currency), left })
  return [words, ...spent.words].join(' ')
}

/** In the shop's currency: the benefit's own, or the definition's. Null where nobody said. */
export const worthOf = ({ value, definition }: Pick<Benefit, 'value' | 'definition'>): number | null =>
  value ?? definition.value
