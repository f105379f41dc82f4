// The files of the database: made once, under another name, and renamed when they are whole.
import { spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { identityOf } from './account.ts'
import type { Binaries } from './binaries.ts'
import { EmbeddedError } from './error.ts'
import type { Place } from './place.ts'

/** Makes the cluster when there is none, and refuses one that these programs cannot run. */
export async function prepareCluster(place: Place, binaries: Binaries, durable: boolean): Promise<void> {
  const marker = join(place.cluster, 'PG_VERSION')
  if (existsSync(marker)) {
    const version = readFileSync(marker, 'utf8').trim()
    if (version === binaries.majorVersion) return
    throw new EmbeddedError(
      `The database in ${place.cluster} was made by PostgreSQL ${version}, and this Tillside brings ${binaries.majorVersion}: export it with the Tillside that made it.`,
    )
  }
  if (existsSync(place.cluster) && readdirSync(place.cluster).length > 0) {
    throw new EmbeddedError(`${place.cluster} is no database and not empty: move it away, and start again.`)
  }
  await makeCluster(place, binaries, durable)
}

async function makeCluster(place: Place, binaries: Binaries, durable: boolean): Promise<void> {
  removeUnfinished(place)
  const unfinished = `${place.cluster}.new-${process.pid}`
  mkdirSync(unfinished, { mode: 0o700 })
  chmodSync(unfinished, 0o700)
  if (place.account !== undefined) chownSync(unfinished, place.account.uid, place.account.gid)

  // One sync at the end, of everything, is much faster than initdb's own bookkeeping on the way, and as safe: until
  // the rename the files count for nothing. Builtin C.UTF-8 sorts and folds the same on every machine.
  await initdb(place, binaries, [
    ...['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--locale-provider=builtin'],
    ...['--builtin-locale=C.UTF-8', '--no-sync', '--no-instructions', '-D', unfinished],
  ])
  if (durable) await initdb(place, binaries, ['--sync-only', '-D', unfinished])
  renameSync(unfinished, place.cluster)
  if (durable) syncFolder(place.home)
}

/** What starts that were killed half way have left. The start lock is ours, so nobody is still at it. */
function removeUnfinished(place: Place): void {
  const prefix = `${basename(place.cluster)}.new-`
  for (const name of readdirSync(dirname(place.cluster))) {
    if (name.startsWith(prefix)) rmSync(join(dirname(place.cluster), name), { recursive: true, force: true })
  }
}

async function initdb(place: Place, binaries: Binaries, args: string[]): Promise<void> {
  const child = spawn(join(binaries.native, 'bin', 'initdb'), args, {
    ...identityOf(place.account),
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const hear = (chunk: Buffer): void => {
    said += chunk.toString()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (status === 0) return
  throw new EmbeddedError(`A new database could not be made in ${place.home}: ${whyNot(said)}`)
}

/** The lines that say what is wrong; what initdb then does about it follows them. */
function whyNot(said: string): string {
  const lines = said.trim().split('\n')
  const telling = lines.filter((line) => /error:|FATAL|PANIC|could not/.test(line))
  const reason = (telling.length > 0 ? telling.slice(0, 2) : lines.slice(-4)).join(' ')
  if (!reason.includes('could not look up effective user ID')) return reason
  return `PostgreSQL runs only as a user that has a name, and user ${process.getuid?.()} has none. Run Tillside as one that is in /etc/passwd, or as root, or set DATABASE_URL to a PostgreSQL of your own.`
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
