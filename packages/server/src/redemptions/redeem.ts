// A redemption as it is asked for: the member is locked, what could be spent is read, rules decide, and one statement writes.
import type { Static } from 'typebox'

import type { RedeemRequest } from '@tillside/contract/redemptions'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { ExchangeRate } from '@tillside/rules/points'
import type { BurnTake } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import { type Balance, readBalance } from '../balances/service.ts'
import { type BenefitUse, chooseBenefits } from '../benefits/use.ts'
import type { Tx } from '../db/open.ts'
import { sendAlong } from '../db/ending.ts'
import { together } from '../db/together.ts'
import type { Caller } from '../http/auth.ts'
import { RequestRefused } from '../http/errors.ts'
import { readUuid } from '../http/ids.ts'
import { findLocationForSale, type LocationRow } from '../locations/service.ts'
import { lockProfile } from '../profiles/service.ts'
import { readPointRates } from '../settings/service.ts'
import { burn } from './moves.ts'
import { type Asked, holdEnd, readAsked } from './request.ts'
import { decideSpend, spend } from './spend.ts'
import { drawRedemptionId, type NewRedemption } from './store.ts'
import { listOpenRows } from './store-rows.ts'

type Body = Static<typeof RedeemRequest>

/** A redemption, reversal or return that was just made, with what its answer needs. */
export interface Made {
  readonly id: number
  readonly redemption: NewRedemption
  readonly location: LocationRow | undefined
  /** Of the member, after it. */
  readonly balance: Balance
  readonly exchange: ExchangeRate
}

/** The store that a request names, when it names one; an unknown one is refused before anything is written. */
export async function findNamedLocation(
  tx: Tx,
  given: number | string | null | undefined,
): Promise<Outcome<LocationRow | undefined, RefusalCode>> {
  if (given === null || given === undefined) return accept(undefined)
  const location = await findLocationForSale(tx, given)
  return location ? accept(location) : refuse('reference_unknown', { field: 'location_id' })
}

/** A benefit that the body names and the member does not hold is a wrong field, not a wrong path. */
async function chooseNamedBenefits(
  tx: Tx,
  profileId: string,
  asked: Asked,
  now: Instant,
): Promise<Outcome<BenefitUse[], RefusalCode>> {
  const uses = await chooseBenefits(tx, profileId, asked.benefits, now)
  return uses.ok || uses.refusal.code !== 'not_found'
    ? uses
    : refuse('reference_unknown', { field: uses.refusal.field ?? 'benefits' })
}

/** What was taken was open, so the balance held it. */
const balanceWithout = (before: Balance, takes: readonly BurnTake[]): Balance => {
  const taken = (kind: BurnTake['kind']): number =>
    takes.reduce((sum, take) => (take.kind === kind ? sum + take.amount : sum), 0)
  return { ...before, rewardMinor: before.rewardMinor - taken('reward'), points: before.points - taken('point') }
}

export async function redeem(
  tx: Tx,
  caller: Caller,
  request: { readonly profileId: string; readonly body: Body; readonly currency: string },
  now: Instant,
): Promise<Outcome<Made, RefusalCode>> {
  const { body, currency } = request
  const asked = readAsked(body, currency)
  if (!asked.ok) return asked
  if (asked.value.amount === null && asked.value.benefits.length === 0) {
    throw new RequestRefused('validation_failed', {
      amount: ['The amount field is required when no benefits are named.'],
    })
  }

  const profileId = readUuid(request.profileId)
  if (profileId === null) return refuse('not_found')

  // Sent together, answered in order: what could be spent is read once the member is ours.
  const [locked, rows, before, rates, location, id] = await together([
    lockProfile(tx, profileId),
    listOpenRows(tx, profileId, now),
    readBalance(tx, profileId, now),
    readPointRates(tx),
    findNamedLocation(tx, body.location_id),
    asked.value.benefits.length === 0 ? drawRedemptionId(tx) : null,
  ])
  if (locked === null) return refuse('not_found')
  if (!location.ok) return location
  const decided = decideSpend(asked.value, rows, rates, currency)
  if (!decided.ok) return decided
  const uses = await chooseNamedBenefits(tx, profileId, asked.value, now)
  if (!uses.ok) return uses

  const redemption: NewRedemption = {
    profile_id: profileId,
    type: 'redeem',
    total_minor: decided.value.total,
    currency,
    location_id: location.value?.id ?? null,
    meta: (body.meta as NewRedemption['meta']) ?? null,
    transaction_external_id: body.transaction_external_id ?? null,
    transaction_receipt_ref: body.transaction_receipt_ref ?? null,
    linked_redemption_id: null,
    reason: null,
    user_id: caller.userId,
    hold_expires_at: holdEnd(body.hold, now),
  }
  const made = { redemption, location: location.value, exchange: rates.exchange }
  const { takes } = decided.value
  if (id !== null) {
    // All that the answer says is known: what is written leaves with the answer's key and the commit.
    await sendAlong(tx, burn(tx, id, redemption, takes, now))
    return accept({ ...made, id, balance: balanceWithout(before, takes) })
  }
  const idWithUses = await spend(tx, redemption, { takes, uses: uses.value }, now)
  return accept({ ...made, id: idWithUses, balance: await readBalance(tx, profileId, now) })
}
