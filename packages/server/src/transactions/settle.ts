// The one path by which a sale is recorded, changed, voided or removed: plan, then write the difference. Then every sale whose
// goods came back, or did not after all, is brought to what it should give.
import { majorFromMinor } from '@tillside/money/money'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { closeUnmatched, raiseExceptions } from '../exceptions/service.ts'
import { ensureSystems, ensureTags } from '../labels/service.ts'
import type { Scene } from './holding.ts'
import type { Concern } from './names.ts'
import { announceSettled } from './news.ts'
import { type Plan, planSale } from './plan.ts'
import { movePoints } from './points.ts'
import { isSpreadAnew } from './rebook.ts'
import { recutReturns } from './recut.ts'
import * as store from './store.ts'
import { deleteReturns, insertReturns, listOverRefunded, type SoldRow } from './store-returns.ts'
import { same, type SettledLine, type Surroundings, type Wish } from './wish.ts'
import { writeRedemption } from './write-redemption.ts'

function newSale({ wish, links, settled, booking, earnRate }: Plan): store.NewTransaction {
  const { before, facts, fields, id } = wish
  return {
    ...facts,
    profile_id: links.profile_id,
    location_id: links.location_id,
    staff_id: links.staff_id,
    id,
    fields,
    earn_rate: earnRate,
    named_redemption_id: settled.namedId,
    redemption_id: settled.appliedId,
    redemption_minor: settled.appliedMinor,
    kept_redemption_id: settled.keptId,
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

/** Books what came back, and takes back what no longer did: then the customer may have been refunded for goods that they kept. */
async function writeReturns(tx: Tx, { goods, match, wish }: Plan, userId: number, now: Instant): Promise<Concern[]> {
  const { undone } = goods
  await deleteReturns(tx, undone, now)
  await insertReturns(tx, match.returns, now)
  const matched = match.returns.map((row) => row.item_id)
  if (wish.before && matched.length > 0)
    await closeUnmatched(tx, { transactionId: wish.id, itemIds: matched, userId }, now)
  if (undone.length === 0) return []
  const overRefunded = await listOverRefunded(tx, [...new Set(undone.map((row) => row.original_transaction_id))])
  return overRefunded.map(({ redemption_id: redemptionId, currency, excess_minor: minor }) => ({
    code: 'refund_without_return',
    redemptionId,
    details: { amount: majorFromMinor(minor, currency) },
    hasHappened: true,
  }))
}

/** Sold lines of other sales of which more or less came back than before. */
function touchedOf({ goods, match }: Plan): SoldRow[] {
  const ids = new Set([...goods.undone, ...match.returns].map((row) => row.original_item_id))
  return [...goods.sold.values()].filter((row) => ids.has(row.id))
}

/** Other sales that show something else now. */
type Touched = readonly Pick<store.TransactionRow, 'id' | 'profile_id'>[]

/** What came back of this sale's own lines, cut from what they earn and carry now. */
async function recutOwn(tx: Tx, plan: Plan, items: readonly store.NewItem[], now: Instant): Promise<Touched> {
  const { wish, booking } = plan
  if (!wish.before || !booking) return []
  const withShares = isSpreadAnew(plan)
  const returned = new Set(wish.before.items.filter((item) => item.returned_quantity > 0).map((item) => item.id))
  const own = items.filter((item) => returned.has(item.id))
  const gone = [...wish.before.gone, ...wish.removed].map((item) => ({ ...item, share_minor: 0 }))
  const recut = await recutReturns(tx, withShares ? [...own, ...gone] : own, { withShares }, now)
  if (withShares && gone.length > 0) await store.trimGoneShares(tx, [wish.id])
  return recut
}

interface Settled {
  readonly isChanged: boolean
  /** Sales of which lines that are gone did not come back after all: the shares of those lines are nobody's. */
  readonly unsettledIds: readonly number[]
}

/** Settles a sale that is held, and says whether anything changed. */
export async function settle(tx: Tx, scene: Scene, around: Surroundings, now: Instant): Promise<Settled> {
  const { wish } = scene
  const { userId } = around.caller
  const [plan] = await Promise.all([
    planSale(tx, scene, around, now),
    ensureSystems(tx, wish.facts.systems),
    ensureTags(tx, [...new Set([...wish.facts.tags, ...wish.lines.flatMap((line) => line.facts.tags)])]),
  ])
  const sale = newSale(plan)
  const items = plan.lines.map((line, index) => newItem(line, wish, plan.booking?.lines[index]))
  const isChanged = await writeSale(tx, plan, sale, items, now)
  const redemptionConcerns = await writeRedemption(tx, plan, userId, now)
  const recutHere = await recutOwn(tx, plan, items, now)
  const returnConcerns = await writeReturns(tx, plan, userId, now)
  const touched = touchedOf(plan)
  const recutThere = await recutReturns(tx, touched, { withShares: false }, now)
  const isMoved = plan.booking !== null
  const saleIds = [...(isMoved ? [wish.id] : []), ...new Set(touched.map((row) => row.transaction_id))]
  await movePoints(
    tx,
    { saleIds, sale: wish.before ? null : { ...sale, items }, byTransactionId: wish.id, userId },
    now,
  )
  const raised = [...plan.concerns, ...redemptionConcerns, ...returnConcerns].map(
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
  const undone = new Set(plan.goods.undone.map((row) => row.original_item_id))
  const unsettled = touched.filter((row) => undone.has(row.id) && !row.is_live).map((row) => row.transaction_id)
  const unsettledIds = [...new Set(unsettled)]
  await store.trimGoneShares(tx, unsettledIds)
  const settled = { isChanged: isChanged || plan.match.returns.length + undone.size > 0, unsettledIds }
  announceSettled(tx, {
    sale,
    isNew: wish.before === null,
    isChanged: settled.isChanged,
    addedItemIds: plan.lines.flatMap(({ id, existing }) => (existing ? [] : id)),
    touched: [...touched.map((row) => ({ ...row, id: row.transaction_id })), ...recutHere, ...recutThere],
  })
  return settled
}
