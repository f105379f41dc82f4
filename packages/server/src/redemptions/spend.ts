// Spending, behind the member's lock: rules decide what is taken, and one statement writes it.
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome } from '@tillside/rules/outcome'
import { type Burn, type BurnTake, decideBurn, type OpenRow } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import { type BenefitUse, takeBenefitUses } from '../benefits/use.ts'
import type { Tx } from '../db/open.ts'
import type { PointRates } from '../settings/service.ts'
import { burn } from './moves.ts'
import type { Asked } from './request.ts'
import { drawRedemptionId, insertRedemption, type NewRedemption } from './store.ts'
import type { OpenRowRow } from './store-rows.ts'

export const toOpenRow = (row: OpenRowRow): OpenRow => ({
  id: row.id,
  remaining: row.remaining,
  issuedAt: row.issued_at,
  endsAt: row.ends_at,
})

/** What is taken from the rows that are open; null amount takes no value. */
export function decideSpend(
  asked: Pick<Asked, 'amount' | 'strategies' | 'strict'>,
  rows: readonly OpenRowRow[],
  rates: PointRates,
  currency: string,
): Outcome<Burn, RefusalCode> {
  if (asked.amount === null) return accept({ total: 0, takes: [] })
  return decideBurn({
    amount: asked.amount,
    strategies: asked.strategies ?? ['rewards', 'points'],
    strict: asked.strict,
    rewards: rows.filter((row) => row.kind === 'reward').map(toOpenRow),
    points: rows.filter((row) => row.kind === 'point').map(toOpenRow),
    rate: rates.exchange,
    currency,
  })
}

interface Spent {
  readonly takes: readonly BurnTake[]
  readonly uses: readonly BenefitUse[]
}

/** Writes a redemption and what it takes. The id of the redemption. */
export async function spend(tx: Tx, redemption: NewRedemption, { takes, uses }: Spent, now: Instant): Promise<number> {
  const id = takes.length > 0 ? await drawRedemptionId(tx) : await insertRedemption(tx, redemption, now)
  if (takes.length > 0) await burn(tx, id, redemption, takes, now)
  const { profile_id: profileId, user_id: userId } = redemption
  if (uses.length > 0) await takeBenefitUses(tx, { profileId, uses, redemptionId: id, userId }, now)
  return id
}
