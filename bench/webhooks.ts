// npm run bench:webhooks: how fast changes reach receivers, what it costs in memory, what one dead receiver among ten costs the
// others, and what all of it costs tills that redeem meanwhile.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { openPool } from '../packages/server/src/db/open.ts'
import { listCalls } from './calls.ts'
import { makeDatabase } from './database.ts'
import { machineOf } from './machine.ts'
import { drive, Samples } from './measure.ts'
import { type Running, startOurs } from './processes.ts'
import { root } from './root.ts'
import { type WebhookResult, webhookPage } from './webhook-report.ts'
import { commitChanges, openApi, pace, type Receiver, secondsUntil, startReceiver } from './webhook-stories.ts'

const { values } = parseArgs({
  options: {
    profiles: { type: 'string', default: '10000' },
    events: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '' },
    results: { type: 'string', default: `${root}bench/results` },
    server: { type: 'string', default: '' },
  },
})
const [profiles, events, seconds] = [Number(values.profiles), Number(values.events), Number(values.seconds)]
const urlCount = 10
const tills = 16
const paths = Array.from({ length: urlCount }, (_, index) => `/${index}`)
/** Of what tills can do at most. */
const shareOfPeak = 0.5
/** Nobody listens there: it is a port that no system gives away. */
const deadUrl = 'http://127.0.0.1:1/'

const stops: (() => unknown)[] = []
const stopAll = async (): Promise<void> => {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop()
}
const say = (line: string): void => console.error(line)

async function hookAll(
  server: Running,
  urls: readonly string[],
  triggers: readonly string[],
): Promise<() => Promise<void>> {
  const api = openApi(server)
  const ids: number[] = []
  for (const url of urls)
    for (const trigger of triggers) ids.push((await api.post('webhooks', { url, trigger, namespace: 'bench' })).data.id)
  return async () => {
    for (const id of ids) await api.remove(`webhooks/${id}`)
  }
}

async function measure(): Promise<WebhookResult> {
  const database = await makeDatabase(profiles, say)
  stops.push(() => database.remove())
  const server = await startOurs(values.server, { ...database.environment, TILLSIDE_WEBHOOK_ALLOW_PRIVATE: '1' })
  stops.push(() => server.stop())
  const sql = openPool(database.connection, { size: 1, name: 'tillside bench' })
  stops.push(() => sql.end({ timeout: 4 }))
  await sql`select set_config('statement_timeout', '0', false)`
  const receiver = await startReceiver()
  stops.push(() => receiver.stop())

  const urls = paths.map((path) => receiver.url + path)
  const commit = async (count: number): Promise<void> => {
    for (let left = count; left > 0; left -= profiles) await commitChanges(sql, Math.min(left, profiles))
  }
  say(`  ${events} changes to ${urlCount} URLs`)
  let unhook = await hookAll(server, urls, ['profile.updated'])
  await secondsUntil(receiver, paths, 200, () => commit(200))
  const before = server.memory()
  const processorBefore = server.processorMs()
  const allSeconds = await secondsUntil(receiver, paths, events, () => commit(events))
  const after = server.memory()
  const processorAfter = server.processorMs()
  const processorMs = processorBefore === null || processorAfter === null ? null : processorAfter - processorBefore
  await unhook()

  say('  one of them dead')
  unhook = await hookAll(server, [...urls.slice(1), deadUrl], ['profile.updated'])
  const otherSeconds = await secondsUntil(receiver, paths.slice(1), events, () => commit(events))
  await unhook()

  return {
    ...(await besideTills(server, receiver, urls, listRedeem(sql))),
    allSeconds,
    otherSeconds,
    before,
    after,
    processorMs,
    ...here(),
    events,
    urlCount,
  }
}

const listRedeem = (sql: ReturnType<typeof openPool>) => {
  const redeem = listCalls(sql, profiles).find(({ name }) => name === 'redeem')
  if (!redeem) throw new Error('there is no call to redeem')
  return redeem
}

const here = () => ({
  date: new Date().toISOString().slice(0, 10),
  profiles,
  seconds,
  machine: machineOf(),
})

async function peakOf(server: Running, redeem: ReturnType<typeof listRedeem>): Promise<number> {
  const peak = new Samples()
  await drive(server, { tills, warmUpMs: 1500, measuredMs: 5000, make: redeem.make }, peak)
  return peak.figure().perSecond
}

/**
 * Redeems at half of their peak, or as often as was asked for, without webhooks and with ten URLs that hear of each. In turns, so
 * that a machine that slows down or speeds up favours neither; what waits in between is told before tills go on.
 */
async function besideTills(
  server: Running,
  receiver: Receiver,
  urls: readonly string[],
  redeem: ReturnType<typeof listRedeem>,
): Promise<Pick<WebhookResult, 'peakPerSecond' | 'alone' | 'beside' | 'toldPerSecond'>> {
  const peakPerSecond = await peakOf(server, redeem)
  const perSecond = values.rate === '' ? peakPerSecond * shareOfPeak : Number(values.rate)
  say(`  ${perSecond.toFixed(0)} redemptions a second`)
  const samples = { alone: new Samples(), beside: new Samples() }
  const sum = async (): Promise<number> =>
    Object.values(await receiver.counts()).reduce((total, count) => total + count, 0)
  let told = 0
  for (const side of ['alone', 'beside', 'beside', 'alone'] as const) {
    const unhook = side === 'beside' ? await hookAll(server, urls, ['reward.updated']) : async (): Promise<void> => {}
    const before = await sum()
    await pace(server, { tills, perSecond, seconds: seconds / 2, make: redeem.make }, samples[side])
    if (side === 'beside') told += (await sum()) - before
    await unhook()
    await quiet(sum)
  }
  const [alone, beside] = [samples.alone.figure(), samples.beside.figure()]
  return { peakPerSecond, alone, beside, toldPerSecond: told / seconds }
}

const quietMs = 1_500

/** Until nothing has arrived for a while. */
async function quiet(sum: () => Promise<number>): Promise<void> {
  for (let before = -1, now = await sum(); now !== before; [before, now] = [now, await sum()]) await sleep(quietMs)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stopAll().finally(() => process.exit(130)))
try {
  const result = await measure()
  const page = webhookPage(result)
  mkdirSync(values.results, { recursive: true })
  const name = join(values.results, `${result.date}-webhooks`)
  writeFileSync(`${name}.json`, `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(`${name}.md`, page)
  console.log(`\n${page}`)
  process.exitCode = result.alone.errors + result.beside.errors === 0 ? 0 : 1
} finally {
  await stopAll()
}
