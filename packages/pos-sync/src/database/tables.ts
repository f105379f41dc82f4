// The tables that the service keeps for itself beside the POS's own, so that a customer record and what is known of its
// version change in one transaction.
import { sql } from 'kysely'

import type { PosDatabase } from './open.ts'

export interface MemberRow {
  profile_id: string
  /** The server's version of what the record shows; -1 before anything was written. Text, as drivers print big numbers. */
  version: number | string
  /** The version that is being written into a POS that has no transactions with us. */
  claimed: number | string
  state: 'live' | 'deleted' | 'merged'
  merged_into: string | null
  record_key: string | null
  /** What both sides showed of each field when they last agreed, as JSON. */
  agreed: string | null
  /** 1: the server knows the record's number as an identity of the member. */
  is_linked: number | string
}

interface SetAsideRow {
  /** The member, or the number of a POS record that has none yet. */
  subject: string
  direction: 'down' | 'up' | 'link'
  code: string
  reason: string
  /** Of the values that were refused: the same ones are not sent again. */
  fingerprint: string | null
  at: string
  tries: number | string
}

interface ProgressRow {
  name: string
  value: string
}

export interface Tables {
  tillside_sync_member: MemberRow
  tillside_sync_set_aside: SetAsideRow
  tillside_sync_progress: ProgressRow
}

/** Makes the tables where they are missing. Harmless to repeat, and when two processes do it at once. */
export async function createTables({ db, kind }: PosDatabase): Promise<void> {
  const options = kind === 'mysql' ? sql` character set utf8mb4 collate utf8mb4_bin` : sql``
  // MySQL's text ends at 64 kilobytes, which what both sides show of long fields can exceed.
  const long = kind === 'mysql' ? sql`mediumtext` : sql`text`
  const statements = [
    sql`create table if not exists tillside_sync_member (
      profile_id varchar(36) not null primary key, version bigint not null, claimed bigint not null,
      state varchar(10) not null, merged_into varchar(36), record_key varchar(190), agreed ${long},
      is_linked smallint not null)${options}`,
    sql`create table if not exists tillside_sync_set_aside (
      subject varchar(190) not null, direction varchar(4) not null, code varchar(60) not null, reason varchar(500) not null,
      fingerprint varchar(64), at varchar(24) not null, tries integer not null, primary key (subject, direction))${options}`,
    sql`create table if not exists tillside_sync_progress (
      name varchar(60) not null primary key, value varchar(500) not null)${options}`,
  ]
  // PostgreSQL's `if not exists` looks first and makes afterwards: of two that look at once, one is told that it is there.
  for (const statement of statements) await statement.execute(db).catch(() => statement.execute(db))
  for (const column of ['record_key', 'merged_into', 'is_linked']) await ensureIndex({ db, kind }, column)
}

/** MySQL has no `if not exists` for indexes. */
async function ensureIndex({ db, kind }: Pick<PosDatabase, 'db' | 'kind'>, column: string): Promise<void> {
  const name = `tillside_sync_member_${column}`
  if (kind === 'mysql') {
    const { rows } = await sql`
      select 1 from information_schema.statistics where table_schema = database() and index_name = ${name}`.execute(db)
    if (rows.length > 0) return
    await sql`create index ${sql.id(name)} on tillside_sync_member (${sql.id(column)})`.execute(db)
    return
  }
  await sql`create index if not exists ${sql.id(name)} on tillside_sync_member (${sql.id(column)})`.execute(db)
}
