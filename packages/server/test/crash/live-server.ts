// The real server as a process of its own, with the database that it brings, in a folder of its own: to be killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'

import type { Connection } from '../../src/db/open.ts'
import { root } from '../source.ts'

const source = `${root}packages/server/src`
/** Below the ports that systems hand out on their own, so that nobody takes ours while we are down. */
const portMin = 20_000
const portSpan = 10_000
const startMsMax = 30_000
const goneMsMax = 5_000

/** Bundled as for npm start: what is killed is what runs in a shop. `others`: programs that run beside it. */
export async function buildServer(folder: string, others: readonly string[] = []): Promise<void> {
  await build({
    entryPoints: [`${source}/main.ts`, `${source}/delivery/deliver.ts`, `${source}/cli/cli.ts`, ...others],
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
    plugins: [
      {
        name: 'own-packages',
        setup: (context) =>
          context.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@tillside/') ? undefined : { path, external: true },
          ),
      },
    ],
  })
  cpSync(`${source}/db/migrations`, join(folder, 'migrations'), { recursive: true })
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer()
  const heard = Promise.race([once(probe, 'listening').then(() => true), once(probe, 'error').then(() => false)])
  probe.listen(port, '127.0.0.1')
  const free = await heard
  probe.close()
  return free
}

async function freePort(random: () => number): Promise<number> {
  for (;;) {
    const port = portMin + Math.floor(random() * portSpan)
    if (await isFree(port)) return port
  }
}

export class LiveServer {
  readonly token = randomBytes(32).toString('base64url')
  readonly url: string
  readonly #program: string
  readonly #folder: string
  readonly #port: number
  #child: ChildProcess | undefined
  #said = ''

  readonly #settings: Readonly<Record<string, string>>

  private constructor(program: string, port: number, settings: Readonly<Record<string, string>>) {
    this.#program = program
    this.#settings = settings
    this.#port = port
    this.url = `http://127.0.0.1:${port}`
    this.#folder = mkdtempSync(join(tmpdir(), 'tillside-crash-'))
    // As root PostgreSQL runs as another user, who must be able to enter.
    chmodSync(this.#folder, 0o755)
  }

  /** With settings of its own beside those that keep it apart from others. */
  static async open(
    program: string,
    random: () => number,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<LiveServer> {
    const server = new LiveServer(program, await freePort(random), settings)
    await server.start()
    return server
  }

  get environment(): NodeJS.ProcessEnv {
    const own = {
      PORT: String(this.#port),
      HOST: '127.0.0.1',
      TILLSIDE_DATA: join(this.#folder, 'data'),
      TILLSIDE_SAMPLE: '0',
      TILLSIDE_TOKEN: this.token,
    }
    // The database that it brings, whatever the other tests run on.
    return { ...process.env, ...this.#settings, ...own, DATABASE_URL: '' }
  }

  /** What it has said on its error output, for the one who looks at a failure. */
  get said(): string {
    return this.#said
  }

  get isAlive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [join(this.#program, 'main.js')], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    child.stderr.on('data', (chunk: Buffer) => (this.#said += chunk.toString()))
    const ready = new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('Tillside is ready') && resolve())
      child.once('exit', (status, signal) =>
        reject(new Error(`the server ended (${status ?? signal}) while it started: ${this.#said}`)),
      )
    })
    await Promise.race([
      ready,
      sleep(startMsMax, undefined, { ref: false }).then(() =>
        Promise.reject(new Error(`the server did not start: ${this.#said}`)),
      ),
    ])
  }

  async killServer(): Promise<void> {
    const child = this.#child
    if (!child || !this.isAlive) throw new Error(`the server was gone before it was killed: ${this.#said}`)
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  killDatabase(): void {
    process.kill(this.#postmaster().pid, 'SIGKILL')
  }

  /** What `tillside doctor` says while the server runs, and whether it found nothing. */
  async examine(): Promise<{ isHealthy: boolean; said: string }> {
    const child = spawn(process.execPath, [join(this.#program, 'cli.js'), 'doctor'], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await once(child, 'close')
    return { isHealthy: child.exitCode === 0, said }
  }

  connection(): Connection {
    const { socketFolder: host, port } = this.#postmaster()
    return { host, port, username: 'postgres', database: 'tillside' }
  }

  /** As with Ctrl-C, and harder when that does not help; the folder goes too. */
  async remove(): Promise<void> {
    const child = this.#child
    if (child && this.isAlive) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await Promise.race([ended, sleep(goneMsMax, undefined, { ref: false })])
      if (this.isAlive) child.kill('SIGKILL')
    }
    const home = this.#home()
    // A server that was killed left its database running, as it should; this one is of no more use.
    if (existsSync(join(home, 'postgres', 'postmaster.pid'))) {
      try {
        process.kill(this.#postmaster().pid, 'SIGQUIT')
      } catch {
        // The file of one that is gone.
      }
      await sleep(500)
    }
    if (home !== join(this.#folder, 'data')) rmSync(home, { recursive: true, force: true })
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Where the database really is: elsewhere when its user could not reach the data folder. */
  #home(): string {
    const data = join(this.#folder, 'data')
    const pointer = join(data, 'postgres-is-elsewhere.txt')
    return existsSync(pointer) ? (readFileSync(pointer, 'utf8').split('\n')[0] ?? data) : data
  }

  #postmaster(): { pid: number; socketFolder: string; port: number } {
    const lines = readFileSync(join(this.#home(), 'postgres', 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), socketFolder: lines[4] ?? '' }
  }
}
