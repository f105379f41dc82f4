// Giving value back for goods that came back: new rewards and points for the share, never more than was
// redeemed and has not come back yet.
import type { Static } from 'typebox'

import type { ReturnRequest } from '@tillside/contract/redemptions'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { type Burn, decideReturn, type Strategy } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import { readBalance } from '../balances/service.ts'
import { returnBenefitUses } from '../benefits/return.ts'
import type { Tx } from '../db/open.ts'
import { together } from '../db/together.ts'
import type { Caller } from '../http/auth.ts'
import { returnPoints } from '../points/return.ts'
import { returnRewards } from '../rewards/return.ts'
import { readPointRates } from '../settings/service.ts'
import { type BenefitBack, benefitsBack, chosenBenefitsBack } from './benefits-back.ts'
import { findNamedLocation, type Made } from './redeem.ts'
import { readAsked } from './request.ts'
import {
  findRedemptionById,
  insertRedemption,
  lockProfileOfRedemption,
  type NewRedemption,
  type RedemptionRow,
} from './store.ts'
import { listTaken, type TakenRow } from './store-rows.ts'
import { refuseUndoer } from './undoer.ts'

type Body = Static<typeof ReturnRequest>

/** A redemption that something can come back of, and what it took. */
interface Returnable {
  readonly redeemed: RedemptionRow
  readonly taken: readonly TakenRow[]
}

export async function lockReturnable(
  tx: Tx,
  caller: Caller,
  redemptionId: number,
): Promise<Outcome<Returnable, RefusalCode>> {
  const [isLocked, redeemed, taken] = await together([
    lockProfileOfRedemption(tx, redemptionId),
    findRedemptionById(tx, redemptionId),
    listTaken(tx, redemptionId),
  ])
  if (!isLocked || !redeemed) return refuse('not_found')
  const refused = refuseUndoer(caller, redeemed)
  if (refused) return refused
  if (redeemed.type !== 'redeem') return refuse('not_a_redemption')
  if (redeemed.reversed_at !== null) return refuse('already_reversed')
  if (redeemed.is_reserve) return refuse('redemption_reserved')
  return accept({ redeemed, taken })
}

interface Wish {
  readonly asked: number | null
  readonly strict: boolean
  readonly strategies: readonly Strategy[] | undefined
}

/** Rules know a take by its id: here that is the entry that took it. */
function decideValue(taken: readonly TakenRow[], wish: Wish, currency: string): Outcome<Burn, RefusalCode> {
  const takes = taken
    .filter((row): row is TakenRow & { kind: 'reward' | 'point' } => row.kind !== 'benefit')
    .map((row) => ({
      kind: row.kind,
      id: row.entry_id,
      amount: row.amount,
      value: row.value_minor,
      returnedAmount: row.returned_amount,
      returnedValue: row.returned_value,
    }))
  const { strategies, ...rest } = wish
  return decideReturn({ ...rest, ...(strategies ? { strategies } : {}), takes, currency })
}

interface Decided {
  readonly value: Burn
  readonly benefits: readonly BenefitBack[]
}

const noValue: Burn = { total: 0, takes: [] }

/** Without a wish everything comes back; a wish for value alone leaves benefits where they are, and the other way round. */
function decide(taken: readonly TakenRow[], body: Body, currency: string): Outcome<Decided, RefusalCode> {
  const asked = readAsked(body, currency)
  if (!asked.ok) return asked
  const { amount, strict, strategies, wantsBenefits, benefits: named } = asked.value
  const isEverything = amount === null && !wantsBenefits && strategies === undefined
  const wantsValue = isEverything || amount !== null || (strategies?.length ?? 0) > 0

  const chosen =
    named.length > 0
      ? chosenBenefitsBack(taken, named, strict)
      : accept(isEverything || wantsBenefits ? benefitsBack(taken, Infinity) : [])
  if (!chosen.ok) return chosen
  const value = wantsValue ? decideValue(taken, { asked: amount, strict, strategies }, currency) : accept(noValue)
  // Kinds without an amount mean what is left of them: value that is back already does not keep the benefits.
  const isLenient = amount === null && chosen.value.length > 0
  if (!value.ok && !isLenient) return value
  const decided = { value: value.ok ? value.value : noValue, benefits: chosen.value }
  return decided.value.takes.length + decided.benefits.length > 0 ? accept(decided) : refuse('nothing_to_return')
}

/** Makes the new rewards, points and benefits, each entry naming the one that it undoes. */
export async function giveBack(
  tx: Tx,
  given: Returnable & {
    readonly value: Burn
    readonly benefits: readonly BenefitBack[]
    readonly redemptionId: number
    readonly userId: number | null
  },
  now: Instant,
): Promise<void> {
  const { redeemed, taken, redemptionId, userId } = given
  const rowOf = new Map(taken.map((row) => [row.entry_id, row.row_id]))
  const backs = given.value.takes.map((take) => ({
    kind: take.kind,
    rowId: rowOf.get(take.id) as number,
    amount: take.amount,
    valueMinor: take.value,
    entryId: take.id,
  }))
  const cause = { profileId: redeemed.profile_id, redemptionId, userId }
  await returnRewards(
    tx,
    cause,
    backs.filter(({ kind }) => kind === 'reward'),
    now,
  )
  await returnPoints(
    tx,
    cause,
    backs.filter(({ kind }) => kind === 'point'),
    now,
  )
  await returnBenefitUses(tx, cause, given.benefits, now)
}

export async function returnRedemption(
  tx: Tx,
  caller: Caller,
  request: { readonly redemptionId: number; readonly body: Body; readonly currency: string },
  now: Instant,
): Promise<Outcome<Made, RefusalCode>> {
  const { body, currency } = request
  const [returnable, rates, location] = await together([
    lockReturnable(tx, caller, request.redemptionId),
    readPointRates(tx),
    findNamedLocation(tx, body.location_id),
  ])
  if (!returnable.ok) return returnable
  if (!location.ok) return location
  const { redeemed, taken } = returnable.value
  const decided = decide(taken, body, currency)
  if (!decided.ok) return decided

  const redemption: NewRedemption = {
    profile_id: redeemed.profile_id,
    type: 'return',
    total_minor: decided.value.value.total,
    currency,
    location_id: location.value?.id ?? null,
    meta: (body.meta as NewRedemption['meta']) ?? null,
    transaction_external_id: body.transaction_external_id ?? null,
    transaction_receipt_ref: body.transaction_receipt_ref ?? null,
    linked_redemption_id: redeemed.id,
    reason: null,
    user_id: caller.userId,
  }
  const id = await insertRedemption(tx, redemption, now)
  await giveBack(tx, { redeemed, taken, ...decided.value, redemptionId: id, userId: caller.userId }, now)
  const balance = await readBalance(tx, redeemed.profile_id, now)
  return accept({ id, redemption, location: location.value, balance, exchange: rates.exchange })
}
