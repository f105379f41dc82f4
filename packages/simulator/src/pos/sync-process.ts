// tillside-sync as an operator starts it: a process of its own, which can be killed and started again.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

const readyMsMax = 60_000
const goneMsMax = 10_000

interface SyncPlace {
  /** The built program. */
  readonly program: string
  readonly args: readonly string[]
  readonly environment: NodeJS.ProcessEnv
}

/** Runs a command to its end, and answers what it said. */
export async function runSync({ program, args, environment }: SyncPlace): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [program, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await once(child, 'close')
  return { code: child.exitCode ?? 1, said }
}

export class SyncProcess {
  readonly #place: SyncPlace
  #child: ChildProcess | undefined
  #said: string[] = []

  constructor(place: SyncPlace) {
    this.#place = place
  }

  /** What it has said, for who looks at a failure. */
  get said(): readonly string[] {
    return this.#said
  }

  get isAlive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Starts it, and waits until it says a line that begins like this. */
  async start(until: string): Promise<string> {
    const { program, args, environment } = this.#place
    const child = spawn(process.execPath, [program, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    const said: string[] = []
    this.#said = said
    const ready = new Promise<string>((resolve, reject) => {
      for (const output of [child.stdout, child.stderr]) {
        createInterface({ input: output as Readable }).on('line', (line) => {
          said.push(line)
          if (line.startsWith(until)) resolve(line)
        })
      }
      child.once('exit', (status, signal) =>
        reject(new Error(`tillside-sync ended (${status ?? signal}): ${said.join('\n')}`)),
      )
      void sleep(readyMsMax, undefined, { ref: false }).then(() =>
        reject(new Error(`tillside-sync: ${said.join('\n')}`)),
      )
    })
    // It may be killed before it is ready, by whoever does not wait for it.
    ready.catch(() => {})
    return ready
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (!child || !this.isAlive) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await Promise.race([ended, sleep(goneMsMax, undefined, { ref: false })])
    if (this.isAlive) child.kill('SIGKILL')
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM')
  }
}
