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
  /** The member for whom it was granted and signed, when that one was merged into this one since. */
  merged_from: string | null
  created_at: Instant
  updated_at: Instant
}

const columns = `id, profile_id, device, mode, currency, count, amount_per_sale_minor, amount_total_minor, valid_from, valid_until,
  report_by, reserve_redemption_id, spent_count, spent_minor, settled_minor, shortfall_minor, reported_at, merged_from, created_at, updated_at`

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
> & { readonly granted_day: LocalDay; readonly user_id: number }

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

/** Keeps this lock apart from the others that name what they lock by a number. */
const riskLock = 7_158

/**
 * What is at risk now, behind the one lock under which risk is granted: of two grants at once, the second sees the first. What a
 * device has not reported as final counts in full; what was lost of what was granted today counts to the end of the day.
 */
export async function sumAtRisk(
  tx: Tx,
  of: { readonly profileId: string; readonly device: string; readonly day: LocalDay },
): Promise<AtRisk> {
  await tx`select pg_advisory_xact_lock(${riskLock})`
  const sums = (whose: Fragment): Fragment => tx`
    (select coalesce(sum(amount_total_minor), 0) from allowance where mode = 'risk' and reported_at is null and ${whose})::bigint
    + (select coalesce(sum(shortfall_minor), 0) from allowance
       where mode = 'risk' and reported_at is not null and granted_day = ${of.day} and ${whose})::bigint`
  const [row] = await tx<AtRisk[]>`
    select ${sums(tx`profile_id = ${of.profileId}`)} as member, ${sums(tx`device = ${of.device}`)} as device,
           (select coalesce(sum(amount_total_minor), 0) from allowance where mode = 'risk' and granted_day = ${of.day})::bigint as day`
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
}

/** In the order in which they were reported. */
export const listSpends = (db: Db, allowanceId: string): Promise<SpendRow[]> => db<SpendRow[]>`
  select reference, amount_minor, spent_at, transaction_receipt_ref, transaction_external_id, redemption_id, settled_minor,
         shortfall_minor, outside, created_at
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

/** All of a member's allowances become another's. For whom each was granted is in its signature, so that stays. */
export async function handOverAllowances(tx: Tx, from: string, to: string, now: Instant): Promise<void> {
  await tx`
    update allowance set profile_id = ${to}, merged_from = coalesce(merged_from, ${from}), updated_at = ${now} where profile_id = ${from}`
}
