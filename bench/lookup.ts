// npm run bench:lookup: how soon members are there while somebody types, and after a scan; and what the words that make it so
// cost an enrolment.
import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { openPool, type Sql } from '../packages/server/src/db/open.ts'
import { makeDatabase } from './database.ts'
import { type LookupResult, lookupPage, type Pair } from './lookup-report.ts'
import { enrol, scan, type, typings } from './lookup-stories.ts'
import { machineOf } from './machine.ts'
import { drive, Samples, type Server } from './measure.ts'
import { startFloor, startOurs } from './processes.ts'
import { root } from './root.ts'
import type { Till } from './till.ts'

const { values } = parseArgs({
  options: {
    profiles: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '4' },
    tills: { type: 'string', default: '4' },
    results: { type: 'string', default: `${root}bench/results` },
    server: { type: 'string', default: '' },
  },
})
const [profiles, seconds, tills] = [Number(values.profiles), Number(values.seconds), Number(values.tills)]
const warmUpMs = 500
const say = (line: string): void => console.error(line)

const stops: (() => unknown)[] = []
const stopAll = async (): Promise<void> => {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop()
}

type Make = (till: Till) => Promise<boolean>

/** Both in turns, the first one first and last. */
async function inTurns(
  connections: number,
  first: [Server, Make],
  second: [Server, Make],
): Promise<[Samples, Samples]> {
  const samples: [Samples, Samples] = [new Samples(), new Samples()]
  for (const side of [0, 1, 1, 0] as const) {
    const [server, make] = [first, second][side] ?? first
    await drive(server, { tills: connections, warmUpMs, measuredMs: (seconds * 1_000) / 2, make }, samples[side])
  }
  return samples
}

type Contenders = readonly [ours: [Server, Make], floor: [Server, Make]]

async function beside(name: string, connections: number, [ours, floor]: Contenders): Promise<Pair> {
  say(`  ${name}, ${connections} at once`)
  const load = loadavg()[0] ?? 0
  const [own, least] = await inTurns(connections, ours, floor)
  return { name, connections, load, ours: own.figure(), floor: least.figure() }
}

/** One benefit for each member, which they can use. */
async function insertBenefits(sql: Sql): Promise<void> {
  say('  benefits')
  await sql`insert into benefit_definition (handle, name, currency, created_at, updated_at) values ('coffee', 'Coffee', 'AUD', now(), now())`
  await sql`
    insert into benefit (profile_id, definition_id, currency, redemptions_initial, redemptions_remaining, issued_at, timezone, created_at, updated_at)
    select p.id, d.id, 'AUD', 1, 1, now() - interval '1 day', 'Australia/Sydney', now(), now() from profile p, benefit_definition d`
  await sql.unsafe('vacuum (analyze) benefit')
}

/** Enrolments with and without the words that are kept of each member. */
async function measureEnrolment(sql: Sql, ours: Server): Promise<LookupResult['enrolment']> {
  const results: LookupResult['enrolment'][number][] = []
  for (const connections of [1, 16]) {
    say(`  enrolling, ${connections} at once`)
    const samples = { on: new Samples(), off: new Samples() }
    for (const side of ['off', 'on', 'on', 'off'] as const) {
      await sql.unsafe(`alter table profile ${side === 'on' ? 'enable' : 'disable'} trigger user`)
      const load = { tills: connections, warmUpMs, measuredMs: (seconds * 1_000) / 2, make: enrol(profiles) }
      await drive(ours, load, samples[side])
    }
    await sql.unsafe('alter table profile enable trigger user')
    results.push({ connections, before: samples.off.figure(), after: samples.on.figure() })
  }
  return results
}

async function measure(): Promise<LookupResult> {
  const database = await makeDatabase(profiles, say)
  stops.push(() => database.remove())
  const ours = await startOurs(values.server, database.environment)
  stops.push(() => ours.stop())
  const sql = openPool(database.connection, { size: 1, name: 'tillside bench' })
  stops.push(() => sql.end({ timeout: 4 }))
  await sql`select set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false)`
  await insertBenefits(sql)
  const floor = await startFloor(database.connection)
  stops.push(() => floor.stop())

  const pairs: Pair[] = []
  for (const connections of [1, tills])
    for (const typing of typings)
      pairs.push(
        await beside(typing.name, connections, [
          [ours, type(typing, profiles, true)],
          [floor, type(typing, profiles, false)],
        ]),
      )
  const scans: Pair[] = []
  for (const connections of [1, tills])
    scans.push(
      await beside('scan to customer', connections, [
        [ours, scan(profiles)],
        [floor, scan(profiles)],
      ]),
    )
  const enrolment = await measureEnrolment(sql, ours)
  const [sizes] = await sql<LookupResult['sizes'][]>`
    select pg_total_relation_size('profile') as profile, pg_total_relation_size('profile_word') as profile_word,
      pg_total_relation_size('name_word') as name_word, (select count(*) from name_word) as words`
  if (!sizes) throw new Error('sizes are one row')
  const date = new Date().toISOString().slice(0, 10)
  return { date, machine: machineOf(), profiles, seconds, pairs, scans, enrolment, sizes }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stopAll().finally(() => process.exit(130)))
try {
  const result = await measure()
  mkdirSync(values.results, { recursive: true })
  const name = join(values.results, `${result.date}-lookup`)
  writeFileSync(`${name}.json`, `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(`${name}.md`, lookupPage(result))
  console.log(`\n${lookupPage(result)}`)
  process.exitCode = [...result.pairs, ...result.scans].every(({ ours }) => ours.errors === 0) ? 0 : 1
} finally {
  await stopAll()
}
