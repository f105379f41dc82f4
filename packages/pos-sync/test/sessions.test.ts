// POS databases with rules of their own for texts and dates, as whoever set them up wished.
import { expect, test } from 'vitest'

import { openPosDatabase } from '../src/database/open.ts'
import { readMapping } from '../src/mapping/mapping.ts'
import { applySnapshot } from '../src/sync/apply.ts'
import { readSnapshot } from '../src/sync/snapshot.ts'
import { databasePos } from '../src/sync/unit.ts'
import { exampleMapping, kinds, type TestDatabase } from './databases.ts'
import { openDesk, profile } from './desk.ts'

/** What the record of a new member shows after the database was set up in a way of its own. */
async function shownBy(kind: TestDatabase['kind'], setUp: string, fields: Readonly<Record<string, unknown>>) {
  const desk = await openDesk(kind)
  const mapping = readMapping(exampleMapping)
  try {
    await desk.run(setUp)
    const database = openPosDatabase(desk.test.url)
    const pos = databasePos(database, mapping)
    const snapshot = readSnapshot(profile(1, fields), mapping)
    if (!snapshot) throw new Error('not a profile')
    try {
      await applySnapshot(pos, snapshot)
      return (await pos.outside.records.match({ profileId: snapshot.profileId, keys: [], values: {} }))?.values
    } finally {
      await database.close()
    }
  } finally {
    await desk.close()
  }
}

test.runIf(kinds.includes('mariadb'))(
  'in a MariaDB where a backslash is a letter like any other, a quote in a name ends no text',
  async () => {
    const name = { first_name: 'Ada"`', last_name: "O'Brien \\', 'x') -- end" }
    const setUp = `set global sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES,PIPES_AS_CONCAT'`
    expect(await shownBy('mariadb', setUp, name)).toMatchObject(name)
  },
)

test('a PostgreSQL that prints dates the German way shows birth dates that can be read', async () => {
  const setUp = `do $$ begin execute format('alter database %I set datestyle = ''German''', current_database()); end $$`
  expect(await shownBy('postgres', setUp, {})).toMatchObject({ birth_date: '1990-02-28' })
})
