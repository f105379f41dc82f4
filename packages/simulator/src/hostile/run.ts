// Two hundred merges and ten thousand changes while the line loses, doubles, delays and shuffles what it is given, and the server, the
// service and the POS database are killed with -9. After one compare both sides must be equal.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { LiveServer } from '../../../server/test/crash/live-server.ts'
import { seeded } from '../../../server/test/crash/random.ts'
import { root } from '../../../server/test/source.ts'
import { runSync, SyncProcess } from '../pos/sync-process.ts'
import { makeSyncToken } from '../pos/sync-token.ts'
import { Office } from './office.ts'
import { PosWitness } from './pos-witness.ts'
import { type HostileCounts, HostileProxy } from './proxy.ts'
import { judge } from './verdict.ts'

interface Plan {
  readonly seed: number
  readonly members: number
  readonly changes: number
  readonly merges: number
  /** kill -9 of each: server, service and POS database. */
  readonly kills: number
}

interface Report {
  readonly findings: readonly string[]
  readonly counts: HostileCounts
  readonly kills: { readonly server: number; readonly sync: number; readonly pos: number }
  readonly changes: number
  readonly merges: number
  /** What the one compare said. */
  readonly compared: string
  readonly status: string
  readonly seconds: number
}

const hands = 6
const examples = join(root, 'examples', 'pos-database')

/** Everything that was started, to be ended in the opposite order. */
type Stops = (() => unknown)[]

interface Shop {
  readonly server: LiveServer
  readonly pos: PosWitness
  readonly proxy: HostileProxy
  readonly sync: SyncProcess
  readonly office: Office
  command(...args: readonly string[]): Promise<{ code: number; said: string }>
}

async function openShop(plan: Plan, program: string, stops: Stops): Promise<Shop> {
  const random = seeded(plan.seed)
  // It delivers to this machine.
  const server = await LiveServer.open(program, random, { TILLSIDE_WEBHOOK_ALLOW_PRIVATE: '1' })
  stops.push(() => server.remove())
  const pos = await PosWitness.open(examples)
  stops.push(() => pos.remove())
  const folder = mkdtempSync(join(tmpdir(), 'tillside-hostile-'))
  stops.push(() => rmSync(folder, { recursive: true, force: true }))
  const port = 30_000 + Math.floor(random() * 2_000)
  const proxy = await HostileProxy.open(`http://127.0.0.1:${port}/`, random)
  stops.push(() => proxy.close())
  const place = {
    program: join(program, 'sync.js'),
    environment: {
      ...process.env,
      TILLSIDE_SYNC_TOKEN: await makeSyncToken(server),
      TILLSIDE_SYNC_POS: pos.url,
      TILLSIDE_URL: server.url,
      TILLSIDE_LOG: 'fatal',
    },
  }
  const common = ['--mapping', join(examples, 'mapping.json'), '--secrets', join(folder, 'secrets')]
  const command: Shop['command'] = (...args) => runSync({ ...place, args: [...args, ...common] })
  const serving = ['serve', ...common, '--port', String(port), '--operations-port', '0', '--upward-seconds', '3600']
  const sync = new SyncProcess({ ...place, args: serving })
  stops.push(() => sync.kill())
  return { server, pos, proxy, sync, office: new Office(server), command }
}

/** Kills each of the three so often, at moments that chance draws while the office works. */
async function trouble({ server, pos, sync, office }: Shop, plan: Plan, random: () => number) {
  const counts = { server: 0, sync: 0, pos: 0, ended: [] as string[] }
  const untilChanged = async (share: number): Promise<void> => {
    while (office.changes < plan.changes * share) await sleep(20)
  }
  for (let kill = 1; kill <= plan.kills; kill += 1) {
    await untilChanged((kill - 0.7 + random() * 0.2) / (plan.kills + 0.5))
    if (!sync.isAlive) counts.ended.push(sync.said.slice(-20).join(' | '))
    await sync.kill()
    counts.sync += 1
    await sync.start('Receiving')
    await untilChanged((kill - 0.4 + random() * 0.2) / (plan.kills + 0.5))
    await server.killServer()
    counts.server += 1
    await server.start()
    await untilChanged((kill - 0.1 + random() * 0.2) / (plan.kills + 0.5))
    pos.kill()
    counts.pos += 1
  }
  return counts
}

async function play(plan: Plan, program: string, stops: Stops): Promise<Omit<Report, 'seconds'>> {
  const random = seeded(plan.seed * 17)
  const shop = await openShop(plan, program, stops)
  const { pos, proxy, sync, office, command } = shop
  await office.enrolAll(plan.members)
  for (const args of [['subscribe', proxy.url], ['fill']]) {
    const { code, said } = await command(...args)
    if (code !== 0) throw new Error(`tillside-sync ${args[0]} failed: ${said}`)
  }
  const filled = await pos.rows('select profile_id, record_key from tillside_sync_member')
  const numbers = new Map(filled.map((row) => [String(row['profile_id']), String(row['record_key'])]))
  await pos.watch()
  await sync.start('In step.')

  const [{ ended, ...kills }] = await Promise.all([trouble(shop, plan, random), office.work(plan, random, hands)])
  while ((await office.countPending()) > 0) await sleep(100)
  await proxy.drain()
  const compared = await command('compare')
  const status = await command('status', '--json')
  const findings = await judge(office, pos, numbers)
  if (!sync.isAlive) ended.push(sync.said.slice(-20).join(' | '))
  for (const said of ended) findings.push(`the service ended by itself: ${said}`)
  const { differingRanges, setAside } = JSON.parse(status.said) as { differingRanges: number | null; setAside: number }
  if (differingRanges !== 0 || setAside !== 0) findings.push(`after the compare: ${status.said}`)
  const { changes, merges } = office
  return {
    findings,
    counts: proxy.counts,
    kills,
    changes,
    merges,
    compared: compared.said.trim(),
    status: status.said.trim(),
  }
}

/** Plays the plan. `stops` fills with what has to be ended if the run is interrupted. */
export async function run(plan: Plan, program: string, stops: Stops = []): Promise<Report> {
  const begun = performance.now()
  try {
    return { ...(await play(plan, program, stops)), seconds: (performance.now() - begun) / 1_000 }
  } finally {
    await stopAll(stops)
  }
}

export async function stopAll(stops: Stops): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop()
}
