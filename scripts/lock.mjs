// One process at a time. The lock is a file that names its process; when that process is gone the lock counts for
// nothing, so that Ctrl-C or kill -9 in the middle of an install blocks nobody.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 100

/** Runs `work` while holding the lock; says `waiting` once when another process holds it. */
export async function withLock(lock, waiting, work, say = console.log) {
  mkdirSync(dirname(lock), { recursive: true })
  let hasSaid = false
  while (!take(lock)) {
    if (!hasSaid) say(waiting)
    hasSaid = true
    await sleep(pollMs)
  }
  const release = () => rmSync(lock, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

function take(lock) {
  if (create(lock)) return true
  const found = read(lock)
  if (found === undefined || isHeld(found)) return false
  // Renaming takes the stale lock away from exactly one process. Another may take the first one's new lock by that,
  // sees what it has, and puts it back.
  const aside = `${lock}.stale.${process.pid}`
  try {
    renameSync(lock, aside)
    if (read(aside) !== found) linkSync(aside, lock)
  } catch {
    return false
  } finally {
    rmSync(aside, { force: true })
  }
  return create(lock)
}

/** Written aside and linked into place, so that the lock never exists without its content. */
function create(lock) {
  const draft = `${lock}.${process.pid}`
  try {
    writeFileSync(draft, `${process.pid} ${startMarkOf(process.pid)}`)
    linkSync(draft, lock)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  } finally {
    rmSync(draft, { force: true })
  }
}

function isHeld(content) {
  const [pid, startMark] = content.split(' ')
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    if (error.code !== 'EPERM') return false
  }
  return startMarkOf(Number(pid)) === startMark
}

/** Tells a process from a later one with the same number, where the system says when it started. */
function startMarkOf(pid) {
  const stat = read(`/proc/${pid}/stat`) ?? ''
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
