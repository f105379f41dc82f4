// Lines that come back, and the sold lines that they are matched to.
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'

/** A sold line with what is needed to recognise it. */
export interface OriginalRow {
  id: number
  transaction_id: number
  profile_id: string | null
  receipt_ref: string | null
  location_id: number | null
  external_id: string | null
  name: string
  sku: string | null
  product_variant_id: number | null
  /** Units that had not come back when it was looked for. */
  left: number
}

/** A line with what is needed to take it back. */
export interface SoldRow {
  id: number
  transaction_id: number
  profile_id: string | null
  quantity: number
  share_minor: number
  points_earned: number
  returned_quantity: number
  returned_share_minor: number
  returned_points: number
  /** False when the line or its sale was voided or removed, or it sold nothing. */
  is_live: boolean
}

export interface ReturnRow {
  transaction_id: number
  item_id: number
  original_transaction_id: number
  original_item_id: number
  quantity: number
  share_minor: number
  points: number
}

/** Line numbers of tills are short, so many sales share one: more than this is not looked at to find out that it is ambiguous. */
const sameNumberMax = 20

const isLive = `t.deleted_at is null and not t.is_void and i.deleted_at is null and not i.is_void and i.quantity > 0`

interface Wanted {
  readonly itemIds: readonly number[]
  readonly externalIds: readonly string[]
  readonly receiptRef: string | null
  /** Whose sales are looked at for an external id before all others. */
  readonly profileId: string | null
  /** The sale that gives back. */
  readonly notIn: number
}

/** Sold lines that any of these names could mean, oldest first. */
export const listOriginals = (
  db: Db,
  { itemIds, externalIds, receiptRef, profileId, notIn }: Wanted,
): Promise<OriginalRow[]> => db<OriginalRow[]>`
  select i.id, i.transaction_id, t.profile_id, t.receipt_ref, t.location_id, i.external_id, i.name, coalesce(i.sku, v.sku) as sku, i.product_variant_id,
         i.quantity - i.returned_quantity as left
  from transaction_item i join transaction t on t.id = i.transaction_id
  left join product_variant v on v.id = i.product_variant_id
  where ${db.unsafe(isLive)} and t.id <> ${notIn} and i.id in (
    select id from transaction_item where id = any(${itemIds as number[]}::bigint[])
    union
    select line.id from transaction sale join transaction_item line on line.transaction_id = sale.id
    where sale.receipt_ref = ${receiptRef}::text
    union
    select line.id from transaction sale join transaction_item line on line.transaction_id = sale.id
    where sale.profile_id = ${profileId}::uuid and line.external_id = any(${externalIds as string[]}::text[])
    union
    select line.id from unnest(${externalIds as string[]}::text[]) as given (name) cross join lateral (
      select i.id from transaction_item i join transaction t on t.id = i.transaction_id
      where i.external_id = given.name and ${db.unsafe(isLive)} limit ${sameNumberMax}) line)
  order by i.id`

/** Lines as they are now, held until the transaction ends; in one order, so that nobody waits in a circle. */
export const lockSoldLines = (tx: Tx, ids: readonly number[]): Promise<SoldRow[]> => tx<SoldRow[]>`
  select i.id, i.transaction_id, t.profile_id, i.quantity, i.share_minor, i.points_earned,
         i.returned_quantity, i.returned_share_minor, i.returned_points, (${tx.unsafe(isLive)}) as is_live
  from transaction_item i join transaction t on t.id = i.transaction_id
  where i.id = any(${ids as number[]}::bigint[]) order by i.id for no key update of i`

export const listReturns = (db: Db, transactionIds: readonly number[]): Promise<ReturnRow[]> => db<ReturnRow[]>`
  select transaction_id, item_id, original_transaction_id, original_item_id, quantity, share_minor, points
  from item_return where transaction_id = any(${transactionIds as number[]}::bigint[]) order by item_id, original_item_id`

/** Books what came back, and adds it to the kept sums of the sold lines. */
export async function insertReturns(tx: Tx, returns: readonly ReturnRow[], now: Instant): Promise<void> {
  if (returns.length === 0) return
  await tx`insert into item_return ${tx(returns.map((row) => ({ ...row, created_at: now })) as never)}`
  await addToOriginals(tx, returns, 1, now)
}

/** Takes back what a sale had returned, when it is changed, voided or removed. */
export async function deleteReturns(tx: Tx, returns: readonly ReturnRow[], now: Instant): Promise<void> {
  if (returns.length === 0) return
  await tx`
    delete from item_return where transaction_id = any(${returns.map((row) => row.transaction_id)}::bigint[])
      and item_id = any(${returns.map((row) => row.item_id)}::bigint[])`
  await addToOriginals(tx, returns, -1, now)
}

interface OverRefunded {
  redemption_id: number
  currency: string
  excess_minor: number
}

/** Redemptions of these sales of which more was given back than goods with a share of them came back. */
export const listOverRefunded = (db: Db, saleIds: readonly number[]): Promise<OverRefunded[]> => db<OverRefunded[]>`
  select redemption_id, currency, refunded - returned as excess_minor from (
    select r.id as redemption_id, r.currency,
           (select coalesce(sum(x.total_minor), 0) - r.total_minor + o.redemption_minor from redemption x
            where x.linked_redemption_id = r.id and x.type = 'return')::bigint as refunded,
           (select coalesce(sum(b.share_minor), 0) from transaction_item i join item_return b on b.original_item_id = i.id
            where i.transaction_id = o.id)::bigint as returned
    from transaction o join redemption r on r.id = o.redemption_id
    where o.id = any(${saleIds as number[]}::bigint[]) and o.deleted_at is null and not o.is_void and r.reversed_at is null) s
  where refunded > returned order by redemption_id`

/** What came back of these lines, in the order in which it did. */
export const listReturnsOfLines = (db: Db, itemIds: readonly number[]): Promise<ReturnRow[]> => db<ReturnRow[]>`
  select transaction_id, item_id, original_transaction_id, original_item_id, quantity, share_minor, points
  from item_return where original_item_id = any(${itemIds as number[]}::bigint[]) order by original_item_id, transaction_id, item_id`

/** Sets the points that returns took back of lines which have come to earn something else, and the kept sums of those lines. */
export async function updateReturnedPoints(tx: Tx, returns: readonly ReturnRow[], now: Instant): Promise<void> {
  if (returns.length === 0) return
  await tx`
    with cut as (
      select * from unnest(${returns.map((row) => row.transaction_id)}::bigint[], ${returns.map((row) => row.item_id)}::bigint[],
                           ${returns.map((row) => row.original_transaction_id)}::bigint[], ${returns.map((row) => row.original_item_id)}::bigint[],
                           ${returns.map((row) => row.points)}::bigint[])
        as u(transaction_id, item_id, original_transaction_id, original_item_id, points)),
    changed as (
      update item_return b set points = cut.points from cut
      where b.transaction_id = cut.transaction_id and b.item_id = cut.item_id and b.original_item_id = cut.original_item_id)
    update transaction_item i set returned_points = total.points, updated_at = ${now}
    from (select original_transaction_id, original_item_id, sum(points)::bigint as points from cut group by 1, 2) total
    where i.transaction_id = total.original_transaction_id and i.id = total.original_item_id`
}

async function addToOriginals(tx: Tx, returns: readonly ReturnRow[], sign: 1 | -1, now: Instant): Promise<void> {
  await tx`
    update transaction_item i set returned_quantity = i.returned_quantity + ${sign}::integer * r.quantity,
      returned_share_minor = i.returned_share_minor + ${sign}::integer * r.share_minor,
      returned_points = i.returned_points + ${sign}::integer * r.points, updated_at = ${now}
    from (select original_transaction_id, original_item_id, sum(quantity)::integer as quantity, sum(share_minor)::bigint as share_minor,
                 sum(points)::bigint as points
          from unnest(${returns.map((row) => row.original_transaction_id)}::bigint[], ${returns.map((row) => row.original_item_id)}::bigint[],
                      ${returns.map((row) => row.quantity)}::integer[], ${returns.map((row) => row.share_minor)}::bigint[],
                      ${returns.map((row) => row.points)}::bigint[])
               as u(original_transaction_id, original_item_id, quantity, share_minor, points)
          group by 1, 2) r
    where i.transaction_id = r.original_transaction_id and i.id = r.original_item_id`
}

/** Whose sales they were; null for a sale without a member. */
export async function listProfilesOfTransactions(db: Db, ids: readonly number[]): Promise<(string | null)[]> {
  const rows = await db<{ profile_id: string | null }[]>`
    select distinct profile_id from transaction where id = any(${ids as number[]}::bigint[])`
  return rows.map((row) => row.profile_id)
}
