import type { Static } from 'typebox'

import type { Meta } from '@tillside/contract/values'
import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import { andFilters, type List, type ListFilters, ordered } from '../db/list.ts'
import type { Db, Fragment, Tx } from '../db/open.ts'

interface BenefitColumns {
  profile_id: string
  definition_id: number
  currency: string
  external_id: string | null
  /** Initial less remaining is what was used and has not come back. */
  redemptions_initial: number
  redemptions_remaining: number
  issued_at: Instant
  /** The first moment in which it no longer works. */
  ends_at: Instant | null
  timezone: string
  claimed_at: Instant | null
  extended_at: Instant | null
  value_minor: number | null
  redeem_code_pos: string | null
  redeem_code_online: string | null
  meta: Static<typeof Meta> | null
  source_type: string | null
  source_id: number | null
}

export interface BenefitRow extends BenefitColumns {
  id: number
  deleted_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

const definitionColumn = (name: string): string =>
  `(select d.${name} from benefit_definition d where d.id = b.definition_id)`

// What can be used now is `active`. The only thing that is not fixed in this text is a moment of our own clock.
const statusAt = (now: Instant): string => {
  const at = `'${new Date(now).toISOString()}'::timestamptz`
  return `case
  when b.redemptions_remaining <= 0 then 'redeemed'
  when b.ends_at <= ${at} then 'expired'
  when b.issued_at > ${at} then 'pending'
  when (select d.max_global_redemptions <= benefit_used(d.id)
    from benefit_definition d where d.id = b.definition_id) then 'sold_out'
  else 'active' end`
}

const columns = {
  id: 'b.id',
  profile_id: 'b.profile_id',
  benefit_definition_id: 'b.definition_id',
  'definition.handle': definitionColumn('handle'),
  'definition.type': definitionColumn('type'),
  external_id: 'b.external_id',
  issued_at: 'b.issued_at',
  expires_at: "(b.ends_at - interval '1 second')",
  claimed_at: 'b.claimed_at',
  extended_at: 'b.extended_at',
  value: 'b.value_minor',
  redeem_code_pos: `coalesce(b.redeem_code_pos, ${definitionColumn('redeem_code_pos')})`,
  redeem_code_online: `coalesce(b.redeem_code_online, ${definitionColumn('redeem_code_online')})`,
  redemptions_remaining: 'b.redemptions_remaining',
  timezone: 'b.timezone',
  source_type: 'b.source_type',
  source_id: 'b.source_id',
  created_at: 'b.created_at',
  updated_at: 'b.updated_at',
}

export interface BenefitsOf {
  /** One member's; everybody's when left out. */
  readonly profileId?: string
  /** Only what can be used now. */
  readonly isRedeemable?: boolean
  readonly amountScale: number
}

function wanted(
  db: Db,
  list: Pick<ListFilters, 'filters'>,
  { profileId, isRedeemable, amountScale }: BenefitsOf,
  now: Instant,
): Fragment {
  const mine = profileId === undefined ? db`` : db`and b.profile_id = ${profileId}`
  const status = statusAt(now)
  const usable = isRedeemable ? db`and ${db.unsafe(status)} = 'active'` : db``
  const filters = andFilters(db, list, { ...columns, status }, { amount: amountScale })
  return db`where b.deleted_at is null ${mine} ${usable} ${filters}`
}

export async function listBenefits(
  db: Db,
  list: List,
  of: BenefitsOf,
  now: Instant,
): Promise<{ rows: BenefitRow[]; total: number }> {
  const where = wanted(db, list, of, now)
  const [rows, [counted]] = await Promise.all([
    db<BenefitRow[]>`select b.* from benefit b ${where} ${ordered(db, list, columns)}`,
    db<{ total: number }[]>`select count(*) as total from benefit b ${where}`,
  ])
  return { rows, total: counted?.total ?? 0 }
}

export async function countBenefits(
  db: Db,
  list: ListFilters,
  of: BenefitsOf,
  now: Instant,
): Promise<{ all: number; redeemed: number }> {
  const [row] = await db<{ all: number; redeemed: number }[]>`
    select count(*) as all, count(*) filter (where b.redemptions_remaining < b.redemptions_initial) as redeemed
    from benefit b ${wanted(db, list, of, now)}`
  return row ?? { all: 0, redeemed: 0 }
}

export async function findBenefit(db: Db, id: number, profileId?: string): Promise<BenefitRow | undefined> {
  const mine = profileId === undefined ? db`` : db`and profile_id = ${profileId}`
  const [row] = await db<BenefitRow[]>`select * from benefit where id = ${id} ${mine} and deleted_at is null`
  return row
}

/** Also those that were taken away since: what was done with them still names them. */
export const findBenefitsByIds = (db: Db, ids: readonly number[]): Promise<BenefitRow[]> =>
  db<BenefitRow[]>`select * from benefit where id = any(${ids as number[]}::bigint[]) order by id`

/** A member's benefits with one of these ids, or of a definition with one of these handles. */
export const findBenefitsOfProfile = (
  db: Db,
  profileId: string,
  ids: readonly number[],
  handles: readonly string[] = [],
): Promise<BenefitRow[]> =>
  db<BenefitRow[]>`
    select b.* from benefit b join benefit_definition d on d.id = b.definition_id
    where b.profile_id = ${profileId} and b.deleted_at is null
      and (b.id = any(${ids as number[]}::bigint[]) or d.handle = any(${handles as string[]}::text[]))
    order by b.id`

export async function insertBenefit(tx: Tx, benefit: BenefitColumns, now: Instant): Promise<BenefitRow> {
  const values = { ...benefit, meta: toJson(tx, benefit.meta), created_at: now, updated_at: now }
  const [row] = await tx<BenefitRow[]>`insert into benefit ${tx(values)} returning *`
  if (!row) throw new Error('a benefit was not inserted')
  return row
}

type BenefitChanges = Partial<
  Omit<BenefitRow, 'id' | 'profile_id' | 'definition_id' | 'currency' | 'created_at' | 'updated_at'>
>

export async function updateBenefit(
  tx: Tx,
  benefit: BenefitRow,
  changes: BenefitChanges,
  now: Instant,
): Promise<BenefitRow> {
  const { id, profile_id, definition_id: _, currency: __, created_at: ___, ...after } = { ...benefit, ...changes }
  const values = { ...after, meta: toJson(tx, after.meta), updated_at: now }
  const [row] = await tx<BenefitRow[]>`
    update benefit set ${tx(values)} where profile_id = ${profile_id} and id = ${id} returning *`
  if (!row) throw new Error('a benefit that was read under the lock was not updated')
  return row
}

/** Takes uses; true when every row had as many. */
export async function drawUses(
  tx: Tx,
  profileId: string,
  uses: readonly { benefitId: number; count: number }[],
  now: Instant,
): Promise<boolean> {
  const drawn = await tx`
    update benefit b set redemptions_remaining = b.redemptions_remaining - u.count, updated_at = ${now}
    from unnest(${uses.map((use) => use.benefitId)}::bigint[], ${uses.map((use) => use.count)}::int[]) as u(id, count)
    where b.profile_id = ${profileId} and b.id = u.id and b.deleted_at is null and b.redemptions_remaining >= u.count
    returning b.id`
  return drawn.length === uses.length
}

/** Uses that came back on a new row count there from now on. */
export async function moveUsesAway(tx: Tx, profileId: string, benefitId: number, count: number): Promise<void> {
  await tx`
    update benefit set redemptions_initial = redemptions_initial - ${count}
    where profile_id = ${profileId} and id = ${benefitId}`
}

/** All of a member's benefits become another's, also those that were taken away. */
export async function handOverBenefits(tx: Tx, from: string, to: string, now: Instant): Promise<void> {
  await tx`update benefit set profile_id = ${to}, updated_at = ${now} where profile_id = ${from}`
}
