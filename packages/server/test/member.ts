// Members and their ledgers, for tests of what members hold.
import { randomUUID } from 'node:crypto'

import type { Shop } from './shop.ts'

/** A member, straight into the database: how one enrols is told elsewhere. */
export async function newMember(shop: Shop): Promise<string> {
  const id = randomUUID()
  const now = shop.now()
  await shop.sql`
    insert into profile (id, first_name, last_name, joined_at, created_at, updated_at)
    values (${id}, 'Sample', 'Member', ${now}, ${now}, ${now})`
  return id
}

/** Rewards, points and benefits whose entries do not add up to what is left of them: none, ever. */
export async function rowsThatDisagree(shop: Shop): Promise<unknown[]> {
  const rows = await shop.sql`
    select h.kind, h.id, h.remaining, coalesce(sum(e.amount), 0)::bigint as booked
    from (
      select 'reward' as kind, id, value_remaining as remaining from reward
      union all select 'point', id, value_remaining from point
      union all select 'benefit', id, redemptions_remaining from benefit) h
    left join ledger_entry e on e.kind = h.kind and e.row_id = h.id
    group by h.kind, h.id, h.remaining having h.remaining <> coalesce(sum(e.amount), 0)`
  return [...rows]
}

/** A member's entries, in order: cause, amount, and whatever else is asked for. */
export async function entriesOf(
  shop: Shop,
  profileId: string,
): Promise<{ kind: string; row_id: number; cause: string; amount: number; value_minor: number | null }[]> {
  return shop.sql<{ kind: string; row_id: number; cause: string; amount: number; value_minor: number | null }[]>`
    select kind, row_id, cause, amount, value_minor from ledger_entry where profile_id = ${profileId} order by id`
}
