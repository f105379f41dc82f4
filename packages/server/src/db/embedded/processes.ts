import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Alive, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Tells a process from a later one that got the same number; empty where the system does not say. */
export function startMarkOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is a name in brackets and may hold anything; the start time is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

/**
 * Whether this very process serves this very cluster. A number alone proves nothing: after a restart of the machine it
 * may be anybody's, and a killed process that nobody has waited for keeps its number.
 */
export function isPostgresOf(pid: number, cluster: string): boolean {
  if (process.platform === 'linux') return workingFolderOf(pid) === cluster
  if (!isAlive(pid)) return false
  const shown = spawnSync('ps', ['-o', 'stat=,command=', '-p', String(pid)], { encoding: 'utf8' })
  return !shown.stdout.trim().startsWith('Z') && shown.stdout.includes('postgres')
}

/** Every process that works in the cluster, found without the pid file: backends outlive a killed postmaster. */
export function listPostgresOf(cluster: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && workingFolderOf(pid) === cluster)
    .filter((pid) => /\/postgres( \(deleted\))?$/.test(programOf(pid)))
}

export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone already, which is what a signal is for here.
  }
}

function workingFolderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}

/** Somebody's shell may stand in the folder as well, or a pg_dump; those are not ours to end. */
function programOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch {
    return ''
  }
}
