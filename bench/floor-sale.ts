// The floor's sale: the statements of our stores that a sale cannot do without, in three round trips.
import type { Instant } from '@tillside/rules/time'

import type { Sql, Tx } from '../packages/server/src/db/open.ts'
import { insertEntries } from '../packages/server/src/ledgers/store.ts'
import { findLocationByAnyKey } from '../packages/server/src/locations/store.ts'
import { insertPoint, listPointsLeft } from '../packages/server/src/points/store.ts'
import { findLineVariants } from '../packages/server/src/products/variant-store.ts'
import { lockProfilesInOrder } from '../packages/server/src/profiles/store.ts'
import { findRedemptionById, setTransaction } from '../packages/server/src/redemptions/store.ts'
import { findStaffId } from '../packages/server/src/staff/store.ts'
import {
  findTransaction,
  insertItems,
  insertTransaction,
  type NewItem,
  type NewTransaction,
  nextItemIds,
  nextTransactionId,
} from '../packages/server/src/transactions/store.ts'

interface Line {
  readonly external_id: string
  readonly name: string
  readonly sku: string
  readonly quantity: number
  readonly price_current: number
  readonly price_sell: number
}

export interface Sale {
  readonly external_id: string
  readonly profile_id: string
  readonly location_id: string
  readonly staff_id: string
  readonly redemption_id: number | null
  readonly transacted_at: string
  readonly timezone: string
  readonly total: number
  readonly total_original: number
  readonly systems: string[]
  readonly tags: string[]
  readonly payments: string[]
  readonly items: readonly Line[]
}

const pointDefinitionId = 1

interface Links {
  readonly id: number
  readonly locationId: number | null
  readonly staffId: number | null
}

const toTransaction = (sale: Sale, { id, locationId, staffId }: Links, now: Instant): NewTransaction => ({
  id,
  profile_id: sale.profile_id,
  location_id: locationId,
  staff_id: staffId,
  redemption_id: sale.redemption_id,
  named_redemption_id: sale.redemption_id,
  external_id: sale.external_id,
  receipt_ref: sale.external_id,
  linked_receipt_ref: null,
  currency: 'AUD',
  total_minor: sale.total * 100,
  total_original_minor: sale.total_original * 100,
  rounding_minor: null,
  margin_minor: null,
  transacted_at: now,
  transacted_local: sale.transacted_at,
  timezone: sale.timezone,
  systems: sale.systems,
  tags: sale.tags,
  payments: sale.payments,
  fees: null,
  meta: null,
  custom_fields: [],
  currency_values: [],
  is_void: false,
  receipt_is_email: null,
  receipt_email: null,
  tender: null,
  type: null,
  status: null,
  order_number: null,
  order_id: null,
  external_order_id: null,
  need_action: null,
  organisation_id: null,
  points_earned: 0,
  redemption_minor: 0,
  kept_redemption_id: null,
  earn_rate: '1',
  fields: {},
})

const toItem = (
  line: Line,
  position: number,
  id: number,
  transactionId: number,
  variantId: number | null,
): NewItem => ({
  id,
  transaction_id: transactionId,
  position,
  external_id: line.external_id,
  name: line.name,
  quantity: line.quantity,
  price_current_minor: line.price_current * 100,
  price_sell_minor: line.price_sell * 100,
  price_original_minor: null,
  price_margin_minor: null,
  price_tax_minor: null,
  product_variant_id: variantId,
  sku: line.sku,
  variant_external_id: null,
  discounts: null,
  department: null,
  tags: [],
  is_void: false,
  meta: null,
  return_for: null,
  charged_minor: line.price_sell * 100,
  share_minor: 0,
  share_unit_minor: 0,
  share_units_more: 0,
  points_earned: line.price_sell * 1000,
})

async function earn(tx: Tx, sale: Sale, transactionId: number, now: Instant): Promise<number> {
  const thousandths = sale.total * 1000
  const { profile_id } = sale
  const when = { issued_at: now, accrued_at: now, ends_at: null, timezone: sale.timezone }
  const source = { description: null, meta: null, source_type: 'transaction', source_id: transactionId }
  const value = { value_initial: thousandths, value_remaining: thousandths }
  return (await insertPoint(tx, { profile_id, definition_id: pointDefinitionId, ...value, ...when, ...source }, now)).id
}

async function write(tx: Tx, sale: Sale, userId: number, now: Instant): Promise<number> {
  const [id, ids, location, staffId, variants] = await Promise.all([
    nextTransactionId(tx),
    nextItemIds(tx, sale.items.length),
    findLocationByAnyKey(tx, null, sale.location_id),
    findStaffId(tx, sale.staff_id, Number(sale.staff_id)),
    findLineVariants(
      tx,
      [],
      sale.items.map((line) => line.sku),
    ),
    findTransaction(tx, { externalId: sale.external_id }),
    lockProfilesInOrder(tx, [sale.profile_id]),
    sale.redemption_id === null ? undefined : findRedemptionById(tx, sale.redemption_id),
    listPointsLeft(tx, sale.profile_id),
  ])
  const links = { id, locationId: location?.id ?? null, staffId: staffId ?? null }
  const variantOf = (line: Line): number | null => variants.find(({ sku }) => sku === line.sku)?.id ?? null
  const items = sale.items.map((line, position) => toItem(line, position, ids[position] ?? 0, id, variantOf(line)))
  const [rowId] = await Promise.all([
    earn(tx, sale, id, now),
    insertTransaction(tx, toTransaction(sale, links, now), now),
    insertItems(tx, items, now),
    sale.redemption_id === null ? undefined : setTransaction(tx, sale.redemption_id, id, now),
  ])
  const entry = {
    profileId: sale.profile_id,
    kind: 'point',
    rowId,
    amount: sale.total * 1000,
    valueMinor: sale.total,
  } as const
  await insertEntries(tx, [{ ...entry, cause: 'earn', transactionId: id, userId }], now)
  return id
}

export async function recordSale(sql: Sql, sale: Sale, userId: number, now: Instant): Promise<object> {
  return { id: await sql.begin((tx) => write(tx, sale, userId, now)) }
}
