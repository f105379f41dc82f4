// Sales as they travel, for any number of them in the same few statements.
import type { Static } from 'typebox'

import { exceptionCodes } from '@tillside/contract/exceptions'
import type { Transaction } from '@tillside/contract/transactions'
import type { Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'
import { listOpenExceptionsOfTransactions } from '../exceptions/service.ts'
import { wireAmount, wireAmountOrNull, wireMoment, wireMomentOrNull, wirePoints } from '../http/render.ts'
import { findLocationsByIds, toLocation } from '../locations/service.ts'
import { findVariantsByIds } from '../products/variants.ts'
import { findProfileSummaries } from '../profiles/service.ts'
import { findInstances, toItem } from '../redemptions/render.ts'
import { listItemsByRedemptions } from '../redemptions/sale.ts'
import { readPointRates } from '../settings/service.ts'
import { findStaffByIds, toStaffSummary } from '../staff/service.ts'
import { groupBy } from './group.ts'
import { type LineAround, toTransactionItem } from './render-item.ts'
import { findTransactionsByIds, listItems, type TransactionRow } from './store.ts'
import { listReturnable, listSaleRedemptions, type ReturnableRow, type SaleRedemptionRow } from './store-lists.ts'
import { listReturns } from './store-returns.ts'

type Wire = Static<typeof Transaction>
type Locations = ReadonlyMap<number, Wire['location']>

const ids = (values: readonly (number | null)[]): number[] => [...new Set(values.filter((value) => value !== null))]

function byId<T extends { id: number | string }>(rows: readonly T[]): Map<T['id'], T> {
  return new Map(rows.map((row) => [row.id, row]))
}

/** Everything that the sales of one answer name. */
async function readAround(db: Db, sales: readonly TransactionRow[], now: Instant) {
  const saleIds = sales.map((sale) => sale.id)
  const redemptionIds = ids(
    sales.flatMap((sale) => [sale.redemption_id, sale.named_redemption_id, sale.kept_redemption_id]),
  )
  const [items, returns, redemptions, redeemed, returnable, exceptions, profiles, staff, rates] = await Promise.all([
    listItems(db, saleIds),
    listReturns(db, saleIds),
    listSaleRedemptions(db, redemptionIds),
    listItemsByRedemptions(db, redemptionIds),
    listReturnable(db, saleIds),
    listOpenExceptionsOfTransactions(db, saleIds),
    findProfileSummaries(db, [...new Set(sales.flatMap((sale) => sale.profile_id ?? []))]),
    findStaffByIds(db, ids(sales.map((sale) => sale.staff_id))),
    readPointRates(db),
  ])
  const [variants, locations, instances] = await Promise.all([
    findVariantsByIds(db, ids(items.map((item) => item.product_variant_id))),
    findLocationsByIds(db, ids([...sales, ...redemptions].map((row) => row.location_id))),
    findInstances(db, redeemed, rates.exchange, now),
  ])
  const locationById: Locations = new Map(locations.map((row) => [row.id, toLocation(row)]))
  const lineAround: LineAround = {
    variants: byId(variants),
    returns: groupBy(returns, (row) => row.item_id),
    returnable: groupBy(returnable, (row) => row.item_id),
  }
  return {
    items: groupBy(items, (item) => item.transaction_id),
    redemptions: byId(redemptions),
    redeemed: groupBy(redeemed, (item) => item.redemption_id),
    returnable: groupBy(returnable, (row) => row.transaction_id),
    exceptions: groupBy(exceptions, (row) => row.transaction_id),
    profiles,
    staff: byId(staff),
    instances,
    locationById,
    lineAround,
  }
}

type Around = Awaited<ReturnType<typeof readAround>>

function toSaleRedemption(row: SaleRedemptionRow, around: Around): NonNullable<Wire['redemption']> {
  const total = wireAmount(row.total_minor, row.currency)
  return {
    id: row.id,
    type: row.type,
    total,
    total_localised: total,
    location_id: row.location_id,
    location: row.location_id === null ? null : (around.locationById.get(row.location_id) ?? null),
    items: (around.redeemed.get(row.id) ?? []).map((item) => toItem(item, row.currency, around.instances)),
  }
}

/** For each redemption, what may still be given back for the goods that came back here. */
function toReturnable(rows: readonly ReturnableRow[]): Wire['returnable'] {
  return [...groupBy(rows, (row) => row.redemption_id)].map(([redemption_id, shares]) => {
    const minor = shares.reduce((sum, { returnable_minor }) => sum + returnable_minor, 0)
    return { redemption_id, amount: wireAmount(minor, shares[0]?.currency ?? '') }
  })
}

/** The redemption that the sale applies, and those that it had and that were reversed. */
function toItsRedemptions(
  sale: TransactionRow,
  around: Around,
): Pick<Wire, 'redemption_id' | 'redemption' | 'reversed_redemptions'> {
  const applied = around.redemptions.get(sale.redemption_id ?? 0)
  const named = around.redemptions.get(sale.named_redemption_id ?? 0)
  // What a void sale held was given back.
  const givenBack = sale.is_void ? around.redemptions.get(sale.kept_redemption_id ?? 0) : undefined
  const standing = applied?.reversed_at === null ? applied : null
  const had = [...new Set([applied, named, givenBack])].filter((row) => row !== undefined)
  return {
    redemption_id: standing?.id ?? null,
    redemption: standing && toSaleRedemption(standing, around),
    reversed_redemptions: had.filter((row) => row.reversed_at !== null).map((row) => toSaleRedemption(row, around)),
  }
}

function toTransaction(sale: TransactionRow, around: Around): Wire {
  const amount = (minor: number): number => wireAmount(minor, sale.currency)
  const optional = (minor: number | null): number | null => wireAmountOrNull(minor, sale.currency)
  const items = around.items.get(sale.id) ?? []
  const profile = around.profiles.get(sale.profile_id ?? '')
  const staff = around.staff.get(sale.staff_id ?? 0)
  const points = items.reduce((sum, item) => sum + item.points_earned, sale.points_earned)
  return {
    id: sale.id,
    external_id: sale.external_id,
    profile_id: sale.profile_id,
    profile: profile ? { email: profile.email } : null,
    ...toItsRedemptions(sale, around),
    location_id: sale.location_id,
    location: around.locationById.get(sale.location_id ?? 0) ?? null,
    meta: sale.meta as Wire['meta'],
    total: amount(sale.total_minor),
    total_original: optional(sale.total_original_minor),
    total_converted: amount(sale.total_minor),
    rounding: optional(sale.rounding_minor),
    margin: optional(sale.margin_minor),
    is_void: sale.is_void,
    transacted_at: sale.transacted_local,
    timezone: sale.timezone,
    systems: sale.systems,
    tags: sale.tags,
    items: items.map((item) => toTransactionItem(item, sale, around.lineAround)),
    payments: sale.payments,
    fees: sale.fees,
    receipt_is_email: sale.receipt_is_email,
    receipt_ref: sale.receipt_ref,
    linked_receipt_ref: sale.linked_receipt_ref,
    receipt_email: sale.receipt_email,
    tender: sale.tender,
    claimed_at: wireMomentOrNull(sale.claimed_at),
    staff: staff ? toStaffSummary(staff) : null,
    currency_id: null,
    currency_rate: 1,
    currency: sale.currency,
    currency_values: (sale.currency_values as Wire['currency_values']).map((value) => ({
      ...value,
      total: value.total ?? null,
    })),
    type: sale.type,
    status: sale.status,
    order_number: sale.order_number,
    order_id: sale.order_id,
    external_order_id: sale.external_order_id,
    need_action: sale.need_action,
    custom_fields: sale.custom_fields as Wire['custom_fields'],
    organisation_id: sale.organisation_id,
    organisation: null,
    tier_points: [],
    points_earned: wirePoints(points),
    returnable: toReturnable(around.returnable.get(sale.id) ?? []),
    exceptions: (around.exceptions.get(sale.id) ?? []).map(({ id, code }) => ({
      id,
      code,
      meaning: exceptionCodes[code],
    })),
    created_at: wireMoment(sale.created_at),
    updated_at: wireMoment(sale.updated_at),
  }
}

export async function renderTransactions(db: Db, sales: readonly TransactionRow[], now: Instant): Promise<Wire[]> {
  if (sales.length === 0) return []
  const around = await readAround(db, sales, now)
  return sales.map((sale) => toTransaction(sale, around))
}

/** Sales by id, as they travel; those that were removed are not among them. */
export async function renderTransactionsByIds(db: Db, saleIds: readonly number[], now: Instant): Promise<Wire[]> {
  return saleIds.length === 0 ? [] : renderTransactions(db, await findTransactionsByIds(db, saleIds), now)
}
