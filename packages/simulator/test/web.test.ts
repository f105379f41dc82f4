// Small days of npm run kill:web and npm run offline:web: a real browser before a real server. Whatever dies, and however long
// the server is away, each sale goes on where it was and is recorded once.
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { buildServer } from '../../server/test/crash/live-server.ts'
import { root } from '../../server/test/source.ts'
import { runWebKills, type WebPrograms } from '../src/web/kill-run.ts'
import { runOfflineDay } from '../src/web/offline-run.ts'

const server = `${root}.build/web-proofs-${process.pid}`
const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000)
let programs: WebPrograms

/** Runs one of our scripts, which prints one line. */
async function ask(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [`${root}scripts/${script}`])
  return stdout.trim()
}

beforeAll(async () => {
  console.log(`The seed of the browser's days is ${seed}; KILL_SEED=${seed} chooses the same plan again.`)
  const [web, chromium] = await Promise.all([ask('build-web.mjs'), ask('chromium.mjs'), buildServer(server)])
  programs = { server, web, chromium }
}, 240_000)
afterAll(() => rmSync(server, { recursive: true, force: true }))

test(
  'a browser killed with -9 in the middle of checkouts: each sale goes on where it was, and the tally is what the server holds',
  { timeout: 180_000 },
  async () => {
    const { findings, killedIn } = await runWebKills({ seed, kills: 3 }, programs)
    expect(findings).toEqual([])
    expect([...killedIn.values()].reduce((sum, times) => sum + times, 0)).toBe(3)
  },
)

test(
  'a day without the server, with a reload and a kill in it: in the evening every sale is recorded once, in order',
  { timeout: 240_000 },
  async () => {
    const { findings, redemptions, returns, parked } = await runOfflineDay({ seed, sales: 30 }, programs)
    expect(findings).toEqual([])
    expect(Math.min(redemptions, returns, parked)).toBeGreaterThan(0)
  },
)
