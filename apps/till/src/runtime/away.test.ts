// The server is away: the till sells on, redeems what it has leave for, and tells all of it when the server is back.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { done, openStage, scanAll, scarf, type Stage, until, withCatalogue } from '../../test/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  const settings = { mode: 'risk', count: 3, amount_per_sale: 20, amount_total: 30, valid_minutes: 600 }
  const ceilings = { ceiling_member: 1000, ceiling_device: 10_000, ceiling_day: 10_000 }
  for (const [handle, value] of Object.entries({ ...settings, ...ceilings })) {
    const { status, body } = await stage.shop.put(`settings/offline.${handle}`, { value: String(value) })
    expect(status, JSON.stringify(body)).toBe(200)
  }
})
afterAll(() => stage.close())

const rewardsOf = async (profileId: string): Promise<number> => (await stage.counter.balances(profileId)).rewards

test('a member who was served before is known without the server, and redeems within the leave that the till has', async () => {
  const { runtime, line } = await stage.open(await stage.browser('Away'))
  await withCatalogue(runtime)
  const { profileId, card } = await stage.member(50)
  await scanAll(runtime, scarf, card)
  const served = await until(runtime, ({ member }) => member?.offline !== null && member !== null)
  expect(served.member).toMatchObject({ spendableMinor: 5000, offline: { leftMinor: 3000, perSaleMinor: 2000 } })
  await done(runtime.paying.takeCash(6500))
  await until(runtime, ({ queue }) => queue.waiting.length === 0)

  line.isCut = true
  for (let sale = 0; sale < 5; sale += 1) {
    await scanAll(runtime, scarf)
    await done(runtime.paying.takeCash(6500))
  }
  await scanAll(runtime, scarf, card)
  const away = runtime.getSnapshot()
  expect(away.queue).toMatchObject({ isServerAway: true, draining: null })
  expect(away.queue.waiting).toHaveLength(5)
  expect(away.member).toMatchObject({ isFromServer: false, spendableMinor: 2000, fullName: 'Sample Member' })
  expect(await runtime.selling.redeem(2500)).toMatchObject({ refusal: { code: 'reward_beyond_rules' } })
  await done(runtime.selling.redeem(2000))
  await done(runtime.paying.takeCash(4500))
  expect(await rewardsOf(profileId)).toBe(50)

  line.isCut = false
  await runtime.day.drain()
  await until(runtime, ({ queue }) => queue.waiting.length === 0 && !queue.isServerAway)
  expect(await rewardsOf(profileId)).toBe(30)
  expect(await done(runtime.day.end())).toMatchObject({ allowancesWaiting: 0, totals: { receipts: 7, waiting: 0 } })
  const { body } = await stage.shop.get('allowances')
  expect(body.data).toMatchObject([{ state: 'reported', spent: 20, outstanding: 0 }])
})

test('a card that this till has never seen is not guessed at', async () => {
  const { runtime, line } = await stage.open(await stage.browser('Stranger'))
  await withCatalogue(runtime)
  const { card } = await stage.member(10)
  line.isCut = true
  expect((await runtime.scans.submit(card)).effect).toEqual({ kind: 'refused', code: 'server_away' })
  expect(runtime.getSnapshot().sale).toBeNull()
})
