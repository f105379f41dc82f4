// A POS database that goes away and comes back, a process that dies while it writes, and a POS that has only an API.
import { fork } from 'node:child_process'
import { once } from 'node:events'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readMapping } from '../src/mapping/mapping.ts'
import { openPosDatabase } from '../src/database/open.ts'
import { createTables } from '../src/database/tables.ts'
import type { PosRecord, PosRecords, RecordChange } from '../src/pos/records.ts'
import { applySnapshot } from '../src/sync/apply.ts'
import { readSnapshot, type Snapshot } from '../src/sync/snapshot.ts'
import { apiPos, type Pos } from '../src/sync/unit.ts'
import { createPosDatabase, exampleMapping, kinds, type TestDatabase } from './databases.ts'
import { type Desk, openDesk, profile } from './desk.ts'

const mapping = readMapping(exampleMapping)
const snapshotOf = (body: object): Snapshot => {
  const snapshot = readSnapshot(body, mapping)
  if (!snapshot) throw new Error('not a profile')
  return snapshot
}

describe.runIf(kinds.includes('mariadb'))('a POS whose database server is killed', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk('mariadb')
  })
  afterAll(() => desk.close())

  test('deliveries are to come again while it is away, and are taken when it is back', async () => {
    const [before, after] = [profile(1), profile(1)]
    expect((await desk.deliver('profile.created', before)).status).toBe(200)
    await desk.test.kill?.()
    expect((await desk.deliver('profile.created', after, { id: 'msg_again' })).status).toBe(503)
    await desk.test.start?.()
    expect(await desk.deliver('profile.created', after, { id: 'msg_again' })).toMatchObject({
      status: 200,
      body: { result: 'applied' },
    })
    const ids = (await desk.customers()).map(({ loyalty_profile_id: id }) => id)
    expect(ids.sort()).toEqual([before.id, after.id].sort())
  })
})

describe('a service that is killed with -9 while it writes into SQLite', () => {
  test('leaves each record with its version, or neither', async () => {
    const desk = await openDesk('sqlite')
    try {
      for (let round = 0; round < 3; round += 1) {
        const writer = fork(new URL('./writer.ts', import.meta.url), [desk.test.url, exampleMapping, String(round)], {
          execArgv: ['--import', 'tsx'],
          stdio: 'ignore',
        })
        const ended = once(writer, 'exit')
        // It says how many records it has been told were written.
        let told = 0
        writer.on('message', (count: number) => {
          told = count
          if (count >= 20 + round * 7) writer.kill('SIGKILL')
        })
        await ended
        const customers = (await desk.customers()).filter(({ company }) => company === `Round ${round}`)
        expect(customers.length).toBeGreaterThanOrEqual(told)
        for (const { loyalty_profile_id: id, first_name: name, customer_number: number } of customers) {
          const member = await desk.pos.outside.members.find(String(id))
          expect([member?.recordKey, `Version ${member?.version}`]).toEqual([number, name])
        }
      }
    } finally {
      await desk.close()
    }
  })
})

/** A POS that keeps its customers behind an API, which can be slow, and can die. */
class ApiRecords implements PosRecords {
  readonly customers = new Map<string, PosRecord>()
  beforeWrite: () => Promise<void> = async () => {}

  find = async (key: string) => this.customers.get(key) ?? null
  match = async ({ profileId }: { profileId: string }) =>
    [...this.customers.values()].find((customer) => customer.profileId === profileId) ?? null
  insert = (change: RecordChange) => this.#put(`A-${this.customers.size + 1}`, change)
  update = (key: string, change: RecordChange) => this.#put(key, change)
  remove = async (key: string) => void this.customers.delete(key)
  page = async () => []

  async #put(key: string, { profileId, values }: RecordChange): Promise<PosRecord> {
    await this.beforeWrite()
    const customer = { key, profileId, values: { ...this.customers.get(key)?.values, ...values } }
    this.customers.set(key, customer)
    return customer
  }
}

describe('a POS that has only an API', () => {
  let state: TestDatabase
  let records: ApiRecords
  let pos: Pos
  beforeAll(async () => {
    state = await createPosDatabase('sqlite')
    const database = openPosDatabase(state.url)
    await createTables(database)
    records = new ApiRecords()
    pos = apiPos(records, database, mapping)
  })
  afterAll(async () => {
    await pos.close()
    await state.remove()
  })

  const nameOf = (id: string) =>
    [...records.customers.values()].find(({ profileId }) => profileId === id)?.values['first_name']

  test('shows the newest version, whatever the order', async () => {
    const body = profile(1)
    const versions = [3, 1, 4, 2].map((version) => ({
      ...body,
      profile_version: version,
      version,
      first_name: `Version ${version}`,
    }))
    await Promise.all(versions.map((each) => applySnapshot(pos, snapshotOf(each))))
    expect(nameOf(body.id)).toBe('Version 4')
  })

  test('a version that was written though nothing was heard of it is not overwritten by an older one', async () => {
    const body = profile(1)
    const at = (version: number) =>
      snapshotOf({ ...body, version, profile_version: version, first_name: `Version ${version}` })
    await applySnapshot(pos, at(1))
    records.beforeWrite = async () => {
      records.beforeWrite = async () => {}
      const customer = await records.match({ profileId: body.id })
      // It arrives, and the connection is lost before the answer.
      records.customers.set(customer?.key ?? '', {
        ...(customer as PosRecord),
        values: { ...customer?.values, first_name: 'Version 5' },
      })
      throw new Error('connection lost')
    }
    await expect(applySnapshot(pos, at(5))).rejects.toThrow('connection lost')
    expect(await applySnapshot(pos, at(4))).toBe('older')
    expect(nameOf(body.id)).toBe('Version 5')
    expect(await pos.outside.members.listUnfinished(10)).toEqual([body.id])
    expect(await applySnapshot(pos, at(5))).toBe('applied')
    expect(await pos.outside.members.listUnfinished(10)).toEqual([])
  })
})
