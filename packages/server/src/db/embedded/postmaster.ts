// One cluster's running PostgreSQL: find it, start it, wait for its answer, stop it.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { identityOf } from './account.ts'
import type { Binaries } from './binaries.ts'
import { giveToOwnerOf } from './data-folder.ts'
import { EmbeddedError } from './error.ts'
import type { Place } from './place.ts'
import { isPostgresOf, listPostgresOf, sendSignal } from './processes.ts'
import { answers } from './session.ts'
import { type Settings, settingsFor, socketPort } from './settings.ts'

export type Postmaster = Readonly<{ pid: number; socketFolder: string; port: number }>

const pollMs = 10
/** Recovery after a crash replays at most a couple of gigabytes; longer than this and somebody should look. */
const readyMsMax = 120_000
const orphanMsMax = 5_000
const killMsMax = 2_000
const logBytesMax = 10 * 1024 ** 2

/** The one that runs on this cluster, as its pid file tells; the file of a dead one counts for nothing. */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0 || !isPostgresOf(pid, cluster)) return undefined
  // It was started with the socket folder of that day, which a moved temporary folder may have changed.
  return { pid, socketFolder: lines[4] ?? '', port: Number(lines[3] ?? socketPort) }
}

/** Waits for an answer. `undefined` when it ended instead: it may have been on its way out when we came. */
export async function whenReady(postmaster: Postmaster, cluster: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + readyMsMax
  while (Date.now() < deadline) {
    if (await answers(postmaster)) return postmaster
    if (!isPostgresOf(postmaster.pid, cluster)) return undefined
    await sleep(pollMs)
  }
  throw new EmbeddedError(
    `PostgreSQL (process ${postmaster.pid}) on ${cluster} has not answered for ${readyMsMax / 1000} s.`,
  )
}

/** Starts it as a process of its own session, so that neither Ctrl-C nor our own death takes it along. */
export async function launch(place: Place, binaries: Binaries, changed: Settings): Promise<Postmaster> {
  await clearRemains(place)
  const settings = Object.entries(settingsFor(place, changed)).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = openLog(place)
  const logStart = statSync(place.logFile).size
  const child = spawn(join(binaries.native, 'bin', 'postgres'), ['-D', place.cluster, ...settings], {
    ...identityOf(place.account),
    cwd: '/',
    detached: true,
    // Little else is let through: variables like PGDATA or LD_PRELOAD are meant for somebody else.
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  const ended = new Promise<undefined>((resolve) => {
    child.once('error', () => resolve(undefined))
    child.once('exit', () => resolve(undefined))
  })
  const postmaster = { pid: child.pid ?? -1, socketFolder: place.socketFolder, port: socketPort }
  const ready = await Promise.race([firstAnswer(postmaster), ended])
  if (ready !== undefined) return ready
  throw new EmbeddedError(`PostgreSQL did not start on ${place.cluster}: ${lastWords(place.logFile, logStart)}`)
}

/** Fast first: sessions end, the state is written down. When that takes too long, at once: the log recovers it. */
export async function shutDown(postmaster: Postmaster, cluster: string, boundMs: number): Promise<void> {
  sendSignal(postmaster.pid, 'SIGINT')
  if (await isGone(postmaster.pid, cluster, boundMs)) return
  sendSignal(postmaster.pid, 'SIGQUIT')
  if (await isGone(postmaster.pid, cluster, killMsMax)) return
  sendSignal(postmaster.pid, 'SIGKILL')
  await isGone(postmaster.pid, cluster, killMsMax)
}

async function firstAnswer(postmaster: Postmaster): Promise<Postmaster> {
  const deadline = Date.now() + readyMsMax
  while (Date.now() < deadline) {
    if (await answers(postmaster)) return postmaster
    await sleep(pollMs)
  }
  throw new EmbeddedError(`PostgreSQL was started, and has not answered for ${readyMsMax / 1000} s.`)
}

/**
 * A killed postmaster leaves backends that are in the middle of a statement. They hold the shared memory, and PostgreSQL
 * refuses to start beside them; nobody is left to give them orders, so they end first. It also leaves lock files that
 * name it, and PostgreSQL believes them when the number is taken again, or when nobody has waited for the dead.
 */
async function clearRemains(place: Place): Promise<void> {
  // Elsewhere than on Linux we cannot see who works in the folder, and leave the judgement to PostgreSQL.
  if (process.platform !== 'linux') return
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    for (const pid of listPostgresOf(place.cluster)) sendSignal(pid, signal)
    const deadline = Date.now() + orphanMsMax
    while (listPostgresOf(place.cluster).length > 0 && Date.now() < deadline) await sleep(pollMs)
  }
  const socket = join(place.socketFolder, `.s.PGSQL.${socketPort}`)
  for (const file of [join(place.cluster, 'postmaster.pid'), `${socket}.lock`, socket]) rmSync(file, { force: true })
}

async function isGone(pid: number, cluster: string, boundMs: number): Promise<boolean> {
  const deadline = Date.now() + boundMs
  while (Date.now() < deadline) {
    if (!isPostgresOf(pid, cluster)) return true
    await sleep(pollMs)
  }
  return !isPostgresOf(pid, cluster)
}

function openLog({ logFile, dataFolder }: Place): number {
  const found = statSync(logFile, { throwIfNoEntry: false })
  // One old log is kept: enough to look back, and bounded.
  if (found !== undefined && found.size > logBytesMax) renameSync(logFile, `${logFile}.1`)
  const log = openSync(logFile, 'a', 0o600)
  giveToOwnerOf(dataFolder, logFile)
  return log
}

function lastWords(logFile: string, from: number): string {
  const lines = readFileSync(logFile).subarray(from).toString().trim().split('\n')
  const fatal = lines.filter((line) => /FATAL|PANIC|HINT/.test(line))
  return `${(fatal.length > 0 ? fatal : lines).slice(-2).join(' ')} (${logFile} has the rest)`
}
