// The promise of the whole: what was acknowledged is there exactly once, whatever is killed. Tills trade on the real
// server while it, its database, or both are killed with kill -9, ten times; then their journals are held against it.
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openPool } from '../../src/db/open.ts'
import { root } from '../source.ts'
import { buildServer, LiveServer } from './live-server.ts'
import { seeded, shuffled, upTo } from './random.ts'
import { bookedOf, expectedOf, findRemains, toldOf } from './tally.ts'
import { type Acknowledged, type Member, send, Till } from './till.ts'

type Kill = 'server' | 'database' | 'server and database' | 'database and server'
const kills: Kill[] = [
  'server',
  'server',
  'server',
  'database',
  'database',
  'database',
  'database',
  'server and database',
  'server and database',
  'database and server',
]

const tillCount = 6
/** The last member has so little that redemptions are refused, which must be remembered too. */
const issuedAmounts = [1000, 1000, 1000, 1000, 20]
/** What the tills hear between two kills, so that each falls into the middle of trade. */
const heardBetweenKills = 18
const settleMsMax = 30_000
const repeats = 40

const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000)
const random = seeded(seed)
const program = `${root}.build/crash-${process.pid}`
let server: LiveServer

beforeAll(async () => {
  console.log(`The seed of the crashes is ${seed}; CRASH_SEED=${seed} chooses the same ones again.`)
  await buildServer(program)
  server = await LiveServer.open(program, random)
})

afterAll(async () => {
  await server.remove()
  rmSync(program, { recursive: true, force: true })
})

async function make(path: string, body: Record<string, unknown>): Promise<{ id: string | number }> {
  const { status, body: answer } = await send(server, { path, body, key: null })
  if (status > 299 || !answer.data) throw new Error(`${path} was answered ${status}: ${JSON.stringify(answer)}`)
  return answer.data
}

async function enrol(name: string, issued: number, definitionId: number): Promise<Member> {
  const { id } = await make('profiles', { first_name: name, last_name: 'Lovelace', email: `${name}@example.com` })
  // Two rewards, so that redemptions draw from more than one.
  for (const value_initial of [issued / 2, issued / 2]) {
    await make('rewards', { profile_id: id, reward_definition_id: definitionId, timezone: 'UTC', value_initial })
  }
  return { id: String(id), issued }
}

async function openShop(): Promise<{ members: Member[]; tills: Till[] }> {
  const definition = await make('rewards/definitions', {
    name: 'Welcome',
    handle: 'welcome',
    value: 10,
    type: 'bonus',
    period: 30,
  })
  const members: Member[] = []
  for (const [index, issued] of issuedAmounts.entries())
    members.push(await enrol(`ada-${index}`, issued, Number(definition.id)))
  const tills = Array.from(
    { length: tillCount },
    (_, index) => new Till(`till-${index}`, server, members, seeded(seed + index + 1)),
  )
  return { members, tills }
}

const heard = (tills: readonly Till[]): number => tills.reduce((sum, till) => sum + till.journal.length, 0)
const wrongs = (tills: readonly Till[]): string[] => tills.flatMap((till) => till.wrong)

/** Waits until the tills have heard so much more. */
async function untilHeard(tills: readonly Till[], more: number): Promise<void> {
  const until = heard(tills) + more
  const deadline = Date.now() + settleMsMax
  while (heard(tills) < until) {
    expect(wrongs(tills)).toEqual([])
    expect(Date.now(), `trade did not go on; the server said: ${server.said}`).toBeLessThan(deadline)
    await sleep(10)
  }
}

async function killAndRecover(kill: Kill): Promise<void> {
  if (kill === 'database') {
    server.killDatabase()
    return
  }
  if (kill === 'database and server') server.killDatabase()
  await server.killServer()
  if (kill === 'server and database') server.killDatabase()
  await server.start()
}

test(
  'ten times kill -9 of the server, of its database, or of both, in the middle of trade: everything acknowledged is there, nothing twice',
  { timeout: 180_000 },
  async () => {
    const { members, tills } = await openShop()
    let isOver = false
    const trading = Promise.all(tills.map((till) => till.trade(() => isOver)))
    try {
      for (const kill of shuffled(random, kills)) {
        await untilHeard(tills, heardBetweenKills)
        await sleep(upTo(random, 150))
        await killAndRecover(kill)
      }
      await untilHeard(tills, heardBetweenKills)
      // A database that dies takes no server along: nobody but us has started one.
      expect(server.isAlive, server.said).toBe(true)
    } catch (error) {
      for (const till of tills) till.giveUp()
      throw error
    } finally {
      isOver = true
      await trading
    }

    expect(wrongs(tills)).toEqual([])
    const journal = tills.flatMap((till) => till.journal)
    await compare(members, journal)
    await repeatSome(journal)
    // The repeats have changed nothing.
    await compare(members, journal)
    const { isHealthy, said } = await server.examine()
    expect(isHealthy, said).toBe(true)

    // The kills did meet the tills: some requests were sent again before they were answered, and some were refused.
    expect(journal.some(({ attempts }) => attempts > 1)).toBe(true)
    expect(journal.some(({ id }) => id === null)).toBe(true)
    expect(tills.reduce((sum, till) => sum + till.dropped, 0)).toBeGreaterThan(0)
    expect(tills.reduce((sum, till) => sum + till.toldToWait, 0)).toBeGreaterThan(0)
  },
)

async function compare(members: readonly Member[], journal: readonly Acknowledged[]): Promise<void> {
  const sql = openPool(server.connection(), { size: 1, name: 'tillside tests' })
  try {
    for (const member of members) {
      const expected = expectedOf(member, journal)
      const { exceptions, rows, ...told } = await toldOf(server, member)
      expect(told).toEqual(expected)
      expect({ exceptions, rows }).toEqual({ exceptions: 0, rows: expected.moves.size + expected.sales.size })
      const booked = await bookedOf(sql, member)
      expect(booked.moves).toEqual(expected.moves)
      expect(booked.earned).toEqual(new Map([...expected.sales.values()].map(({ id, charged }) => [id, charged])))
    }
    expect(await findRemains(sql)).toEqual([])
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** A till that comes back with an old request hears the old answer. */
async function repeatSome(journal: readonly Acknowledged[]): Promise<void> {
  for (const { intent, id } of shuffled(random, journal).slice(0, repeats)) {
    const { body, isReplay } = await send(server, intent)
    expect([body.data?.id ?? null, isReplay]).toEqual([id, true])
  }
}
