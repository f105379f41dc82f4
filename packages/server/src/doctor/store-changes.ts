// News of what was committed: numbered without gaps, each member's in the order of their versions, and none left behind.
import type { Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'
import type { Check } from './check.ts'

export const changeChecks: readonly Check[] = [
  {
    name: 'change_gap',
    promise: 'Changes are numbered without a gap, up to the number that was given last',
    unit: 'none',
    find: (db) => db`
      select 'change ' || number as subject, profile_id, null::bigint as kept, null::bigint as computed,
             'the one before it is ' || before as words
      from (select number, profile_id, lag(number) over (order by number) as before from change) c where before <> number - 1
      union all
      select 'change ' || newest.number, null, n.last, newest.number, 'it is not the number that was given last, ' || n.last
      from change_number n cross join (select max(number) as number from change) newest where newest.number <> n.last`,
  },
  {
    name: 'change_version',
    promise: 'The changes of each member follow their versions, one by one, up to the one that the member has',
    unit: 'none',
    find: (db) => db`
      with told as (
        select profile_id, version, number as place, 'change ' || number as subject from change where profile_id is not null
        union all
        select profile_id, version, (select last from change_number) + id, 'news ' || id from outbox where profile_id is not null),
      followed as (
        select *, lag(version) over member as before, lead(version) over member as after from told
        window member as (partition by profile_id order by place))
      select f.subject, f.profile_id, null::bigint as kept, null::bigint as computed,
             'it has version ' || f.version || ', after ' || f.before as words
      from followed f where f.before <> f.version - 1
      union all
      select f.subject, f.profile_id, null, null, 'it has version ' || f.version || ', and the member has ' || coalesce(p.version::text, 'gone')
      from followed f left join profile p on p.id = f.profile_id
      where f.after is null and p.version is distinct from f.version
      union all
      select 'member', id, null, null, 'the profile changed at version ' || profile_version || ', and the member has ' || version
      from profile where profile_version > version`,
  },
  {
    name: 'news_overtaken',
    promise: 'No news waits for its number while news of more than ten minutes later has one',
    unit: 'none',
    find: (db) => db`
      select 'news ' || o.id as subject, o.profile_id, null::bigint as kept, null::bigint as computed,
             'it waits since ' || o.at as words
      from outbox o where o.at < (select at from change order by number desc limit 1) - interval '10 minutes'`,
  },
]

/** How much waits for its number, and since when: a server that runs leaves nothing for long. */
export async function readWaiting(db: Db): Promise<{ count: number; since: Instant | null }> {
  const [row] = await db<
    { count: number; since: Instant | null }[]
  >`select count(*) as count, min(at) as since from outbox`
  return row ?? { count: 0, since: null }
}
