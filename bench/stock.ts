// Redemptions to reverse and to sell with, made beforehand: a call is measured without the one that it follows.
import type { Sql } from '../packages/server/src/db/open.ts'
import { profileIdSql } from './members.ts'

export interface Redeemed {
  readonly id: number
  readonly profile_id: string
}

/** Minor units of each. */
export const stockMinor = 100

/** Redeems 1.00 of the first reward of random members, all in one statement. */
export async function makeRedemptions(sql: Sql, profiles: number, count: number): Promise<Redeemed[]> {
  const made = await sql<Redeemed[]>`
    with made as (
      insert into redemption (profile_id, type, total_minor, currency, user_id, redeem_at, created_at, updated_at)
      select ${sql.unsafe(profileIdSql('n'))}, 'redeem', ${stockMinor}, 'AUD', 1, now(), now(), now()
      from (select 1 + floor(random() * ${profiles})::bigint as n from generate_series(1, ${count})) random_member
      returning id, profile_id),
    target as (
      select made.id, made.profile_id, min(r.id) as reward_id from made join reward r on r.profile_id = made.profile_id group by 1, 2),
    drawn as (
      update reward r set value_remaining = value_remaining - t.minor, updated_at = now()
      from (select profile_id, reward_id, ${stockMinor} * count(*) as minor from target group by 1, 2) t
      where r.profile_id = t.profile_id and r.id = t.reward_id),
    booked as (
      insert into ledger_entry (profile_id, kind, row_id, amount, value_minor, cause, redemption_id, user_id, created_at)
      select profile_id, 'reward', reward_id, ${-stockMinor}, ${-stockMinor}, 'redeem', id, 1, now() from target)
    select id, profile_id from made`
  return [...made]
}
