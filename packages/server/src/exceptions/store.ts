import type { ExceptionCode } from '@tillside/contract/exceptions'
import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import { andFilters, type Columns, type List, ordered } from '../db/list.ts'
import type { Db, Tx } from '../db/open.ts'

export interface ExceptionRow {
  id: number
  code: ExceptionCode
  transaction_id: number | null
  profile_id: string | null
  redemption_id: number | null
  details: Record<string, unknown>
  status: 'open' | 'resolved'
  resolution: string | null
  resolved_by: number | null
  resolved_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

export type NewException = Readonly<{
  code: ExceptionCode
  transactionId: number | null
  profileId: string | null
  redemptionId: number | null
  details: Readonly<Record<string, unknown>>
  /** It happened just now, and is not what a sale that is sent again still says. */
  hasHappened?: boolean
}>

const columns: Columns = {
  id: 'e.id',
  code: 'e.code',
  status: 'e.status',
  transaction_id: 'e.transaction_id',
  profile_id: 'e.profile_id',
  redemption_id: 'e.redemption_id',
  created_at: 'e.created_at',
  updated_at: 'e.updated_at',
}

/**
 * Those that were not raised on the same sale before, for the same reason. What has happened again after staff resolved it
 * is raised again; what is merely still so is not.
 */
export async function insertMissingExceptions(tx: Tx, raised: readonly NewException[], now: Instant): Promise<void> {
  const rows = raised.map((one) => ({
    code: one.code,
    transaction_id: one.transactionId,
    profile_id: one.profileId,
    redemption_id: one.redemptionId,
    details: one.details,
    has_happened: one.hasHappened ?? false,
  }))
  await tx`
    insert into exception (code, transaction_id, profile_id, redemption_id, details, created_at, updated_at)
    select r.code, r.transaction_id, r.profile_id, r.redemption_id, r.details, ${now}, ${now}
    from rows from (jsonb_to_recordset(${toJson(tx, rows)}) as (code text, transaction_id bigint, profile_id uuid, redemption_id bigint, details jsonb,
           has_happened boolean))
         with ordinality as r (code, transaction_id, profile_id, redemption_id, details, has_happened, position)
    where not exists (
      select from exception e
      where e.transaction_id = r.transaction_id and e.code = r.code
        and e.redemption_id is not distinct from r.redemption_id and e.details = r.details
        and (e.status = 'open' or not r.has_happened))
    order by r.position`
}

export const listExceptions = (db: Db, list: List): Promise<ExceptionRow[]> => db<ExceptionRow[]>`
  select e.* from exception e where true ${andFilters(db, list, columns)} ${ordered(db, list, columns)}`

export async function countExceptions(db: Db, list: List): Promise<number> {
  const [row] = await db<
    { count: number }[]
  >`select count(*) as count from exception e where true ${andFilters(db, list, columns)}`
  return row?.count ?? 0
}

export async function findExceptionById(db: Db, id: number): Promise<ExceptionRow | undefined> {
  const [row] = await db<ExceptionRow[]>`select e.* from exception e where id = ${id}`
  return row
}

/** Undefined when it had been resolved before. */
export async function resolveOpenException(
  tx: Tx,
  id: number,
  resolution: string,
  userId: number,
  now: Instant,
): Promise<ExceptionRow | undefined> {
  const [row] = await tx<ExceptionRow[]>`
    update exception set status = 'resolved', resolution = ${resolution}, resolved_by = ${userId}, resolved_at = ${now}, updated_at = ${now}
    where id = ${id} and status = 'open' returning *`
  return row
}

export const listOpenExceptionsOfTransactions = (
  db: Db,
  transactionIds: readonly number[],
): Promise<ExceptionRow[]> => db<ExceptionRow[]>`
  select e.* from exception e where transaction_id = any(${transactionIds as number[]}::bigint[]) and status = 'open' order by id`

/** Returned lines for which a sold one was found after all. */
export async function resolveUnmatched(
  tx: Tx,
  transactionId: number,
  itemIds: readonly number[],
  { resolution, userId }: { readonly resolution: string; readonly userId: number },
  now: Instant,
): Promise<void> {
  await tx`
    update exception set status = 'resolved', resolution = ${resolution}, resolved_by = ${userId}, resolved_at = ${now}, updated_at = ${now}
    where transaction_id = ${transactionId} and status = 'open' and code = 'return_unmatched'
      and (details->>'item_id')::bigint = any(${itemIds as number[]}::bigint[])`
}

/** Sales that were told that another one has used a redemption; they are not told so any more. */
export const resolveAlreadyApplied = (
  tx: Tx,
  redemptionId: number,
  { resolution, userId }: { readonly resolution: string; readonly userId: number },
  now: Instant,
): Promise<Pick<ExceptionRow, 'transaction_id' | 'profile_id'>[]> => tx<
  Pick<ExceptionRow, 'transaction_id' | 'profile_id'>[]
>`
  update exception set status = 'resolved', resolution = ${resolution}, resolved_by = ${userId}, resolved_at = ${now}, updated_at = ${now}
  where status = 'open' and code = 'redemption_already_applied' and redemption_id = ${redemptionId}
  returning transaction_id, profile_id`

/** What staff see about a member is about another from now on. */
export async function handOverExceptions(tx: Tx, from: string, to: string, now: Instant): Promise<void> {
  await tx`update exception set profile_id = ${to}, updated_at = ${now} where profile_id = ${from}`
}
