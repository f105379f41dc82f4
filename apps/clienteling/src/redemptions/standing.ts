// What became of a redemption, and whether it can still be put back: within ten minutes by the server's clock; later by somebody
// who may, with a reason.
import type { Client } from '@tillside/pos-sdk/client/client'
import { type Instant, parseUtc, reversalWindowMs } from '@tillside/rules/time'

export type Redemption = Awaited<ReturnType<Client['redemptions']['listOfProfile']>>['items'][number]

type Standing =
  /** It can be put back until then. */
  | { readonly kind: 'fresh'; readonly until: Instant }
  /** Only with a reason, by those who may. */
  | { readonly kind: 'late' }
  /** It came back. */
  | { readonly kind: 'reversed' }
  | { readonly kind: 'returned' }

export function standingOf(redemption: Pick<Redemption, 'state' | 'created_at'>, serverNow: Instant): Standing {
  const { state } = redemption
  if (state === 'reversed') return { kind: 'reversed' }
  if (state === 'returned') return { kind: 'returned' }
  const at = parseUtc(redemption.created_at)
  const until = at === null ? serverNow : ((at + reversalWindowMs) as Instant)
  return serverNow < until ? { kind: 'fresh', until } : { kind: 'late' }
}

/** What was taken: the names of benefits, or nothing but value. */
export const benefitNamesOf = ({ items }: Pick<Redemption, 'items'>): string[] =>
  items.flatMap(({ type, type_attributes: row }) => {
    if (type !== 'benefit' || row === null) return []
    const { definition } = row as { definition?: { name?: string | null } }
    return definition?.name ? [definition.name] : []
  })

/** Those that took something, the latest first. */
export const takings = (redemptions: readonly Redemption[]): Redemption[] =>
  redemptions.filter(({ type }) => type === 'redeem')
