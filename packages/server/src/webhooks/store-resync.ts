// Members who are to be told of again because somebody asked for it.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'

/** Asked for twice before it is done, it is done once. */
export async function askForProfile(tx: Tx, profileId: string, now: Instant): Promise<void> {
  await tx`
    insert into webhook_resync (profile_id, created_at) values (${profileId}, ${now})
    on conflict (profile_id) do nothing`
}

/** One that has not begun yet is made to reach further back, rather than followed by another. */
export async function askSince(tx: Tx, since: Instant, now: Instant): Promise<void> {
  await tx`
    with widened as (
      update webhook_resync set since = least(since, ${since}) where since is not null and after_position = 0 returning id)
    insert into webhook_resync (since, created_at)
    select ${since}, ${now} where not exists (select from widened)`
}

interface ResyncRow {
  id: number
  profile_id: string | null
  since: Instant | null
  after_position: number
}

/** The oldest; undefined when nothing is asked for. */
export async function holdResync(tx: Tx): Promise<ResyncRow | undefined> {
  const [row] = await tx<ResyncRow[]>`
    select id, profile_id, since, after_position from webhook_resync order by id limit 1 for update`
  return row
}

interface Place {
  id: string
  position: number
}

/** The next members whom it is about, in the order in which they came. */
export const nextMembers = (
  tx: Tx,
  { profile_id, since, after_position }: ResyncRow,
  limit: number,
): Promise<Place[]> =>
  tx<Place[]>`
    select id, position from profile
    where deleted_at is null and position > ${after_position}
      ${profile_id === null ? tx`and updated_at >= ${since}` : tx`and id = ${profile_id}`}
    order by position limit ${limit}`

export async function moveResync(tx: Tx, id: number, position: number): Promise<void> {
  await tx`update webhook_resync set after_position = ${position} where id = ${id}`
}

export async function endResync(tx: Tx, id: number): Promise<void> {
  await tx`delete from webhook_resync where id = ${id}`
}
