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

/** A sold line with what is needed to take it back. */
export interface SoldRow {
  id: number
  transaction_id: number
  profile_id: string | null
  quantity: number
  price_sell_minor: number
  share_minor: number
  points_earned: number
  returned_quantity: number
  returned_share_minor: number
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

/** Lines as they are now. Behind the lock of their sale they stay so. */
export const listSoldLines = (db: Db, ids: readonly number[]): Promise<SoldRow[]> => db<SoldRow[]>`
  select i.id, i.transaction_id, t.profile_id, i.quantity, i.price_sell_minor, i.share_minor, i.points_earned,
         i.returned_quantity, i.returned_share_minor, (${db.unsafe(isLive)}) as is_live
  from transaction_item i join transaction t on t.id = i.transaction_id
  where i.id = any(${ids as number[]}::bigint[]) order by i.id`

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

/** A return of a sold line, cut anew. */
export type CutRow = Pick<
  ReturnRow,
  'transaction_id' | 'item_id' | 'original_transaction_id' | 'original_item_id' | 'share_minor' | 'points'
>

/** Sets what returns took back of lines, and the kept sums of those lines. The sales that brought them back and show another share now. */
export async function updateReturned(
  tx: Tx,
  cut: readonly CutRow[],
  now: Instant,
): Promise<{ id: number; profile_id: string | null }[]> {
  if (cut.length === 0) return []
  return tx<{ id: number; profile_id: string | null }[]>`
    with cut as (
      select * from unnest(${cut.map((row) => row.transaction_id)}::bigint[], ${cut.map((row) => row.item_id)}::bigint[],
                           ${cut.map((row) => row.original_transaction_id)}::bigint[], ${cut.map((row) => row.original_item_id)}::bigint[],
                           ${cut.map((row) => row.share_minor)}::bigint[], ${cut.map((row) => row.points)}::bigint[])
        as u(transaction_id, item_id, original_transaction_id, original_item_id, share_minor, points)),
    changed as (
      update item_return b set points = cut.points, share_minor = cut.share_minor from cut
      where b.transaction_id = cut.transaction_id and b.item_id = cut.item_id and b.original_item_id = cut.original_item_id
        and (b.points, b.share_minor) <> (cut.points, cut.share_minor)
      returning b.transaction_id),
    kept as (
    update transaction_item i set returned_points = total.points, returned_share_minor = total.share, updated_at = ${now}
    from (select original_transaction_id, original_item_id, sum(points)::bigint as points, sum(share_minor)::bigint as share from cut group by 1, 2) total
    where i.transaction_id = total.original_transaction_id and i.id = total.original_item_id
      and (i.returned_points, i.returned_share_minor) <> (total.points, total.share))
    select id, profile_id from transaction where id in (select transaction_id from changed)`
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

/** A sale that must be held while another is settled, and whose it is. */
interface WaitingRow {
  id: number
  profile_id: string | null
  /** It gives goods back for which no sold line was found, and names this receipt. */
  is_waiting: boolean
}

/** Returns that wait for a sale of this receipt; and where there are any, the sales that they could have come from. */
export const listWaiting = (db: Db, receiptRef: string, notId: number): Promise<WaitingRow[]> => db<WaitingRow[]>`
  with waiting as (
    select distinct r.id, r.profile_id from transaction r join transaction_item line on line.transaction_id = r.id
    where r.linked_receipt_ref = ${receiptRef} and r.id <> ${notId} and r.deleted_at is null and not r.is_void
      and line.deleted_at is null and not line.is_void and line.quantity < 0
      and not exists (
        select from item_return b join transaction_item i on i.id = b.original_item_id join transaction t on t.id = i.transaction_id
        where b.transaction_id = r.id and b.item_id = line.id and ${db.unsafe(isLive)}))
  select id, profile_id, true as is_waiting from waiting
  union all
  select o.id, o.profile_id, false from transaction o
  where o.id <> ${notId} and o.id not in (select id from waiting) and (
    o.id in (select b.original_transaction_id from item_return b join waiting w on w.id = b.transaction_id)
    or o.receipt_ref = ${receiptRef} and exists (select from waiting))
  order by id`

/** What a sale should give in points now, and from when. */
export interface EarningRow {
  id: number
  profile_id: string | null
  transacted_at: Instant
  timezone: string
  thousandths: number
}

/**
 * For each line what it earns less what came back of it. A sale without lines earns on its total; what came back of lines that
 * it once had is taken off that.
 */
export const listEarning = (tx: Tx, ids: readonly number[]): Promise<EarningRow[]> => tx<EarningRow[]>`
  select t.id, t.profile_id, t.transacted_at, t.timezone,
         case when t.is_void or t.deleted_at is not null then 0
              when i.lines > 0 then i.kept
              else greatest(0, t.points_earned - coalesce(i.returned, 0)) end::bigint as thousandths
  from transaction t
  left join lateral (
    select count(*) filter (where deleted_at is null) as lines,
           sum(greatest(0, points_earned - returned_points)) filter (where deleted_at is null) as kept, sum(returned_points) as returned
    from transaction_item where transaction_id = t.id) i on true
  where t.id = any(${ids as number[]}::bigint[]) order by t.id`
