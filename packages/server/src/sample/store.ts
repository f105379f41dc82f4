// Whether a tenant is still empty, and whom of the sample a redemption can be tried with.
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'

/** One start at a time looks and loads; any number will do. */
const sampleLock = 7_155_002

/** Another start may be loading: that takes as long as it takes, so the bounds of a till's request do not hold here. */
export async function lockSample(tx: Tx): Promise<void> {
  await tx`select set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)`
  await tx`select pg_advisory_xact_lock(${sampleLock})`
}

/** Nothing that a shop would have made: a sample must never come to stand among somebody's own members. */
export async function isTenantEmpty(db: Db): Promise<boolean> {
  const [row] = await db<{ is_used: boolean }[]>`
    select exists (select from profile) or exists (select from location) or exists (select from product)
        or exists (select from transaction) or exists (select from reward_definition)
        or exists (select from benefit_definition) as is_used`
  return row?.is_used === false
}

/** Whether somebody of this number can sign in, and works at a store of the sample. */
export async function isStaffOfSample(db: Db, number: string): Promise<boolean> {
  const found = await db`
    select 1 from staff s join staff_identity i on i.staff_id = s.id
    where i.handle = 'staff' and i.identifier = ${number} and s.role is not null and s.email like '%@example.com'
      and exists (select from location l where l.tags @> '{sample}' and l.deleted_at is null)`
  return found.length > 0
}

/** The sample member who can spend most in rewards now. */
export async function findRichestSampleMember(
  db: Db,
  now: Instant,
): Promise<{ id: string; reward_minor: number } | undefined> {
  const [row] = await db<{ id: string; reward_minor: number }[]>`
    select p.id, sum(r.value_remaining)::bigint as reward_minor
    from profile p join reward r on r.profile_id = p.id
    where p.tags @> '{sample}' and p.email like '%@example.com' and p.deleted_at is null and r.deleted_at is null
      and r.value_remaining > 0 and r.issued_at <= ${now} and (r.ends_at is null or r.ends_at > ${now})
    group by p.id order by 2 desc, p.id limit 1`
  return row
}
