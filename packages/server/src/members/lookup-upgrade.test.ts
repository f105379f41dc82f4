// Members who were there before they could be found while somebody types.
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { openPool, type Sql } from '../db/open.ts'

const folder = new URL('../db/migrations/', import.meta.url)
const own = '0020_profiles_lookup.sql'
const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

let database: TestDatabase
let sql: Sql
beforeAll(async () => {
  database = await createTestDatabase()
  sql = openPool(database.connection, { size: 1 })
  await sql`create schema before`
  await sql`set search_path to before, public`
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

test('an upgrade gives everybody who is there the words that a new member would have, and nobody who is gone', async () => {
  for (const name of readdirSync(folder).sort()) if (name < own) await sql.unsafe(textOf(name))
  const enrol = (table: string) => sql`
    insert into ${sql(table)} (id, first_name, last_name, email, mobile_phone, joined_at, created_at, updated_at, deleted_at)
    values
      ('00000000-0000-4000-8000-000000000001', 'Anne-Marie', 'Müller', 'a.m@example.com', '+61412345678', now(), now(), now(), null),
      ('00000000-0000-4000-8000-000000000002', '太郎', '山田', null, null, now(), now(), now(), null),
      ('00000000-0000-4000-8000-000000000003', 'Gone', 'Away', 'gone@example.com', null, now(), now(), now(), now())`
  await enrol('before.profile')
  await sql.unsafe(textOf(own))
  await sql`set search_path to public`
  await enrol('public.profile')
  const words = (schema: string) => sql`select profile_id, word from ${sql(`${schema}.profile_word`)} order by 1, 2`
  const upgraded = await words('before')
  expect([...upgraded]).toEqual([...(await words('public'))])
  expect(upgraded.map(({ word }) => word)).toEqual(
    expect.arrayContaining([
      'annemarie',
      'mueller',
      'muller',
      'a.m@example.com',
      '+61412345678',
      '太郎',
      '郎',
      '山田太郎',
    ]),
  )
  expect(upgraded.map(({ word }) => word)).not.toContain('gone')
  const names = await sql<{ word: string }[]>`select word from before.name_word order by word`
  expect(names.map(({ word }) => word)).toEqual(['anne', 'annemarie', 'marie', 'mueller', 'muller'])
})
