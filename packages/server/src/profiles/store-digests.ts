// Digests of members, over all of the table: a receiver asks for them now and then, and for a bucket where it differs.
import type { Db, Fragment } from '../db/open.ts'

/** Which of a member's two versions counts. */
type VersionColumn = 'version' | 'profile_version'

interface BucketRow {
  bucket: string
  count: number
  digest: string
}

/** As the index has it. */
const bucketOf = (db: Db): Fragment => db`substr(md5(id::text), 1, 3)`

export const digestBuckets = (db: Db, counted: VersionColumn): Promise<BucketRow[]> => db<BucketRow[]>`
  select lpad(to_hex(place), 3, '0') as bucket, coalesce(count, 0) as count, coalesce(digest, repeat('0', 16)) as digest
  from generate_series(0, 4095) place
  left join (
    select ${bucketOf(db)} as bucket, count(*) as count,
           lpad(to_hex(bit_xor(('x' || substr(md5(id::text || ':' || ${db(counted)}), 1, 16))::bit(64)::bigint)), 16, '0') as digest
    from profile where deleted_at is null group by 1) held on held.bucket = lpad(to_hex(place), 3, '0')
  order by 1`

export const versionsInBucket = (
  db: Db,
  bucket: string,
  counted: VersionColumn,
): Promise<{ profile_id: string; version: number }[]> => db<{ profile_id: string; version: number }[]>`
  select id as profile_id, ${db(counted)} as version from profile
  where deleted_at is null and ${bucketOf(db)} = ${bucket} order by id`
