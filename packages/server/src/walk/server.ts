// The server that the walk speaks to: one that runs already, or one of its own that goes when the walk is over.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

import { isAlive } from '../db/embedded/processes.ts'
import { isServing } from '../serving.ts'
import { tokenFileIn } from '../token-file.ts'
import { urlOf } from '../welcome.ts'
import { WalkStopped } from './api.ts'

export interface Target {
  readonly url: string
  readonly token: string
  stop(): Promise<void>
}

type Environment = Readonly<Record<string, string | undefined>>

/** A server on this machine answers at once, or is not there. */
const healthMsMax = 2_000
const readyMsMax = 60_000
const stopMsMax = 8_000

async function isTillside(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(healthMsMax) })
    return ((await response.json()) as { status?: string }).status === 'ok'
  } catch {
    return false
  }
}

/** The token of the data folder is for the server that runs on it, and shown to no other. */
function findToken(environment: Environment, url: string): string | undefined {
  if (environment['TILLSIDE_TOKEN']) return environment['TILLSIDE_TOKEN']
  const folder = environment['TILLSIDE_DATA'] || './data'
  const file = tokenFileIn(folder)
  return isServing(folder, url) && existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

const folderPrefix = 'tillside-walk-'

/** A walk that was killed could not take its folder away. */
function removeLeftFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
    } catch {
      // It is another user's.
    }
  }
}

/** Runs the built server beside this file, on sample-free data of its own. */
export async function startServer(environment: Environment): Promise<Target> {
  removeLeftFolders()
  const folder = mkdtempSync(join(tmpdir(), `${folderPrefix}${process.pid}-`))
  // As root PostgreSQL runs as another user, who must be able to enter.
  chmodSync(folder, 0o755)
  const token = randomBytes(32).toString('hex')
  const { DATABASE_URL: _, ...others } = environment
  const own = {
    PORT: '0',
    HOST: '127.0.0.1',
    TILLSIDE_DATA: folder,
    TILLSIDE_TOKEN: token,
    TILLSIDE_SAMPLE: '0',
    TILLSIDE_CURRENCY: 'AUD',
  }
  const child = spawn(process.execPath, [fileURLToPath(new URL('./main.js', import.meta.url)), '--end-with-parent'], {
    env: { ...others, ...own },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), stopMsMax)
    await ended
    clearTimeout(late)
    rmSync(folder, { recursive: true, force: true })
  }
  const url = await new Promise<string | undefined>((resolve) => {
    const patience = setTimeout(() => resolve(undefined), readyMsMax)
    createInterface({ input: child.stdout as Readable }).on('line', (line) => {
      const [, found] = /^Tillside is ready at (\S+)$/.exec(line) ?? []
      if (found === undefined) return
      clearTimeout(patience)
      resolve(found)
    })
    void ended.then(() => resolve(undefined))
  })
  if (url !== undefined) return { url, token, stop }
  await stop()
  throw new WalkStopped('A server could not be started for the walk; what it said stands above.')
}

export async function findServer(environment: Environment): Promise<Target> {
  const named = environment['TILLSIDE_URL']?.replace(/\/+$/, '')
  const url = named ?? urlOf(environment['HOST'] || '127.0.0.1', Number(environment['PORT'] || 4000))
  if (!(await isTillside(url))) {
    if (named !== undefined)
      throw new WalkStopped(`No Tillside answers at ${named}: is TILLSIDE_URL right, and the server up?`)
    return startServer(environment)
  }
  const token = findToken(environment, url)
  if (token === undefined)
    throw new WalkStopped(`A server runs at ${url}, and its token is not known here: set TILLSIDE_TOKEN to one.`)
  return { url, token, stop: async () => {} }
}
