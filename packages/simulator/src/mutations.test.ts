// The simulator notices what it is there to notice: a till that is broken in one place fails with a seed. That a till looks
// before it repeats on plain Omneo is not among them: what it takes twice by not looking, it finds and gives back later.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { createTestDatabase, type TestDatabase } from '../../server/test/database.ts'
import { modes, type ModeName } from './mode.ts'
import { forgettingJournal, freshKeys, noSweep, noTenders, shareShort, shortHolds } from './mutations.ts'
import { run } from './run.ts'
import { openShopDatabase, type ShopDatabase } from './shop-database.ts'
import type { Mutation } from './sim-till.ts'

let testDatabase: TestDatabase
let shop: ShopDatabase
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  shop = await openShopDatabase(testDatabase.connection)
})
afterAll(async () => {
  await shop.close()
  await testDatabase.drop()
})

/** Most runs that a broken till may survive. */
const runsMax = 40

/** The first run that fails, and why. */
async function firstFailure(mode: ModeName, mutation: Mutation, from: number): Promise<string> {
  for (let seed = from; seed < from + runsMax; seed += 1) {
    const { broken } = await run({ seed, mode: modes[mode], mutation }, shop)
    if (broken.length > 0) return `${mode} ${seed}: ${broken[0]}`
  }
  return 'nothing was noticed'
}

// Seeds near one that is known to fail: a till that only rarely goes wrong takes dozens of days to be found out.
test.each<[string, ModeName, Mutation, number, RegExp]>([
  ['a till that sends before its journal is written', 'tillside', forgettingJournal, 1, /P2/],
  ['a till that sends before its journal is written, to plain Omneo', 'omneo', forgettingJournal, 1, /P2/],
  ['a till that draws another key for each repeat', 'tillside', freshKeys(), 2, /P[1235]/],
  ['a till that never looks for what was taken twice', 'omneo', noSweep, 1, /P2/],
  ['a till that asks for shorter holds than it was told', 'tillside', shortHolds, 1, /P2.*held/],
  ['a till that tells nothing of what was tendered', 'omneo', noTenders, 1, /P5.*tendered/],
  ['a till that gives a share back a cent short', 'omneo', shareShort, 1, /P[35]/],
])('%s is found out', async (_, mode, mutation, from, promise) => {
  expect(await firstFailure(mode, mutation, from)).toMatch(promise)
})
