// Using benefits: chosen and decided first, taken once the redemption that takes them has its id. Callers have
// locked the member.
import type { RefusalCode } from '@tillside/contract/refusals'
import { type BenefitRefusal, decideUse } from '@tillside/rules/benefits'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { spendOrder } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { appendEntries } from '../ledgers/service.ts'
import { lockLimitedDefinitions } from './definition-store.ts'
import { type HeldBenefit, toUsable, withBenefitDefinitions } from './render.ts'
import * as store from './store.ts'

export interface AskedUse {
  /** One benefit of the member's, or any of the definition with the handle. */
  readonly id: number | null
  readonly handle: string | null
  readonly quantity: number
}

/** So many uses of one benefit. */
export interface BenefitUse {
  readonly benefitId: number
  readonly count: number
}

/** What the wishes before have claimed already: of a benefit, and of its definition's limit for all members. */
class Claims {
  readonly #byBenefit = new Map<number, number>()
  readonly #byDefinition = new Map<number, number>()

  add({ id, definition_id }: HeldBenefit, count: number): void {
    this.#byBenefit.set(id, (this.#byBenefit.get(id) ?? 0) + count)
    this.#byDefinition.set(definition_id, (this.#byDefinition.get(definition_id) ?? 0) + count)
  }

  leave(benefit: HeldBenefit): ReturnType<typeof toUsable> {
    const usable = toUsable(benefit)
    const { globalRemaining } = usable
    return {
      ...usable,
      remaining: usable.remaining - (this.#byBenefit.get(benefit.id) ?? 0),
      globalRemaining:
        globalRemaining === null ? null : globalRemaining - (this.#byDefinition.get(benefit.definition_id) ?? 0),
    }
  }

  get uses(): BenefitUse[] {
    return [...this.#byBenefit].map(([benefitId, count]) => ({ benefitId, count }))
  }
}

/** Nearest end first, as rewards are spent. */
function inSpendOrder(benefits: readonly HeldBenefit[]): HeldBenefit[] {
  const byId = new Map(benefits.map((benefit) => [benefit.id, benefit]))
  const rows = benefits.map(({ id, redemptions_remaining, issued_at, ends_at }) => ({
    id,
    remaining: redemptions_remaining,
    issuedAt: issued_at,
    endsAt: ends_at,
  }))
  return spendOrder(rows).flatMap(({ id }) => byId.get(id) ?? [])
}

/** Claims what is asked for from the candidates in their order; the reason when they do not hold as much. */
function claim(
  candidates: readonly HeldBenefit[],
  quantity: number,
  claims: Claims,
  now: Instant,
): Outcome<true, BenefitRefusal> {
  let left = quantity
  // The reason of the only candidate, or of the last that refused.
  let refused: Outcome<true, BenefitRefusal> = refuse('benefit_used_up')
  for (const benefit of candidates) {
    const usable = claims.leave(benefit)
    const whole = decideUse(usable, left, now)
    if (!whole.ok) refused = whole
    if (!decideUse(usable, 1, now).ok) continue
    const count = Math.min(left, usable.remaining, usable.globalRemaining ?? Infinity)
    claims.add(benefit, count)
    left -= count
    if (left === 0) return accept(true)
  }
  return refused
}

/** Decides which benefits are used, before anything is written. All of the wishes, or none of them. */
export async function chooseBenefits(
  tx: Tx,
  profileId: string,
  asked: readonly AskedUse[],
  now: Instant,
): Promise<Outcome<BenefitUse[], RefusalCode>> {
  if (asked.length === 0) return accept([])
  const ids = asked.flatMap(({ id }) => id ?? [])
  const handles = asked.flatMap(({ id, handle }) => (id === null && handle !== null ? [handle] : []))
  const rows = await store.findBenefitsOfProfile(tx, profileId, ids, handles)
  // Totals are read once the limits are ours.
  await lockLimitedDefinitions(tx, [...new Set(rows.map((row) => row.definition_id))])
  const held = inSpendOrder(await withBenefitDefinitions(tx, rows))

  const claims = new Claims()
  for (const [index, { id, handle, quantity }] of asked.entries()) {
    const field = `benefits.${index}.${id === null ? 'handle' : 'id'}`
    const candidates = held.filter((benefit) =>
      id === null ? benefit.definition.handle === handle : benefit.id === id,
    )
    if (candidates.length === 0) return refuse('reference_unknown', { field })
    const claimed = claim(candidates, quantity, claims, now)
    if (!claimed.ok) return refuse(claimed.refusal.code, { ...claimed.refusal, field })
  }
  return accept(claims.uses)
}

/** One benefit that a path names: no field of the body is at fault, and one that is not there is not found. */
export async function chooseBenefit(
  tx: Tx,
  given: { readonly profileId: string; readonly benefitId: number; readonly count: number },
  now: Instant,
): Promise<Outcome<BenefitUse[], RefusalCode>> {
  const asked = [{ id: given.benefitId, handle: null, quantity: given.count }]
  const chosen = await chooseBenefits(tx, given.profileId, asked, now)
  if (chosen.ok) return chosen
  const { code, details } = chosen.refusal
  if (code === 'reference_unknown') return refuse('not_found')
  return refuse(code, details === undefined ? {} : { details })
}

/** Takes what was chosen, and books it. */
export async function takeBenefitUses(
  tx: Tx,
  given: {
    readonly profileId: string
    readonly uses: readonly BenefitUse[]
    readonly redemptionId: number
    readonly userId: number | null
  },
  now: Instant,
): Promise<void> {
  const { profileId, uses, redemptionId, userId } = given
  if (uses.length === 0) return
  if (!(await store.drawUses(tx, profileId, uses, now)))
    throw new Error('a benefit that was chosen under the lock could not be used')
  await appendEntries(
    tx,
    uses.map(({ benefitId, count }) => ({
      profileId,
      kind: 'benefit',
      rowId: benefitId,
      amount: -count,
      cause: 'redeem',
      redemptionId,
      userId,
    })),
    now,
  )
}
