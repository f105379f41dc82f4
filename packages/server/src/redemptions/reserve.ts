// Value that is set aside for a device that redeems offline: a held redemption which only the device's report, or its lapse,
// moves. Callers have locked the member.
import { type Settlement, settleSpends } from '@tillside/rules/allowances'
import type { RefusalCode } from '@tillside/contract/refusals'
import type { Outcome } from '@tillside/rules/outcome'
import { type Burn, type BurnTake } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { readPointRates } from '../settings/service.ts'
import { isHeld } from './hold.ts'
import { reverse } from './moves.ts'
import { putBack } from './put-back.ts'
import { decideSpend, spend, toOpenRow } from './spend.ts'
import { findRedemptionById, type NewRedemption, type RedemptionRow } from './store.ts'
import { listOpenRows, listTaken } from './store-rows.ts'

/** Whose value it is, and on whose behalf. */
interface Account {
  readonly profileId: string
  readonly currency: string
  readonly userId: number
  /** Kept with every redemption that is made here. */
  readonly meta: Readonly<Record<string, unknown>>
}

const strategies = ['rewards', 'points'] as const

/** What of an amount could be taken now. */
export async function decideReserve(
  tx: Tx,
  profileId: string,
  wish: { readonly amount: number; readonly currency: string },
  now: Instant,
): Promise<Outcome<Burn, RefusalCode>> {
  const [rows, rates] = await Promise.all([listOpenRows(tx, profileId, now), readPointRates(tx)])
  return decideSpend({ amount: wish.amount, strategies, strict: false }, rows, rates, wish.currency)
}

const redemptionOf = (account: Account, total: number, more: Partial<NewRedemption>): NewRedemption => ({
  profile_id: account.profileId,
  type: 'redeem',
  total_minor: total,
  currency: account.currency,
  location_id: null,
  meta: account.meta,
  transaction_external_id: null,
  transaction_receipt_ref: null,
  linked_redemption_id: null,
  reason: null,
  user_id: account.userId,
  ...more,
})

const totalOf = (takes: readonly BurnTake[]): number => takes.reduce((sum, take) => sum + take.value, 0)

/** Sets value aside until a moment. The id of the redemption that does. */
export const setAside = (
  tx: Tx,
  account: Account,
  takes: readonly BurnTake[],
  until: Instant,
  now: Instant,
): Promise<number> =>
  spend(
    tx,
    redemptionOf(account, totalOf(takes), { hold_expires_at: until, is_reserve: true }),
    { takes, uses: [] },
    now,
  )

/** One purchase that a device made offline. */
interface OfflineSpend {
  readonly reference: string
  readonly amount: number
  readonly receiptRef: string | null
  readonly externalId: string | null
}

interface SettledSpend {
  readonly redemptionId: number | null
  readonly total: number
}

interface Settling {
  readonly account: Account
  /** What was set aside for these spends; it may have lapsed since. */
  readonly reserveId: number | null
  readonly spends: readonly OfflineSpend[]
  /** Nothing more will be spent: what is left of the reserve goes back. */
  readonly isFinal: boolean
}

async function findReserve(tx: Tx, id: number | null): Promise<RedemptionRow | undefined> {
  const reserve = id === null ? undefined : await findRedemptionById(tx, id)
  return reserve && isHeld(reserve) ? reserve : undefined
}

async function plan(
  tx: Tx,
  { account, spends }: Settling,
  held: readonly BurnTake[],
  now: Instant,
): Promise<Settlement> {
  const [rows, rates] = await Promise.all([listOpenRows(tx, account.profileId, now), readPointRates(tx)])
  const open = (kind: 'reward' | 'point') => rows.filter((row) => row.kind === kind).map(toOpenRow)
  return settleSpends(
    spends.map(({ amount }) => amount),
    { reserve: held, rewards: open('reward'), points: open('point'), rate: rates.exchange, currency: account.currency },
  )
}

async function spendOne(
  tx: Tx,
  account: Account,
  one: OfflineSpend,
  takes: readonly BurnTake[],
  now: Instant,
): Promise<SettledSpend> {
  const total = totalOf(takes)
  if (total === 0) return { redemptionId: null, total }
  const redemption = redemptionOf(account, total, {
    meta: { ...account.meta, reference: one.reference },
    transaction_receipt_ref: one.receiptRef,
    transaction_external_id: one.externalId,
  })
  return { redemptionId: await spend(tx, redemption, { takes, uses: [] }, now), total }
}

/** Undoes a reserve for a moment, within this transaction: the rows that it held are taken again before anybody, or a debt, sees them. */
async function openReserve(tx: Tx, account: Account, reserve: RedemptionRow, now: Instant): Promise<void> {
  const more = {
    type: 'reversal',
    linked_redemption_id: reserve.id,
    reason: 'Spent in part, as the device reported.',
  } as const
  await reverse(tx, redemptionOf(account, reserve.total_minor, more), now)
}

/** Sets aside anew what was not spent of a reserve, until the same moment. */
async function setRestAside(
  tx: Tx,
  account: Account,
  reserve: RedemptionRow,
  rest: readonly BurnTake[],
  now: Instant,
): Promise<RedemptionRow | undefined> {
  const until = reserve.hold_expires_at ?? now
  return rest.length === 0 ? undefined : findReserve(tx, await setAside(tx, account, rest, until, now))
}

/**
 * Settles spends, each into a redemption of its own: from what is set aside, and beyond that from what the member holds. What is
 * still set aside afterwards is in the redemption that is answered, if anything is.
 */
export async function settleOffline(
  tx: Tx,
  settling: Settling,
  now: Instant,
): Promise<{ settled: readonly SettledSpend[]; reserveId: number | null }> {
  const { account, spends, isFinal } = settling
  const reserve = await findReserve(tx, settling.reserveId)
  const held = reserve ? await listTaken(tx, reserve.id) : []
  const takes = held.flatMap(({ kind, row_id: id, amount, value_minor: value }): BurnTake[] =>
    kind === 'benefit' ? [] : [{ kind, id, amount, value }],
  )
  const planned = await plan(tx, settling, takes, now)
  const isCarved = reserve !== undefined && totalOf(planned.rest) < reserve.total_minor
  if (reserve && isCarved) await openReserve(tx, account, reserve, now)
  const settled: SettledSpend[] = []
  for (const [index, one] of spends.entries()) {
    settled.push(await spendOne(tx, account, one, planned.spends[index] ?? [], now))
  }
  if (!reserve) return { settled, reserveId: settling.reserveId }
  const left = isCarved ? await setRestAside(tx, account, reserve, planned.rest, now) : reserve
  if (!left || !isFinal) return { settled, reserveId: left?.id ?? null }
  await putBack(tx, left, { userId: account.userId, reason: 'Not spent, as the device reported.' }, now)
  return { settled, reserveId: null }
}
