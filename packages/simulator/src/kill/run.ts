// The whole story: a shop trades on real processes while some of them are killed, or the line between them is cut; at the
// end all is drained, and what the tills have shown is held against what the server holds.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Checkout } from '@tillside/pos-sdk/checkout/state'

import { LiveServer } from '../../../server/test/crash/live-server.ts'
import { seeded } from '../../../server/test/crash/random.ts'
import { Cashier } from './cashier.ts'
import { Day } from './day.ts'
import { enrolAll, type Member } from './members.ts'
import type { Plan } from './options.ts'
import { Proxy } from './proxy.ts'
import { commandsOf, Station } from './station.ts'
import { answerLoser, Trouble } from './trouble.ts'
import { judge } from './verdict.ts'
import { Witness } from './witness.ts'

interface Programs {
  /** The folder of the built server. */
  readonly server: string
  /** The bundled till. */
  readonly till: string
}

export interface Report {
  readonly plan: Plan
  /** Where the journals are, for who looks at a failure; null when there was none. */
  readonly folder: string | null
  readonly findings: readonly string[]
  /** What each finding's checkout looked like at the till. */
  readonly trace: readonly string[]
  readonly checkouts: readonly Checkout[]
  /** What the tills were doing when they were killed. */
  readonly killedIn: ReadonlyMap<string, number>
  readonly serverKills: number
  readonly serverStartsKilled: number
  readonly databaseKills: number
  readonly cuts: number
  readonly answersLost: number
  readonly commands: number
  readonly seconds: number
}

/** Everything that was started, to be ended in the opposite order. */
type Stops = (() => unknown)[]

function openStations(
  plan: Plan,
  place: { program: string; url: string; token: string; folder: string },
  members: readonly Member[],
): Station[] {
  return Array.from({ length: plan.tills }, (_, index) => {
    const { folder, ...rest } = place
    const kills = Math.floor(plan.tillKills / plan.tills) + (index < plan.tillKills % plan.tills ? 1 : 0)
    return new Station(
      { ...rest, journal: join(folder, `till-${index}.journal`) },
      {
        cashier: new Cashier(seeded(plan.seed * 31 + index), members),
        witness: new Witness(),
        random: seeded(plan.seed * 37 + index),
        kills,
      },
    )
  })
}

async function trade(plan: Plan, programs: Programs, stops: Stops): Promise<Omit<Report, 'seconds'>> {
  const random = seeded(plan.seed)
  const server = await LiveServer.open(programs.server, random)
  stops.push(() => server.remove())
  const members = await enrolAll(server)
  const proxy = await Proxy.open(server.url, answerLoser(plan, seeded(plan.seed + 1)))
  stops.push(() => proxy.close())
  const folder = mkdtempSync(join(tmpdir(), 'tillside-kill-'))
  const stations = openStations(plan, { program: programs.till, url: proxy.url, token: server.token, folder }, members)
  const day = new Day(plan.msMax)
  const trouble = new Trouble(plan, server, stations, day)
  const isDone = (): boolean =>
    trouble.serverKills >= plan.serverKills &&
    trouble.cuts >= plan.cuts &&
    stations.every(({ isSpared }) => isSpared) &&
    proxy.answersLost >= plan.answers
  const told = await day.all<Checkout[] | void>([
    ...stations.map((station) => station.work(day, isDone)),
    trouble.killServers(seeded(plan.seed + 2)),
    trouble.cutNetwork(proxy, seeded(plan.seed + 3)),
  ])
  const checkouts = told.flatMap((list) => list ?? [])
  const findings = [...stations.flatMap(({ complaints }) => complaints), ...(await judge(server, members, checkouts))]
  if (!isDone()) findings.push(`the plan was not carried out within ${plan.msMax} ms`)
  const { isHealthy, said } = await server.examine()
  if (!isHealthy) findings.push(`the doctor says: ${said}`)
  if (findings.length === 0) rmSync(folder, { recursive: true, force: true })
  const killedIn = new Map<string, number>()
  for (const [what, count] of stations.flatMap((station) => [...station.killedIn]))
    killedIn.set(what, (killedIn.get(what) ?? 0) + count)
  const { serverKills, serverStartsKilled, databaseKills, cuts } = trouble
  const { answersLost } = proxy
  const trace = traceOf(stations, checkouts, findings)
  return {
    plan,
    folder: findings.length > 0 ? folder : null,
    findings,
    trace,
    checkouts,
    killedIn,
    serverKills,
    serverStartsKilled,
    databaseKills,
    cuts,
    answersLost,
    commands: commandsOf(stations),
  }
}

/** For the first findings that name a checkout: what its till showed, and what it remembers. */
function traceOf(stations: readonly Station[], checkouts: readonly Checkout[], findings: readonly string[]): string[] {
  const named = checkouts
    .filter(({ receiptRef }) => findings.some((finding) => finding.includes(receiptRef)))
    .slice(0, 3)
  return named.flatMap((checkout) => [
    ...stations.flatMap(({ witness }) => witness.linesAbout(checkout.receiptRef)),
    JSON.stringify(checkout),
  ])
}

export async function stopAll(stops: Stops): Promise<void> {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop()
}

/** `stops` is filled as things start: whoever interrupts the run ends them in the opposite order. */
export async function run(plan: Plan, programs: Programs, stops: Stops = []): Promise<Report> {
  const begun = performance.now()
  try {
    const report = await trade(plan, programs, stops)
    return { ...report, seconds: (performance.now() - begun) / 1000 }
  } finally {
    await stopAll(stops)
  }
}
