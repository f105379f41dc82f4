// One start at a time in a folder. The lock is a file that names its process; a lock whose process is gone counts for
// nothing, so kill -9 leaves no folder locked.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedError, codeOf, messageOf } from './error.ts'
import { isAlive, startMarkOf } from './processes.ts'

const takeAttemptsMax = 20

/** Gives the function that lets go again, or refuses when another start is at work in the folder. */
export function takeStartLock(folder: string, dataFolder: string): () => void {
  const lock = join(folder, 'starting.lock')
  const mine = `${process.pid} ${startMarkOf(process.pid)}`
  for (let attempt = 0; attempt < takeAttemptsMax; attempt += 1) {
    if (tryCreate(lock, mine)) return () => rmSync(lock, { force: true })
    const found = read(lock)
    if (found !== undefined && isHeld(found)) {
      const [pid] = found.split(' ')
      throw new EmbeddedError(
        `The data folder ${dataFolder} is in use: another Tillside (process ${pid}) is starting on it. Stop that one, or set TILLSIDE_DATA to another folder.`,
      )
    }
    if (found !== undefined) putAside(lock, found)
  }
  throw new EmbeddedError(`${lock} keeps changing hands, so this start on ${dataFolder} gives up: start again.`)
}

/** Written aside and linked into place, so that the lock never exists without its content. */
function tryCreate(lock: string, content: string): boolean {
  const draft = `${lock}.${process.pid}`
  try {
    writeFileSync(draft, content)
    linkSync(draft, lock)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw new EmbeddedError(`The data folder cannot be written: ${messageOf(error)}`)
  } finally {
    rmSync(draft, { force: true })
  }
}

function read(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8')
  } catch {
    return undefined
  }
}

function isHeld(content: string): boolean {
  const [pid = '', startMark = ''] = content.split(' ')
  return isAlive(Number(pid)) && startMarkOf(Number(pid)) === startMark
}

/**
 * Two starts may find the same stale lock. Renaming takes it away from exactly one of them; the other may then have
 * taken the first one's fresh lock instead, sees that, and puts it back.
 */
function putAside(lock: string, stale: string): void {
  const aside = `${lock}.stale.${process.pid}`
  try {
    renameSync(lock, aside)
    if (readFileSync(aside, 'utf8') !== stale) linkSync(aside, lock)
  } catch {
    // Gone, or made anew by somebody else: the next attempt looks again.
  } finally {
    rmSync(aside, { force: true })
  }
}
