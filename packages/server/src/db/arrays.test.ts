import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { openPool, type Sql } from './open.ts'

let testDatabase: TestDatabase
let sql: Sql
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  sql = openPool(testDatabase.connection, { size: 1 })
})
afterAll(async () => {
  await sql.end()
  await testDatabase.drop()
})

const storable = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\u0000'))

test('a list of any texts comes back from the database as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(storable, fc.constantFrom('', 'NULL', '{', '"', '\\', ',', ' a ', 'é\n'))),
      async (texts) => {
        const [row] = await sql<{ texts: string[] }[]>`select ${texts}::text[] as texts`
        expect(row?.texts).toEqual(texts)
      },
    ),
    { numRuns: 200 },
  )
})

test('lists of numbers, ids and moments reach the database, with what is missing in them', async () => {
  const [row] = await sql<{ sum: number; count: number; at: number; ids: string[] }[]>`
    select (select sum(n) from unnest(${[1, null, 40]}::bigint[]) n)::bigint as sum,
           cardinality(${[]}::bigint[]) as count, (${[1_751_591_700_000]}::timestamptz[])[1] as at,
           ${['6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721']}::uuid[]::text[] as ids`
  expect(row).toEqual({ sum: 41, count: 0, at: 1_751_591_700_000, ids: ['6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721'] })
})
