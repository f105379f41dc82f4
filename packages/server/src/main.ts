// The server's process: read the settings, open the database, bring it up to date, listen, say so, and stop cleanly.
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

import { instant } from '@tillside/rules/time'

import { prepareAdminToken } from './admin-token.ts'
import { createApp } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { startEmbedded } from './db/embedded.ts'
import { migrate } from './db/migrate.ts'
import { type Connection, type Database, openDatabase } from './db/open.ts'
import { startJobs } from './jobs/jobs.ts'
import { ensureFirstPointDefinition } from './points/definitions.ts'
import { findRedeemExample, loadSample, type Theatre } from './sample/load.ts'
import { newStage } from './sample/stage.ts'
import { establishTenant } from './settings/service.ts'
import { sentenceFor } from './start-failure.ts'
import { type RedeemExample, urlOf, welcomeText } from './welcome.ts'

// Together under five seconds, after which a process manager, or a person, loses patience.
const drainMsMax = 2_000
const jobsMsMax = 500
const closeMsMax = 500
const databaseMsMax = 1_500
/** npm passes on a Ctrl-C that the terminal has sent us already: only a later one is another. */
const repeatMsMin = 1_000

const clock = (): ReturnType<typeof instant> => instant(Date.now())

/** What has been started so far, to be stopped in the opposite order. */
const stops: (() => Promise<unknown>)[] = []
let isStopping = false
let stoppingSince = 0

async function openConnection(config: Config): Promise<{ connection: Connection; notes: readonly string[] }> {
  if (config.databaseUrl !== undefined) return { connection: { url: config.databaseUrl }, notes: [] }
  const embedded = await startEmbedded({
    dataFolder: config.dataFolder,
    log: (line) => console.error(line),
    onLost: (error) => void stopAll(1, `The database is gone: ${error.message}`),
  })
  stops.push(() => embedded.stop(databaseMsMax))
  return embedded
}

async function serve(config: Config): Promise<void> {
  const { connection, notes } = await openConnection(config)
  const isFirstStart = (await migrate(connection)).some((name) => name.startsWith('0001_'))
  const database = openDatabase(connection)
  stops.push(() => within(closeMsMax, database.close()))

  const { currency, timeZone, region } = config
  const tenant = await database.write.begin(async (tx) => {
    const established = await establishTenant(tx, { currency, timeZone, region }, clock())
    await ensureFirstPointDefinition(tx, established.currency, clock())
    return established
  })
  const token = await prepareAdminToken(database, config, { isFirstStart, now: clock() })
  const stage = newStage({ database, now: clock })
  const { logLevel, dialect } = config
  const app = await createApp({ database: stage.database, tenant, now: stage.now, logLevel, dialect })
  stops.push(() => drain(app))
  const example =
    config.sample && token !== undefined
      ? await prepareSample(database, { app, stage, token, currency: tenant.currency })
      : undefined
  await app.listen({ port: config.port, host: config.host })
  if (isStopping) return
  stops.push(runJobs(database, app))
  const url = urlOf(config.host, app.server.address() as AddressInfo)
  console.log(welcomeText({ url, notes, token, example }))
}

/** Starts what the server does by itself; the answer stops it. A driver's message can quote a row: only its kind is logged. */
function runJobs(database: Database, app: FastifyInstance): () => Promise<unknown> {
  const onFailure = (error: unknown): void =>
    app.log.error({ kind: error instanceof Error ? error.name : 'unknown', code: codeOf(error) }, 'a job failed')
  const stop = startJobs({ database, now: clock, onFailure })
  return () => within(jobsMsMax, stop())
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown')

/** The sample programme, the first time; and every time a member of it to try a redemption with. */
async function prepareSample(database: Database, theatre: Theatre): Promise<RedeemExample | undefined> {
  await loadSample(database, theatre)
  return findRedeemExample(database, theatre.currency, clock())
}

/** Requests in flight are finished; connections that are still open when time is up are cut. */
async function drain(app: FastifyInstance): Promise<void> {
  await within(drainMsMax, app.close())
  app.server.closeAllConnections()
}

async function within(boundMs: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, sleep(boundMs, undefined, { ref: false })])
}

async function stopAll(status: number, sentence?: string): Promise<void> {
  if (isStopping) {
    // A second Ctrl-C means now. The database is safe on its own: the next start adopts it.
    if (Date.now() - stoppingSince > repeatMsMin) process.exit(1)
    return
  }
  isStopping = true
  stoppingSince = Date.now()
  if (sentence !== undefined) console.error(sentence)
  for (const stop of stops.reverse()) {
    await stop().catch((error: unknown) => console.error(error))
  }
  process.exit(status)
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stopAll(0))
  let address = { host: '', port: 0 }
  try {
    const config = readConfig(process.env)
    address = config
    await serve(config)
  } catch (error) {
    // Stopped while it started: what fails now fails because of that.
    if (isStopping) return
    const sentence = sentenceFor(error, address)
    if (sentence === undefined) console.error(error)
    await stopAll(1, sentence)
  }
}

await main()
