// The one path by which a sale is recorded, changed, voided or removed: plan, then write the difference.
// What a changed line had earned is taken back and booked anew; what did not change stays as it was stored.
import { majorFromMinor } from '@tillside/money/money'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { raiseExceptions } from '../exceptions/service.ts'
import { ensureSystems, ensureTags } from '../labels/service.ts'
import { linkRedemption, undoRedemptionOfSale } from '../redemptions/sale.ts'
import type { Concern } from './names.ts'
import { type Plan, planSale } from './plan.ts'
import { movePoints } from './points.ts'
import { recutReturns } from './recut.ts'
import type { HeldReturns } from './returning.ts'
import * as store from './store.ts'
import { deleteReturns, insertReturns, listOverRefunded } from './store-returns.ts'
import { same, type SettledLine, type Surroundings, type Wish } from './wish.ts'

function newSale({ wish, links, settled, booking }: Plan): store.NewTransaction {
  const { before, facts, fields, id } = wish
  return {
    ...facts,
    ...links,
    id,
    fields,
    named_redemption_id: settled.namedId,
    redemption_id: settled.appliedId,
    redemption_minor: settled.appliedMinor,
    points_earned: booking?.pointsWithoutLines ?? before?.sale.points_earned ?? 0,
  }
}

function newItem(
  { id, position, facts, variant, existing }: SettledLine,
  wish: Wish,
  booking: store.LineBooking | undefined,
): store.NewItem {
  const stored = booking ?? (existing as store.LineBooking)
  return {
    ...facts,
    id,
    transaction_id: wish.id,
    position,
    product_variant_id: variant?.id ?? null,
    charged_minor: stored.charged_minor,
    share_minor: stored.share_minor,
    share_unit_minor: stored.share_unit_minor,
    share_units_more: stored.share_units_more,
    points_earned: stored.points_earned,
  }
}

/** The columns that differ from what is there. */
function changesOf<Row extends object>(before: object, after: Row): Partial<Row> | null {
  const was = before as Record<string, unknown>
  const changed = Object.entries(after).filter(([name, value]) => !same(was[name], value))
  return changed.length === 0 ? null : (Object.fromEntries(changed) as Partial<Row>)
}

async function writeSale(
  tx: Tx,
  { wish, lines }: Plan,
  sale: store.NewTransaction,
  items: readonly store.NewItem[],
  now: Instant,
): Promise<boolean> {
  if (!wish.before) {
    await Promise.all([store.insertTransaction(tx, sale, now), store.insertItems(tx, items, now)])
    return true
  }
  const saleChanges = changesOf(wish.before.sale, sale)
  const itemChanges = items.flatMap((item, index) => {
    const existing = lines[index]?.existing
    const changes = existing && changesOf(existing, item)
    return existing && changes ? [{ existing, changes }] : []
  })
  const added = items.filter((_, index) => !lines[index]?.existing)
  const isChanged = saleChanges !== null || itemChanges.length + added.length + wish.removed.length > 0
  if (!isChanged) return false
  await Promise.all([
    store.updateTransaction(tx, wish.id, saleChanges ?? {}, now),
    store.insertItems(tx, added, now),
    store.deleteItems(
      tx,
      wish.id,
      wish.removed.map((item) => item.id),
      now,
    ),
    ...itemChanges.map(({ existing, changes }) => store.updateItem(tx, existing, changes, now)),
  ])
  return true
}

/** Ties the sale to its redemption, lets go of one that it no longer names, and undoes one that was voided. */
async function writeRedemption(
  tx: Tx,
  { wish, settled }: Plan,
  { caller }: Surroundings,
  now: Instant,
): Promise<Concern[]> {
  const { redemption, appliedId } = settled
  const was = wish.before?.sale.redemption_id ?? null
  if (was !== null && was !== appliedId) await linkRedemption(tx, was, null, now)
  if (redemption && redemption.transaction_id !== wish.id) await linkRedemption(tx, redemption.id, wish.id, now)
  const isVoidedNow = wish.facts.is_void && wish.before?.sale.is_void !== true
  if (!redemption || !isVoidedNow) return []
  const hadReturns = await undoRedemptionOfSale(tx, redemption, caller.userId, now)
  return hadReturns
    ? [{ code: 'redemption_void_partly_returned', redemptionId: redemption.id, details: {}, hasHappened: true }]
    : []
}

/** Books what came back, and takes back what no longer did: then the customer may have been refunded for goods that they kept. */
async function writeReturns(tx: Tx, { undone, match }: HeldReturns, now: Instant): Promise<Concern[]> {
  await deleteReturns(tx, undone, now)
  await insertReturns(tx, match.returns, now)
  if (undone.length === 0) return []
  const overRefunded = await listOverRefunded(tx, [...new Set(undone.map((row) => row.original_transaction_id))])
  return overRefunded.map(({ redemption_id: redemptionId, currency, excess_minor: minor }) => ({
    code: 'refund_without_return',
    redemptionId,
    details: { amount: majorFromMinor(minor, currency) },
    hasHappened: true,
  }))
}

/** Settles a wish and says whether anything changed. */
export async function settle(tx: Tx, wish: Wish, around: Surroundings, now: Instant): Promise<boolean> {
  const [made] = await Promise.all([
    planSale(tx, wish, around, now),
    ensureSystems(tx, wish.facts.systems),
    ensureTags(tx, [...new Set([...wish.facts.tags, ...wish.lines.flatMap((line) => line.facts.tags)])]),
  ])
  const { returns } = made
  const sale = newSale(made)
  const items = made.lines.map((line, index) => newItem(line, wish, made.booking?.lines[index]))
  const isChanged = await writeSale(tx, made, sale, items, now)
  const redemptionConcerns = await writeRedemption(tx, made, around, now)
  const recut = await recutReturns(tx, wish.before?.items ?? [], items, returns.sold, now)
  await movePoints(tx, { wish, sale, items, returns, recut, userId: around.caller.userId }, now)
  const returnConcerns = await writeReturns(tx, returns, now)
  const raised = [...made.concerns, ...redemptionConcerns, ...returnConcerns].map(
    ({ code, redemptionId = null, details, hasHappened = false }) => ({
      code,
      hasHappened,
      redemptionId,
      details,
      transactionId: wish.id,
      profileId: sale.profile_id,
    }),
  )
  await raiseExceptions(tx, raised, now)
  return isChanged || returns.match.returns.length + returns.undone.length > 0
}
