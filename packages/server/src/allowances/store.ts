// Allowances, and what was spent of them.
import type { Outside } from '@tillside/rules/allowances'
import type { LocalDay } from '@tillside/rules/days'
import type { Instant } from '@tillside/rules/time'

import type { Db, Fragment, Tx } from '../db/open.ts'

export interface AllowanceRow {
  id: string
  profile_id: string
  device: string
  mode: 'reserve' | 'risk'
  currency: string
  count: number
  amount_per_sale_minor: number
  amount_total_minor: number
  valid_from: Instant
  valid_until: Instant
  report_by: Instant
  reserve_redemption_id: number | null
  spent_count: number
  spent_minor: number
  settled_minor: number
  shortfall_minor: number
  reported_at: Instant | null
  /** Staff gave up waiting for its report. */
  closed_at: Instant | null
  closed_reason: string | null
  /** To whose tills it was granted. */
  user_id: number
  /** The member for whom it was granted and signed, when that one was merged into this one since. */
  merged_from: string | null
  created_at: Instant
  updated_at: Instant
}

const columns = `id, profile_id, device, mode, currency, count, amount_per_sale_minor, amount_total_minor, valid_from, valid_until,
  report_by, reserve_redemption_id, spent_count, spent_minor, settled_minor, shortfall_minor, reported_at,
  closed_at, closed_reason, user_id, merged_from, created_at, updated_at`

export async function findAllowance(db: Db, id: string): Promise<AllowanceRow | undefined> {
  const [row] = await db<AllowanceRow[]>`select ${db.unsafe(columns)} from allowance where id = ${id}`
  return row
}

/** The one that a device has for a member and may still use or report in time. */
export async function findOpenAllowance(
  tx: Tx,
  profileId: string,
  device: string,
  now: Instant,
): Promise<AllowanceRow | undefined> {
  const [row] = await tx<AllowanceRow[]>`
    select ${tx.unsafe(columns)} from allowance
    where profile_id = ${profileId} and device = ${device} and reported_at is null and report_by > ${now}
    order by created_at desc, id desc limit 1`
  return row
}

export type NewAllowance = Pick<
  AllowanceRow,
  | 'id'
  | 'profile_id'
  | 'device'
  | 'mode'
  | 'currency'
  | 'count'
  | 'amount_per_sale_minor'
  | 'amount_total_minor'
  | 'valid_from'
  | 'valid_until'
  | 'report_by'
  | 'reserve_redemption_id'
  | 'user_id'
> & { readonly granted_day: LocalDay }

export async function insertAllowance(tx: Tx, allowance: NewAllowance, now: Instant): Promise<AllowanceRow> {
  const [row] = await tx<AllowanceRow[]>`
    insert into allowance ${tx({ ...allowance, created_at: now, updated_at: now })} returning ${tx.unsafe(columns)}`
  if (!row) throw new Error('an allowance was not inserted')
  return row
}

interface AtRisk {
  member: number
  device: number
  day: number
}

/** What staff gave up of an allowance `a` when they closed it. A report that comes after all takes its place. */
export const writtenOff = `case
  when a.closed_at is null or a.reported_at is not null or a.mode = 'reserve' then 0
  else greatest(a.amount_total_minor - a.spent_minor, 0) end`

/** Keeps this lock apart from the others that name what they lock by a number. */
const riskLock = 7_158

/**
 * What is at risk now, behind the one lock under which risk is granted: of two grants at once, the second sees the first. What a
 * device has not reported as final counts in full, until staff close it; what was lost today, whenever it was granted, counts to
 * the end of the day. Under the ceiling of the day that is beside what was granted on it.
 */
export async function sumAtRisk(
  tx: Tx,
  of: { readonly profileId: string; readonly device: string; readonly day: LocalDay },
): Promise<AtRisk> {
  await tx`select pg_advisory_xact_lock(${riskLock})`
  // A device that reported more lost than it was allowed to lose counts with that.
  const granted = (which: Fragment): Fragment => tx`
    (select coalesce(sum(greatest(amount_total_minor, shortfall_minor)), 0) from allowance where mode = 'risk' and ${which})::bigint`
  const lostToday = (which: Fragment): Fragment => tx`
    (select coalesce(sum(s.shortfall_minor), 0) from allowance_spend s join allowance a on a.id = s.allowance_id
     where s.settled_day = ${of.day} and s.shortfall_minor > 0 and a.mode = 'risk' and ${which})::bigint
    + (select coalesce(sum(${tx.unsafe(writtenOff)}), 0) from allowance a
       where a.closed_day = ${of.day} and a.mode = 'risk' and ${which})::bigint`
  const under = (whose: Fragment): Fragment => tx`
    ${granted(tx`reported_at is null and closed_at is null and ${whose}`)}
    + ${lostToday(tx`(reported_at is not null or closed_at is not null) and ${whose}`)}`
  const [row] = await tx<AtRisk[]>`
    select ${under(tx`profile_id = ${of.profileId}`)} as member, ${under(tx`device = ${of.device}`)} as device,
           ${granted(tx`granted_day = ${of.day}`)} + ${lostToday(tx`granted_day <> ${of.day}`)} as day`
  if (!row) throw new Error('sums are one row')
  return row
}

export interface SpendRow {
  reference: string
  amount_minor: number
  spent_at: Instant
  transaction_receipt_ref: string | null
  transaction_external_id: string | null
  redemption_id: number | null
  settled_minor: number
  shortfall_minor: number
  outside: Outside | null
  created_at: Instant
  settled_day: LocalDay
}

/** In the order in which they were reported. */
export const listSpends = (db: Db, allowanceId: string): Promise<SpendRow[]> => db<SpendRow[]>`
  select reference, amount_minor, spent_at, transaction_receipt_ref, transaction_external_id, redemption_id, settled_minor,
         shortfall_minor, outside, created_at, settled_day::text
  from allowance_spend where allowance_id = ${allowanceId} order by created_at, redemption_id nulls last, reference`

export async function insertSpends(tx: Tx, allowanceId: string, spends: readonly SpendRow[]): Promise<void> {
  if (spends.length === 0) return
  await tx`insert into allowance_spend ${tx(spends.map((spend) => ({ ...spend, allowance_id: allowanceId })))}`
}

/** What a report leaves: sums, what is still set aside, and whether it was the last. */
export async function updateReported(tx: Tx, allowance: AllowanceRow, now: Instant): Promise<void> {
  const { reserve_redemption_id, spent_count, spent_minor, settled_minor, shortfall_minor, reported_at } = allowance
  const values = { reserve_redemption_id, spent_count, spent_minor, settled_minor, shortfall_minor, reported_at }
  await tx`update allowance set ${tx({ ...values, updated_at: now })} where id = ${allowance.id}`
}

/** Nothing more is waited for; what comes all the same is settled. */
export async function updateClosed(
  tx: Tx,
  id: string,
  by: { readonly day: LocalDay; readonly reason: string; readonly userId: number },
  now: Instant,
): Promise<AllowanceRow> {
  const values = { closed_at: now, closed_day: by.day, closed_reason: by.reason, closed_user_id: by.userId }
  const [row] = await tx<AllowanceRow[]>`
    update allowance set ${tx({ ...values, updated_at: now })} where id = ${id} returning ${tx.unsafe(columns)}`
  if (!row) throw new Error('an allowance was not closed')
  return row
}

/** All of a member's allowances become another's. For whom each was granted is in its signature, so that stays. */
export async function handOverAllowances(tx: Tx, from: string, to: string, now: Instant): Promise<void> {
  await tx`
    update allowance set profile_id = ${to}, merged_from = coalesce(merged_from, ${from}), updated_at = ${now} where profile_id = ${from}`
}
