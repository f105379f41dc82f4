// A hold whose till dies, on the real server: it is back in the balance after its time, with no till running, also when the
// server itself was killed while it held.
import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { root } from '../source.ts'
import { buildServer, LiveServer } from './live-server.ts'
import { send } from './till.ts'

const program = `${root}.build/hold-${process.pid}`
let server: LiveServer

beforeAll(async () => {
  await buildServer(program)
  server = await LiveServer.open(program, () => randomInt(1_000_000) / 1_000_000)
})
afterAll(async () => {
  await server.remove()
  rmSync(program, { recursive: true, force: true })
})

async function make(path: string, body: Record<string, unknown>): Promise<{ id: string | number }> {
  const answer = await send(server, { path, body, key: null })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body.data as { id: string | number }
}

async function balanceOf(profileId: string | number): Promise<number> {
  const answer = await fetch(`${server.url}/api/v3/profiles/${profileId}/balances`, {
    headers: { authorization: `Bearer ${server.token}` },
  })
  return ((await answer.json()) as { data: { reward_balance: number } }).data.reward_balance
}

test('the server is killed while a hold runs out: after it is started again the value is back, and nobody asked', async () => {
  const definition = { name: 'Welcome', handle: 'welcome', value: 30, type: 'bonus', period: 30 }
  await make('rewards/definitions', definition)
  const { id } = await make('profiles', { first_name: 'Ada', email: 'ada@example.com' })
  await make('rewards', { profile_id: id, reward_definition_handle: 'welcome', timezone: 'UTC' })
  await make(`profiles/${id}/redeem`, { amount: 20, hold: { expires_in: 1 } })
  await server.killServer()
  await server.start()
  while ((await balanceOf(id)) !== 30) await sleep(50)

  // And one that runs out while the server is there.
  await make(`profiles/${id}/redeem`, { amount: 10, hold: { expires_in: 1 } })
  while ((await balanceOf(id)) !== 30) await sleep(50)
  expect((await server.examine()).isHealthy).toBe(true)
})
