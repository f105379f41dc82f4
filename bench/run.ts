// One run: a database of so many members, the two servers beside each other, and every figure.

import { openPool } from '../packages/server/src/db/open.ts'
import { type Call, type CallName, listCalls } from './calls.ts'
import { makeDatabase } from './database.ts'
import { machineOf } from './machine.ts'
import { type HotMember, measureHotMember } from './hot.ts'
import { drive, type Figure, Samples, type Server } from './measure.ts'
import { isPgbenchInstalled, type Pgbench, preparePgbench } from './pgbench.ts'
import { startFloor, startOurs } from './processes.ts'

export interface Row {
  readonly call: CallName
  readonly connections: number
  readonly ours: Figure
  readonly floor: Figure
  /** Null where it does not apply, and where pgbench is not installed. */
  readonly pgbenchPerSecond: number | null
}

export interface Machine {
  readonly cores: number
  readonly memoryGb: number
  readonly node: string
  readonly postgres: string
}

export interface Result {
  readonly profiles: number
  readonly date: string
  readonly seconds: number
  readonly machine: Machine
  readonly rows: readonly Row[]
  readonly hotMember: HotMember
  /** Megabytes of the server process: after the run, and at most. Null where the system does not say. */
  readonly memory: { readonly now: number; readonly most: number } | null
}

export const connectionCounts = [1, 16]
const warmUpMs = 1500
/** What a call can make at most in a second, on any machine that we know: so much stock is laid in. */
const callsPerSecondMax = 2500

type Say = (line: string) => void
interface Contenders {
  readonly ours: Server
  readonly floor: Server
  readonly pgbench: Pgbench | null
}

/** Both sides in turns, ours first and last, so that a machine that slows down or speeds up favours neither. */
async function measureCall(
  call: Call,
  connections: number,
  { ours, floor, pgbench }: Contenders,
  seconds: number,
): Promise<Row> {
  const samples = { ours: new Samples(), floor: new Samples() }
  const stretch = { tills: connections, warmUpMs, measuredMs: (seconds * 1000) / 2 }
  const stock = Math.ceil(((stretch.measuredMs + warmUpMs) / 1000) * callsPerSecondMax)
  for (const side of ['ours', 'floor', 'floor', 'ours'] as const) {
    await call.prepare(stock)
    await drive({ ours, floor }[side], { ...stretch, make: call.make }, samples[side])
  }
  const pgbenchPerSecond = call.name === 'redeem' && pgbench ? await pgbench.run(connections, seconds) : null
  return { call: call.name, connections, ours: samples.ours.figure(), floor: samples.floor.figure(), pgbenchPerSecond }
}

/** What has been started, to be stopped in the opposite order: at the end, or when somebody presses Ctrl-C. */
const stops: (() => unknown)[] = []

export async function stopAll(): Promise<void> {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop()
}

export async function run(
  profiles: number,
  { seconds, server }: { seconds: number; server: string },
  say: Say,
): Promise<Result> {
  try {
    say(`${profiles} members: loading`)
    const database = await makeDatabase(profiles, say)
    stops.push(() => database.remove())
    const ours = await startOurs(server, database.environment)
    stops.push(() => ours.stop())
    const sql = openPool(database.connection, { size: 1, name: 'tillside bench' })
    stops.push(() => sql.end({ timeout: 4 }))
    await sql`select set_config('statement_timeout', '0', false)`
    const floor = await startFloor(database.connection)
    stops.push(() => floor.stop())
    const pgbench = isPgbenchInstalled() ? await preparePgbench(database.connection, profiles) : null
    stops.push(() => pgbench?.close())

    const rows: Row[] = []
    for (const connections of connectionCounts) {
      for (const call of listCalls(sql, profiles)) {
        say(`  ${call.name}, ${connections} connection${connections === 1 ? '' : 's'}`)
        rows.push(await measureCall(call, connections, { ours, floor, pgbench }, seconds))
      }
    }
    say('  one hot member')
    const hotMember = await measureHotMember({ sql, server: ours, profiles, seconds })
    const [version] = await sql<{ server_version: string }[]>`show server_version`
    const machine: Machine = {
      ...machineOf(),
      postgres: version?.server_version ?? 'unknown',
    }
    const date = new Date().toISOString().slice(0, 10)
    return { profiles, date, seconds, machine, rows, hotMember, memory: ours.memory() }
  } finally {
    await stopAll()
  }
}
