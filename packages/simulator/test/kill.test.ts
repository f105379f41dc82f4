// A small day of npm run kill: tills and the server killed with -9 in the middle of checkouts, the network cut, answers
// lost. What the tills have shown is what the server holds, or the findings say what is not.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { buildServer } from '../../server/test/crash/live-server.ts'
import { root } from '../../server/test/source.ts'
import { planOf } from '../src/kill/options.ts'
import { run } from '../src/kill/run.ts'
import { buildTill } from '../src/kill/till-process.ts'

const server = `${root}.build/kill-${process.pid}`
const till = join(server, 'till.mjs')
const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000)

beforeAll(async () => {
  console.log(`The seed of the kills is ${seed}; KILL_SEED=${seed} chooses the same plan again.`)
  await Promise.all([buildServer(server), buildTill(till)])
})
afterAll(() => rmSync(server, { recursive: true, force: true }))

test(
  'tills and their server are killed in the middle of checkouts, and the line between them breaks: nothing is lost, nothing doubled',
  { timeout: 180_000 },
  async () => {
    const some = { tills: 2, tillKills: 15, serverKills: 3, cuts: 1, cutMs: 2_500, answers: 3, msMax: 60_000 }
    const plan = planOf('all', 0, { seed, ...some })
    const { findings, trace, checkouts, killedIn, serverKills, cuts, answersLost } = await run(plan, { server, till })
    expect(findings, trace.join('\n')).toEqual([])
    const tillKills = [...killedIn.values()].reduce((sum, times) => sum + times, 0)
    expect({ tillKills, serverKills, cuts }).toEqual({ tillKills: 15, serverKills: 3, cuts: 1 })
    expect(answersLost).toBeGreaterThanOrEqual(3)
    expect(checkouts.some(({ receipt }) => receipt !== null)).toBe(true)
  },
)
