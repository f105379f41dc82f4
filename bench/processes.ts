// The servers that are measured, each a process of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

import type { Connection } from '../packages/server/src/db/open.ts'
import type { Server } from './measure.ts'
import { root } from './root.ts'

export interface Running extends Server {
  /** Megabytes resident now, and at most so far; null where the system does not say. */
  memory(): { readonly now: number; readonly most: number } | null
  /** Milliseconds that the processor has worked for it so far; null where the system does not say. */
  processorMs(): number | null
  stop(): Promise<void>
}

const startMsMax = 60_000
const stopMsMax = 10_000

function memoryOf(pid: number | undefined): { now: number; most: number } | null {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return null
  const status = readFileSync(file, 'utf8')
  const megabytes = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024
  return { now: megabytes('VmRSS'), most: megabytes('VmHWM') }
}

/** Linux counts in hundredths of a second. */
const tickMs = 10

function processorMsOf(pid: number | undefined): number | null {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return null
  // Behind the name, which may hold anything, the fields are single words: user and system time are the 12th and 13th.
  const [user, system] = readFileSync(file, 'utf8').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? []
  return user === undefined || system === undefined ? null : (user + system) * tickMs
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMsMax)
  await ended
  clearTimeout(timer)
}

/** Resolves with the port that the process says it listens on. */
async function startedPort(child: ChildProcess, ready: RegExp): Promise<number> {
  const { stdout } = child
  if (!stdout) throw new Error('a server without output')
  const lines = createInterface({ input: stdout })
  const found = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a server did not start in time')), startMsMax)
    lines.on('line', (line) => {
      const port = ready.exec(line)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
    child.once('exit', (status) => reject(new Error(`a server ended with ${status} while it started`)))
    child.once('error', reject)
    const settled = (): void => clearTimeout(timer)
    lines.once('close', settled)
    lines.on('line', (line) => ready.test(line) && settled())
  })
  return found
}

async function start(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  ready: RegExp,
  token: string,
): Promise<Running> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const port = await startedPort(child, ready)
    return {
      port,
      token,
      memory: () => memoryOf(child.pid),
      processorMs: () => processorMsOf(child.pid),
      stop: () => stop(child),
    }
  } catch (error) {
    await stop(child)
    throw error
  }
}

/** The server itself, built, with nothing set that npm start would not set. */
export function startOurs(main: string, environment: Readonly<Record<string, string>>): Promise<Running> {
  const token = randomBytes(32).toString('base64url')
  const settings = { PORT: '0', HOST: '127.0.0.1', TILLSIDE_SAMPLE: '0', TILLSIDE_TOKEN: token, ...environment }
  return start([main], settings, /^Tillside is ready at http:\/\/[^:]+:(\d+)/, token)
}

export function startFloor(connection: Connection): Promise<Running> {
  const file = `${root}bench/floor.ts`
  return start(['--import', 'tsx', file], { BENCH_CONNECTION: JSON.stringify(connection) }, /^floor on (\d+)$/, 'none')
}
