// What the server holds, read straight from its database; to be held against the tally, never to feed it.
import { examine } from '@tillside/server/doctor/examine'
import type { Instant } from '@tillside/rules/time'
import type { Sql } from '@tillside/server/db/open'

export interface RedemptionRow {
  readonly id: number
  readonly type: 'redeem' | 'reversal' | 'return'
  readonly profile_id: string
  readonly total_minor: number
  readonly transaction_id: number | null
  readonly is_reversed: boolean
  readonly linked_redemption_id: number | null
  readonly receipt_ref: string | null
  /** The name under which the till asked for it. */
  readonly attempt_key: string | null
  /** For how long it was held; null for no hold. */
  readonly hold_seconds: number | null
}

export interface SaleRow {
  readonly id: number
  readonly external_id: string | null
  readonly profile_id: string | null
  readonly total_minor: number
  readonly is_void: boolean
  readonly redemption_id: number | null
  /** What was tendered, in major units, as the till sent it. */
  readonly payments: readonly { readonly type: string; readonly amount: number }[]
  readonly sold_at: Instant
}

export interface LineRow {
  readonly transaction_id: number
  readonly external_id: string | null
  readonly share_minor: number
  readonly points_earned: number
}

export const listRedemptions = (sql: Sql) => sql<RedemptionRow[]>`
  select id, type, profile_id, total_minor, transaction_id, reversed_at is not null as is_reversed,
         linked_redemption_id, transaction_receipt_ref as receipt_ref, meta ->> 'checkout_attempt' as attempt_key,
         extract(epoch from hold_expires_at - redeem_at)::integer as hold_seconds
  from redemption order by id`

export const listSales = (sql: Sql) => sql<SaleRow[]>`
  select id, external_id, profile_id, total_minor, is_void, redemption_id, payments, transacted_at as sold_at from transaction
  where deleted_at is null order by id`

export const listLines = (sql: Sql) => sql<LineRow[]>`
  select transaction_id, external_id, share_minor, points_earned from transaction_item
  where deleted_at is null order by transaction_id, id`

export interface ExceptionRow {
  readonly code: string
  readonly external_id: string | null
}

export const listExceptions = (sql: Sql) => sql<ExceptionRow[]>`
  select e.code, t.external_id from exception e left join transaction t on t.id = e.transaction_id order by e.id`

/** In thousandths of a minor unit; a point is worth one minor unit. */
export async function worthOf(sql: Sql, profileId: string): Promise<number> {
  const [row] = await sql<{ worth: number }[]>`
    select (select coalesce(sum(value_remaining), 0) from reward where profile_id = ${profileId})::bigint * 1000
      + (select coalesce(sum(value_remaining), 0) from point where profile_id = ${profileId})::bigint as worth`
  return row?.worth ?? 0
}

/** What must hold after every step: nothing below zero that must not be, and every row is what its entries add up to. */
export async function findWrongRows(sql: Sql): Promise<string[]> {
  const rows = await sql<{ words: string }[]>`
    select h.kind || ' ' || h.id || ' holds ' || h.remaining || ', and its entries say ' || coalesce(sum(e.amount), 0) as words
    from (
      select 'reward' as kind, id, value_remaining as remaining, false as is_debt from reward
      union all select 'point', id, value_remaining, value_initial < 0 from point) h
    left join ledger_entry e on e.kind = h.kind and e.row_id = h.id
    group by h.kind, h.id, h.remaining, h.is_debt
    having h.remaining <> coalesce(sum(e.amount), 0) or (h.remaining < 0 and not h.is_debt)`
  return rows.map(({ words }) => words)
}

/** Everything that the doctor looks at. */
export async function examineAll(sql: Sql): Promise<string[]> {
  const wrong: string[] = []
  await sql.begin('isolation level repeatable read read only', async (tx) => {
    for await (const { check, findings } of examine(tx, () => 0)) {
      wrong.push(
        ...findings.map(({ subject, words, kept, computed }) => {
          return `${check.name}: ${subject} ${words ?? `keeps ${kept}, and ${computed} is right`}`
        }),
      )
    }
  })
  return wrong
}
