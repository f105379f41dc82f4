// Fills an empty, migrated database by COPY: members, cards, rewards and the entries that issued them.
// Indexes that nothing refers to are made after the rows, at once, which is several times faster.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { dayMs } from '@tillside/rules/time'

import { type Connection, openPool, type Sql } from '../packages/server/src/db/open.ts'
import {
  cardHandle,
  cardOf,
  locationCode,
  profileIdOf,
  rewardIdOf,
  rewardMinor,
  rewardsPerMember,
  skuCount,
  staffNumber,
} from './members.ts'
import { firstNameOf, lastNameOf } from './names.ts'

const chunkBytes = 65_536
const progressEvery = 250_000

type Say = (line: string) => void
interface Table {
  readonly name: string
  readonly columns: string
  readonly count: number
  /** The row's values, without tabs or backslashes in them. */
  readonly row: (index: number) => readonly (string | number)[]
}

const moment = (ms: number): string => new Date(ms).toISOString()

function tables(profiles: number, now: number): Table[] {
  const joined = moment(now - 60 * dayMs)
  const issued = moment(now - 30 * dayMs)
  const ends = Array.from({ length: rewardsPerMember }, (_, wave) => moment(now + (wave + 1) * 30 * dayMs))
  const holding = rewardsPerMember * profiles
  const owner = (index: number): string => profileIdOf((index % profiles) + 1)
  const rewardId = (index: number): number => rewardIdOf((index % profiles) + 1, Math.floor(index / profiles), profiles)
  return [
    {
      name: 'profile',
      columns: 'id, first_name, last_name, email, mobile_phone, joined_at, created_at, updated_at',
      count: profiles,
      row: (index) => [
        profileIdOf(index + 1),
        firstNameOf(index + 1),
        lastNameOf(index + 1),
        `member${index + 1}@example.com`,
        `+61${400_000_000 + index}`,
        joined,
        joined,
        joined,
      ],
    },
    {
      name: 'identity',
      columns: 'id, profile_id, handle, identifier, is_primary, created_at, updated_at',
      count: profiles,
      row: (index) => [index + 1, profileIdOf(index + 1), cardHandle, cardOf(index + 1), 't', joined, joined],
    },
    {
      name: 'reward',
      columns:
        'id, profile_id, definition_id, currency, value_initial, value_remaining, issued_at, ends_at, timezone, created_at, updated_at',
      count: holding,
      row: (index) => [
        rewardId(index),
        owner(index),
        1,
        'AUD',
        rewardMinor,
        rewardMinor,
        issued,
        ends[Math.floor(index / profiles)] ?? '',
        'Australia/Sydney',
        issued,
        issued,
      ],
    },
    {
      name: 'ledger_entry',
      columns: 'id, profile_id, kind, row_id, amount, value_minor, cause, created_at',
      count: holding,
      row: (index) => [index + 1, owner(index), 'reward', rewardId(index), rewardMinor, rewardMinor, 'issue', issued],
    },
  ]
}

function* chunks({ name, count, row }: Table, say: Say): Generator<Buffer> {
  let text = ''
  for (let index = 0; index < count; index += 1) {
    text += `${row(index).join('\t')}\n`
    if (text.length > chunkBytes) {
      yield Buffer.from(text)
      text = ''
    }
    if ((index + 1) % progressEvery === 0) say(`  ${name}: ${index + 1} of ${count}`)
  }
  yield Buffer.from(text)
}

interface Index {
  readonly drop: string
  readonly make: string
}

/** What can be dropped and made again: all but what a foreign key refers to. */
async function listIndexes(sql: Sql, names: readonly string[]): Promise<Index[]> {
  const rows = await sql<{ table: string; name: string; constraint: string | null; make: string }[]>`
    select i.indrelid::regclass::text as table, i.indexrelid::regclass::text as name, c.conname as constraint,
           coalesce(pg_get_constraintdef(c.oid), pg_get_indexdef(i.indexrelid)) as make
    from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
    where i.indrelid = any(${names as string[]}::text[]::regclass[])
      and not exists (select from pg_constraint f where f.conindid = i.indexrelid and f.contype = 'f')`
  return rows.map(({ table, name, constraint, make }) =>
    constraint === null
      ? { drop: `drop index ${name}`, make }
      : {
          drop: `alter table ${table} drop constraint ${constraint}`,
          make: `alter table ${table} add constraint ${constraint} ${make}`,
        },
  )
}

/** What the sales of a run name. */
async function insertShop(sql: Sql, now: string): Promise<void> {
  const stamps = sql`${now}::timestamptz, ${now}::timestamptz`
  await sql`insert into location (name, external_id, created_at, updated_at) values ('Bourke Street', ${locationCode}, ${stamps})`
  await sql`insert into staff (first_name, last_name, email, created_at, updated_at) values ('Grace', 'Hopper', 'grace@example.com', ${stamps})`
  await sql`insert into staff_identity (staff_id, handle, identifier, created_at, updated_at) values (1, 'staff', ${staffNumber}, ${stamps})`
  await sql`insert into reward_definition (handle, name, currency, value_minor, type, created_at, updated_at)
    values ('welcome', 'Welcome', 'AUD', 1000, 'bonus', ${stamps})`
  await sql`insert into product (title, handle, created_at, updated_at) values ('Goods', 'goods', ${stamps})`
  await sql`
    insert into product_variant (product_id, sku, title, currency, price_minor, created_at, updated_at)
    select 1, 'SKU-' || i, 'Goods ' || i, 'AUD', 1000, ${stamps} from generate_series(0, ${skuCount - 1}) i`
}

const wordTables = ['profile_word', 'name_word']

/** What the triggers would have kept of each member, which were off while the rows came. */
async function insertWords(sql: Sql): Promise<void> {
  await sql`truncate profile_word, name_word, name_word_change`
  await sql`
    insert into profile_word (word, profile_id)
    select word, p.id from profile p
    cross join lateral unnest(lookup_words(p.first_name, p.last_name, p.email, p.mobile_phone, p.secondary_phone)) word`
  await sql`
    insert into name_word (word)
    select distinct word from profile p cross join lateral unnest(name_words(p.first_name, p.last_name)) word
    where char_length(word) > 2`
}

export async function load(connection: Connection, profiles: number, say: Say): Promise<void> {
  const sql = openPool(connection, { size: 1, name: 'tillside bench load' })
  const now = Date.now()
  try {
    await sql`select set_config('statement_timeout', '0', false), set_config('maintenance_work_mem', '256MB', false)`
    // The rows are known to refer to each other rightly. Only a superuser may say so; others load a little longer.
    await sql`select set_config('session_replication_role', 'replica', false)`.catch(() => {})
    await insertShop(sql, moment(now))
    const loaded = tables(profiles, now)
    const indexes = await listIndexes(sql, [...loaded.map(({ name }) => name), ...wordTables])
    for (const { drop } of indexes) await sql.unsafe(drop)
    for (const table of loaded) {
      const target = await sql.unsafe(`copy ${table.name} (${table.columns}) from stdin`).writable()
      await pipeline(Readable.from(chunks(table, say)), target)
    }
    await insertWords(sql)
    say(`  indexes: ${indexes.length}`)
    for (const { make } of indexes) await sql.unsafe(make)
    for (const { name } of loaded.filter((table) => table.columns.startsWith('id,') && table.name !== 'profile')) {
      await sql`select setval(pg_get_serial_sequence(${name}, 'id'), (select max(id) from ${sql(name)}))`
    }
    await sql.unsafe('vacuum (analyze)')
    await sql.unsafe('checkpoint').catch(() => {})
  } finally {
    await sql.end({ timeout: 4 })
  }
}
