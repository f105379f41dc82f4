// Listing allowances, and adding them up: what is outstanding, and what was lost.
import type { Instant } from '@tillside/rules/time'

import { andFilters, type Columns, type List, ordered } from '../db/list.ts'
import type { Db, Fragment } from '../db/open.ts'
import { type AllowanceRow, writtenOff } from './store.ts'

// The only thing that is not fixed in this text is a moment of our own clock.
const stateAt = (now: Instant): string => `case
  when a.reported_at is not null then 'reported'
  when a.closed_at is not null then 'closed'
  when a.report_by <= '${new Date(now).toISOString()}'::timestamptz then 'lapsed'
  else 'open' end`

const columnsAt = (now: Instant): Columns => ({
  id: 'a.id',
  profile_id: 'a.profile_id',
  device: 'a.device',
  mode: 'a.mode',
  state: stateAt(now),
  amount_total: 'a.amount_total_minor',
  spent: 'a.spent_minor',
  settled: 'a.settled_minor',
  shortfall: 'a.shortfall_minor',
  valid_until: 'a.valid_until',
  report_by: 'a.report_by',
  created_at: 'a.created_at',
  updated_at: 'a.updated_at',
})

const matching = (db: Db, list: List, amountScale: number, now: Instant): Fragment =>
  db`from allowance a where true ${andFilters(db, list, columnsAt(now), { amount: amountScale })}`

export async function listAllowances(
  db: Db,
  list: List,
  amountScale: number,
  now: Instant,
): Promise<{ rows: AllowanceRow[]; total: number }> {
  const where = matching(db, list, amountScale, now)
  const [rows, [counted]] = await Promise.all([
    db<AllowanceRow[]>`select a.* ${where} ${ordered(db, list, columnsAt(now))}`,
    db<{ total: number }[]>`select count(*) as total ${where}`,
  ])
  return { rows, total: counted?.total ?? 0 }
}

interface GroupRow {
  value: string
  count: number
  amount_total: number
  outstanding: number
  spent: number
  settled: number
  shortfall: number
  written_off: number
}

/** The attributes by which allowances can be grouped, and what is behind each. */
const groupColumns = (now: Instant): Columns => ({
  mode: 'a.mode',
  state: stateAt(now),
  device: 'a.device',
  profile_id: 'a.profile_id::text',
  granted_day: 'a.granted_day::text',
})

/** Undefined when they cannot be grouped by that. */
export async function groupAllowances(
  db: Db,
  attribute: string,
  list: List,
  amountScale: number,
  now: Instant,
): Promise<{ rows: GroupRow[]; total: number } | undefined> {
  const columns = groupColumns(now)
  if (!Object.hasOwn(columns, attribute)) return undefined
  const value = db.unsafe(columns[attribute] ?? '')
  const where = matching(db, list, amountScale, now)
  const outstanding = db.unsafe(`case
    when a.reported_at is not null or a.closed_at is not null or a.mode = 'reserve' and ${stateAt(now)} = 'lapsed' then 0
    else greatest(a.amount_total_minor - a.spent_minor, 0) end`)
  const [rows, [groups]] = await Promise.all([
    db<GroupRow[]>`
      select ${value} as value, count(*) as count, sum(a.amount_total_minor)::bigint as amount_total,
             sum(${outstanding})::bigint as outstanding, sum(a.spent_minor)::bigint as spent,
             sum(a.settled_minor)::bigint as settled, sum(a.shortfall_minor)::bigint as shortfall,
             sum(${db.unsafe(writtenOff)})::bigint as written_off
      ${where} group by 1 order by 1 limit ${list.page.size} offset ${list.page.offset}`,
    db<{ total: number }[]>`select count(*) as total from (select ${value} ${where} group by 1) g`,
  ])
  return { rows, total: groups?.total ?? 0 }
}
