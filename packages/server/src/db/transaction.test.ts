import { afterAll, beforeAll, expect, test } from 'vitest'

import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { BeginAgain } from './begin-again.ts'
import { type Database, type Fragment, openDatabase, type Tx } from './open.ts'
import { transaction } from './transaction.ts'

let testDatabase: TestDatabase
let database: Database
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = openDatabase(testDatabase.connection)
  await database.write`create table note (text text)`
})
afterAll(async () => {
  await database.close()
  await testDatabase.drop()
})

const write = (tx: Tx, text: string): Fragment => tx`insert into note values (${text})`
const kept = async (text: string): Promise<boolean> =>
  (await database.read`select 1 from note where text = ${text}`).length > 0
const backend = async (tx: Tx): Promise<number> =>
  (await tx<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid ?? 0

test('what a transaction wrote is there once it is through, also what left with its commit', async () => {
  await transaction(database.writes, async (tx, last) => {
    await write(tx, 'first')
    last(write(tx, 'last'))
  })
  expect([await kept('first'), await kept('last')]).toEqual([true, true])
})

test('nothing stays of a transaction that throws, nor of one whose last statement fails', async () => {
  const thrown = transaction(database.writes, async (tx) => {
    await write(tx, 'thrown')
    throw new Error('no')
  })
  await expect(thrown).rejects.toThrow('no')
  const failed = transaction(database.writes, async (tx, last) => {
    await write(tx, 'failed')
    last(tx`insert into nowhere values (1)`)
  })
  await expect(failed).rejects.toMatchObject({ code: '42P01' })
  expect([await kept('thrown'), await kept('failed')]).toEqual([false, false])
})

test('a connection that is lost in the middle fails its transaction, and the next one works', async () => {
  for (let loss = 0; loss < 3; loss += 1) {
    const lost = transaction(database.writes, async (tx) => {
      await write(tx, 'lost')
      void database.read`select pg_terminate_backend(${await backend(tx)})`.execute()
      await tx`select pg_sleep(0.5)`
    })
    await expect(lost).rejects.toMatchObject({ code: expect.stringMatching(/^(CONNECTION_|57P01|E[A-Z]+$)/) })
    await transaction(database.writes, async (tx) => {
      await write(tx, 'after')
    })
    expect([await kept('lost'), await kept('after')]).toEqual([false, true])
    await database.write`delete from note`
  }
})

test('transactions beside a lost connection finish', async () => {
  const slow = transaction(database.writes, async (tx) => {
    await tx`select pg_sleep(0.4)`
    await write(tx, 'beside')
  })
  const killed = transaction(database.writes, async (tx) => {
    void database.read`select pg_terminate_backend(${await backend(tx)})`.execute()
    await tx`select pg_sleep(0.5)`
  })
  await expect(killed).rejects.toThrow()
  await slow
  expect(await kept('beside')).toBe(true)
})

test('work that finds everything in other hands begins again, without what it wrote before', async () => {
  let beginnings = 0
  await transaction(database.writes, async (tx) => {
    await write(tx, `beginning ${(beginnings += 1)}`)
    if (beginnings < 3) throw new BeginAgain('not yet')
  })
  expect([await kept('beginning 1'), await kept('beginning 2'), await kept('beginning 3')]).toEqual([
    false,
    false,
    true,
  ])
})

test('and gives up when it never comes to rest', async () => {
  let beginnings = 0
  const never = transaction(database.writes, () => {
    beginnings += 1
    throw new BeginAgain('never')
  })
  await expect(never).rejects.toThrow('never')
  expect(beginnings).toBe(10)
})
