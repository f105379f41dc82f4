// A small round of npm run sync:hostile: the line between server and POS loses, doubles, delays and shuffles, and the server, the
// service and the POS database are killed with -9.
import { rmSync } from 'node:fs'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { buildServer } from '../../server/test/crash/live-server.ts'
import { root } from '../../server/test/source.ts'
import { run } from '../src/hostile/run.ts'

const programs = `${root}.build/hostile-${process.pid}`
const seed = Number(process.env['HOSTILE_SEED'] ?? Date.now() % 1_000_000)

beforeAll(async () => {
  console.log(`The seed of the hostile line is ${seed}; HOSTILE_SEED=${seed} chooses the same plan again.`)
  await buildServer(programs, [`${root}packages/pos-sync/src/command/sync.ts`])
})
afterAll(() => rmSync(programs, { recursive: true, force: true }))

test(
  'after one compare both sides are equal, and nothing older ever took the place of anything newer',
  { timeout: 240_000 },
  async () => {
    const plan = { seed, members: 60, changes: 150, merges: 6, kills: 1 }
    const { findings, counts, kills, changes, merges } = await run(plan, programs)
    expect(findings).toEqual([])
    expect({ kills, changes, merges }).toEqual({ kills: { server: 1, sync: 1, pos: 1 }, changes: 150, merges: 6 })
    expect(counts.dropped).toBeGreaterThan(20)
    expect(counts.doubled).toBeGreaterThan(20)
  },
)
