// One process at a time. The lock is a file that names its holder; a lock whose holder is gone counts for nothing, so a
// till that was killed locks nobody out.
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

import { JournalError } from '../ports/storage.ts'
import { notWritten } from './journal-format.ts'

const takeAttemptsMax = 20

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/**
 * Tells a process from a later one with the same number: every container's first process is number 1. Empty where the
 * system does not say, and for a process that has ended and whose parent has not looked yet.
 */
function startMarkOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`)
  // The second field is a name in brackets and may hold anything; the state follows, and the start is 19 fields later.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat === '' || fields[0] === 'Z' ? '' : `${read('/proc/sys/kernel/random/boot_id').trim()}/${fields[19]}`
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Alive, and somebody else's.
    return codeOf(error) === 'EPERM'
  }
}

function isHeld(content: string): boolean {
  const [pid = '', startMark = ''] = content.split(' ')
  return isAlive(Number(pid)) && startMarkOf(Number(pid)) === startMark
}

/** Written aside and linked into place, so that the lock never exists without its content. */
function tryCreate(path: string, content: string): boolean {
  const draft = `${path}.${randomUUID()}`
  try {
    writeFileSync(draft, content)
    linkSync(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw notWritten(error)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Takes the lock and gives the function that lets it go, or refuses when a living process has it. */
export function takeLock(path: string): () => void {
  for (let attempt = 0; attempt < takeAttemptsMax; attempt += 1) {
    const mine = `${process.pid} ${startMarkOf(process.pid)} ${randomUUID()}`
    if (tryCreate(path, mine)) return () => rmSync(path, { force: true })
    const found = read(path)
    if (found !== '' && isHeld(found)) {
      const words = `The journal is in use by process ${found.split(' ')[0]}: ${path} is its lock.`
      throw new JournalError('journal_in_use', words)
    }
    if (found !== '' && takeOver(path, found)) return () => rmSync(path, { force: true })
  }
  throw new JournalError('journal_in_use', `${path} keeps changing hands.`)
}

/**
 * Of several who find the same stale lock, the one who holds the right to replace it does so, and only while it is still
 * that lock. The right is a lock of the same kind, and moves into the place of the stale one.
 */
function takeOver(path: string, stale: string): boolean {
  const right = `${path}.next`
  const giveBack = takeLock(right)
  if (read(path) !== stale) {
    giveBack()
    return false
  }
  renameSync(right, path)
  return true
}
