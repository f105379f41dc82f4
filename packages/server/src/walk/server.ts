// The server that the walk speaks to: one that runs already, or one of its own that goes when the walk is over.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { tokenFileIn } from '../token-file.ts'
import { WalkStopped } from './api.ts'

export interface Target {
  readonly url: string
  readonly token: string
  stop(): Promise<void>
}

type Environment = Readonly<Record<string, string | undefined>>

/** A server on this machine answers at once, or is not there. */
const answerMsMax = 2_000
const readyMsMax = 60_000
const stopMsMax = 8_000

async function isTillside(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(answerMsMax) })
    return ((await response.json()) as { status?: string }).status === 'ok'
  } catch {
    return false
  }
}

function findToken(environment: Environment): string | undefined {
  if (environment['TILLSIDE_TOKEN']) return environment['TILLSIDE_TOKEN']
  const file = tokenFileIn(environment['TILLSIDE_DATA'] || './data')
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

/** Runs the built server beside this file, on sample-free data of its own. */
async function startServer(environment: Environment): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-walk-'))
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
  const child = spawn(process.execPath, [fileURLToPath(new URL('./main.js', import.meta.url))], {
    env: { ...others, ...own },
    stdio: ['ignore', 'pipe', 'inherit'],
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
    createInterface(child.stdout).on('line', (line) => {
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
  const url = named ?? `http://localhost:${environment['PORT'] || 4000}`
  if (!(await isTillside(url))) {
    if (named !== undefined)
      throw new WalkStopped(`No Tillside answers at ${named}: is TILLSIDE_URL right, and the server up?`)
    return startServer(environment)
  }
  const token = findToken(environment)
  if (token === undefined)
    throw new WalkStopped(`A server runs at ${url}, and its token is not known here: set TILLSIDE_TOKEN to one.`)
  return { url, token, stop: async () => {} }
}
