// What may be taken for the sale now, and in words what keeps it from being more.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { useSyncExternalStore } from 'react'

import { hasSale, readMaxRedeem } from '../launch/launch.ts'
import type { Benefit, Member } from '../member/types.ts'
import { minorOf } from '../portal/amounts.ts'
import { usePortal } from '../portal/portal.tsx'
import { type TakingAsk, takesValue } from '../requests/asks.ts'
import type { Kept } from '../requests/kept.ts'
import type { Taken } from '../requests/opening.ts'
import { countedMinor } from '../requests/telling.ts'
import { refuseBenefit } from '../value/benefit-limit.ts'
import { type LimitQuestion, redeemLimit } from '../value/limit.ts'

interface Spent {
  readonly taken: Taken
  /** Of what the sale has, or of what is for value alone. */
  readonly words: (of: 'sale' | 'value') => readonly string[]
}

const sumOf = ({ valueMinor, benefitMinor }: Taken): number => valueMinor + benefitMinor

/** What this opening has taken already, or may have: an ask without an answer counts until it is known. One is left out where it is judged itself. */
function useSpent(without: string | null = null): Spent {
  const t = useText()
  const format = useFormat()
  const { opening, desk, device } = usePortal()
  const { currency } = device.shop
  useSyncExternalStore(opening.subscribe, opening.state)
  const kept = useSyncExternalStore(desk.subscribe, desk.awaited)
  const asks = kept
    .filter(({ key }) => key !== without)
    .map(({ ask }) => ask)
    .filter(takesValue)
  const minorOfKind = (kind: TakingAsk['kind']): number =>
    asks.reduce((sum, ask) => sum + (ask.kind === kind ? countedMinor(ask, currency) : 0), 0)
  const taken = opening.taken()
  const awaited = { valueMinor: minorOfKind('redeem'), benefitMinor: minorOfKind('benefit') }
  const say = (what: 'taken' | 'awaited', minor: number): string[] =>
    minor === 0 ? [] : [t(`redeem.limit.${what}`, { amount: format.money(minor, currency) })]
  return {
    taken: {
      valueMinor: taken.valueMinor + awaited.valueMinor,
      benefitMinor: taken.benefitMinor + awaited.benefitMinor,
    },
    words: (of) =>
      of === 'value'
        ? [...say('taken', taken.valueMinor), ...say('awaited', awaited.valueMinor)]
        : [...say('taken', sumOf(taken)), ...say('awaited', sumOf(awaited))],
  }
}

/** What bounds value for the sale. */
function useBounds(): Pick<LimitQuestion, 'saleMinor' | 'amountMaxMinor' | 'percentMax' | 'stepMinor'> {
  const { device, launch } = usePortal()
  const { currency } = device.shop
  const { amount_max: amountMax, percent_max: percentMax, step } = device.redeem
  const inMinor = (major: number | null): number | null => (major === null ? null : minorOf(major, currency))
  const saleMinor = readMaxRedeem(launch.maxRedeem, currency)
  return { saleMinor, amountMaxMinor: inMinor(amountMax), percentMax, stepMinor: inMinor(step) }
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
  const { currency } = usePortal().device.shop
  const bounds = useBounds()
  const { stepMinor } = bounds
  const spent = useSpent()
  const balanceMinor = minorOf(member.combined_balance_dollars, currency)
  const { maxMinor, reason } = redeemLimit({ ...bounds, balanceMinor, taken: spent.taken })
  if (reason === 'balance') return { maxMinor, stepMinor, words: null }
  const limit = reason === 'sale' && maxMinor === 0 ? 'sale_nothing' : reason
  const bound = t(`redeem.limit.${limit}`, { max: format.money(maxMinor, currency) })
  const more = reason === 'unreadable' ? [] : spent.words(reason === 'sale' ? 'sale' : 'value')
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
  const refusal = refuseBenefit({ saleMinor, takenMinor: sumOf(spent.taken), worthMinor })
  if (refusal === null) return null
  if (refusal.reason === 'unreadable') return t('redeem.limit.unreadable')
  const left = refusal.reason === 'worth_more' ? format.money(refusal.leftMinor, currency) : ''
  const words = t(`benefit.refused.${refusal.reason}`, { worth: format.money(worthMinor ?? 0, currency), left })
  return [words, ...spent.words('sale')].join(' ')
}

/** Why what has no answer cannot be asked for again for the sale that stands here, in words; null: it can. */
export function useAskAgainRefusal({ key, ask }: Kept): string | null {
  const t = useText()
  const { device, launch } = usePortal()
  const bounds = useBounds()
  const { taken } = useSpent(key)
  if (!takesValue(ask)) return null
  if (!hasSale(launch)) return t('unanswered.only_leave.no_sale')
  const minor = countedMinor(ask, device.shop.currency)
  const { saleMinor } = bounds
  // What the balance has by now may be what is left after it was taken, and steps were kept when it was chosen.
  const most = redeemLimit({ ...bounds, taken, balanceMinor: Number.MAX_SAFE_INTEGER, stepMinor: null })
  const fits =
    ask.kind === 'redeem'
      ? minor <= most.maxMinor
      : refuseBenefit({ saleMinor, takenMinor: sumOf(taken), worthMinor: ask.worth === null ? null : minor }) === null
  return fits ? null : t('unanswered.only_leave.too_much')
}

/** In the shop's currency: the benefit's own, or the definition's. Null where nobody said. */
export const worthOf = ({ value, definition }: Pick<Benefit, 'value' | 'definition'>): number | null =>
  value ?? definition.value
