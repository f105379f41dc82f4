// Starts the server: settings, database, migrations, the sample, then the port. Nothing is printed before all of it
// is ready, so whoever reads the last line can call the server at once.
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'

import { scopes } from '@tillside/contract/scopes'
import { instant } from '@tillside/rules/time'

import { prepareAdminToken } from './admin-token.ts'
import { createApp } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { startEmbedded } from './db/embedded.ts'
import { makeDataFolder } from './db/embedded/data-folder.ts'
import { codeOf } from './db/embedded/error.ts'
import { reachExternal } from './db/external.ts'
import { migrate } from './db/migrate.ts'
import { type Connection, type Database, openDatabase } from './db/open.ts'
import { Guard } from './delivery/guard.ts'
import { resolveBySystem } from './delivery/names.ts'
import { Occupancy } from './delivery/occupancy.ts'
import { logReporter, together } from './delivery/log.ts'
import { startDelivering, type ThreadTask } from './delivery/thread.ts'
import type { Tenant } from './http/context.ts'
import { startJobs } from './jobs/jobs.ts'
import { listening, tryPort } from './listen.ts'
import { Metrics } from './metrics/metrics.ts'
import { ensureFirstPointDefinition } from './points/definitions.ts'
import { welcomeDevices } from './sample/devices.ts'
import { findRedeemExample, loadSample, type Theatre } from './sample/load.ts'
import { newStage } from './sample/stage.ts'
import { leaveSign } from './serving.ts'
import { establishTenant, readWebhookSecret } from './settings/service.ts'
import { sentenceFor } from './start-failure.ts'
import { Stops } from './stops.ts'
import { fixedNotes, tenantOf, webhookSecretNotes } from './tenant.ts'
import { type RedeemExample, urlOf, welcomeText } from './welcome.ts'

/** What PostgreSQL needs of its time to be ended at once, when it has not come to an end by itself. */
const quitMsMax = 400
/** npm passes on a Ctrl-C that the terminal has sent us already: only a later one is another. */
const repeatMsMin = 1_000

/** Given by the walk to a server of its own, that it started over a channel: when the walk is killed, it goes too. */
const endWithParent = '--end-with-parent'

const clock = (): ReturnType<typeof instant> => instant(Date.now())

const stops = new Stops()
let isStopping = false
let stoppingSince = 0

interface Opened {
  readonly connection: Connection
  readonly notes: readonly string[]
}

async function openConnection(config: Config): Promise<Opened> {
  if (config.databaseUrl !== undefined) return { connection: await reachExternal(config.databaseUrl), notes: [] }
  const starting = startEmbedded({
    dataFolder: config.dataFolder,
    log: (line) => console.error(line),
    onLost: (error) => void stopAll(1, `The database is gone: ${error.message}`),
  })
  // Before it has started: a Ctrl-C in the middle takes it down as well.
  stops.push('database', async (boundMs) => {
    const begun = Date.now()
    const embedded = await starting.catch(() => undefined)
    await embedded?.stop(Math.max(0, boundMs - (Date.now() - begun) - quitMsMax))
  })
  return starting
}

async function openTenant(database: Database, config: Config): Promise<Tenant> {
  return database.write.begin(async (tx) => {
    const established = await establishTenant(tx, { ...tenantOf(config), webhookSecret: config.webhookSecret }, clock())
    await ensureFirstPointDefinition(tx, established.currency, clock())
    return established
  })
}

async function serve(config: Config): Promise<void> {
  await tryPort(config)
  if (config.sample) makeDataFolder(config.dataFolder)
  const { connection, notes } = await openConnection(config)
  await migrate(connection)
  const database = openDatabase(connection)
  stops.push('connections', () => database.close())

  const tenant = await openTenant(database, config)
  const stage = newStage({ database, now: clock })
  const { logLevel, dialect, origins } = config
  const addresses = new Guard({ allowPrivate: config.webhookAllowPrivate, resolve: resolveBySystem })
  const metrics = new Metrics()
  const occupancy = new Occupancy()
  metrics.watchProcess()
  const app = await createApp({
    database: stage.database,
    tenant,
    now: stage.now,
    logLevel,
    dialect,
    origins,
    addresses,
    metrics,
    occupancy,
    ...(config.webFolder === undefined ? {} : { web: { folder: config.webFolder } }),
  })
  stops.push('requests', (boundMs) => drain(app, boundMs))
  const theatre = { app, stage, scopes, currency: tenant.currency }
  const example = config.sample ? await prepareSample(database, theatre) : undefined
  await listening(config, () => app.listen({ port: config.port, host: config.host }))
  if (isStopping) return
  stops.push('jobs', runJobs(database, app))
  const telling = { connection, tenant, allowPrivate: config.webhookAllowPrivate, occupancy: occupancy.memory }
  stops.push('jobs', tellWebhooks(telling, metrics, app))
  const url = urlOf(config.host, (app.server.address() as AddressInfo).port)
  // Only now, so that a token is never made by a start that fails and cannot show it.
  const admin = await prepareAdminToken(database, config, clock())
  if (config.sample) {
    const takeAway = leaveSign(config.dataFolder, url)
    stops.push('jobs', async () => takeAway())
  }
  const { secret } = await readWebhookSecret(database.read)
  const late = [...fixedNotes(config, tenant), ...webhookSecretNotes(config, secret)]
  const allNotes = [...notes, ...late, ...admin.notes]
  const hasPages = dialect === 'tillside'
  const devices = config.sample && hasPages ? await welcomeDevices(database, clock()) : undefined
  console.log(welcomeText({ url, notes: allNotes, token: admin.token, example, devices, hasPages }))
}

/** A driver's message can quote a row: only its kind is logged. */
const failureLog =
  (app: FastifyInstance) =>
  (error: unknown): void =>
    app.log.error(
      { kind: error instanceof Error ? error.name : 'unknown', code: codeOf(error) || 'unknown' },
      'a job failed',
    )

/** Starts what the server does by itself; the answer stops it. */
const runJobs = (database: Database, app: FastifyInstance): (() => Promise<unknown>) =>
  startJobs({ database, now: clock, onFailure: failureLog(app) })

/** Starts to tell webhooks what is committed; the answer stops it. */
function tellWebhooks(task: ThreadTask, metrics: Metrics, app: FastifyInstance): () => Promise<unknown> {
  const program = new URL('./deliver.js', import.meta.url)
  const reporter = together(metrics, logReporter(app.log))
  return startDelivering({ ...task, program, reporter, onFailure: failureLog(app) })
}

/** The sample programme, the first time; and every time a member of it to try a redemption with. */
async function prepareSample(database: Database, theatre: Theatre): Promise<RedeemExample | undefined> {
  await loadSample(database, theatre)
  return findRedeemExample(database, theatre.currency, clock())
}

/** Requests in flight are finished; connections that are still open when time is up are cut. */
async function drain(app: FastifyInstance, boundMs: number): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), boundMs)
  await app.close()
  clearTimeout(cut)
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
  await stops.run()
  process.exit(status)
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopAll(0))
  if (process.argv.includes(endWithParent)) process.once('disconnect', () => void stopAll(0))
  try {
    await serve(readConfig(process.env))
  } catch (error) {
    // Stopped while it started: what fails now fails because of that.
    if (isStopping) return
    const sentence = sentenceFor(error)
    if (sentence === undefined) console.error(error)
    await stopAll(1, sentence)
  }
}

await main()
