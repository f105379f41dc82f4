// The till in a terminal as a process of its own: what a cashier types goes in, what it shows comes out, and it can be
// killed at any moment.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'

import { root } from '../../../server/test/source.ts'

/** Everything that the till does ends within its five seconds for an operation, some of them one after the other. */
const answerMsMax = 60_000

/** Bundled once, so that a start costs what it costs in a shop. */
export async function buildTill(file: string): Promise<void> {
  await build({
    entryPoints: [`${root}examples/node-pos/till.ts`],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  })
}

export interface TillPlace {
  /** The bundled till. */
  readonly program: string
  readonly journal: string
  readonly url: string
  readonly token: string
}

export class TillProcess {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #ended: Promise<unknown>
  readonly #onLine: (line: string) => void
  #complaints = ''
  #hears: ((line: string) => void) | null = null
  #isKilled = false

  constructor({ program, journal, url, token }: TillPlace, onLine: (line: string) => void) {
    this.#onLine = onLine
    const environment = { ...process.env, TILLSIDE_URL: url, TILLSIDE_TOKEN: token, TILL_JOURNAL: journal }
    this.#child = spawn(process.execPath, [program], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#complaints += chunk.toString()))
    // It may be dead before it reads what is typed.
    this.#child.stdin.on('error', () => {})
    this.#ended = once(this.#child, 'close')
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.#onLine(line)
      this.#hears?.(line)
    })
  }

  /** Null when it was killed before. */
  ready(): Promise<string[] | null> {
    return this.#until((line) => line === '✓ ready', 'start')
  }

  /** What it shows for that; null when it was killed meanwhile. Help, which is always the same, marks the end. */
  async type(command: string): Promise<string[] | null> {
    const shown = this.#until((line) => line.startsWith('  card, customer,'), command)
    this.#child.stdin.write(`${command}\nhelp\n`)
    return shown
  }

  async kill(): Promise<void> {
    this.#isKilled = true
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  /** Ends as a cashier would end it. */
  async quit(): Promise<void> {
    this.#child.stdin.end('quit\n')
    await this.#ended
    if (this.#child.exitCode !== 0) throw new Error(`a till did not end well: ${this.#complaints}`)
  }

  async #until(isLast: (line: string) => boolean, asked: string): Promise<string[] | null> {
    const lines: string[] = []
    const stopped = new AbortController()
    const heard = new Promise<true>((resolve) => {
      this.#hears = (line) => (isLast(line) ? resolve(true) : lines.push(line))
    })
    const tooLong = sleep(answerMsMax, 'too long' as const, { signal: stopped.signal }).catch(() => 'stopped' as const)
    const how = await Promise.race([heard, this.#ended.then(() => 'ended' as const), tooLong])
    stopped.abort()
    this.#hears = null
    if (how === true) return lines
    if (this.#isKilled) return null
    throw new Error(`a till was asked to "${asked}": ${how}. It showed ${lines.join(' / ')}; ${this.#complaints}`)
  }
}
