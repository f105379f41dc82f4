// Leave to redeem without the server is asked for where the shop allows it, and nowhere else.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openStage, scanAll, scarf, type Stage, until, withCatalogue } from '../../test/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const setMode = async (value: string): Promise<void> => {
  const { status, body } = await stage.shop.put('settings/offline.mode', { value })
  expect(status, JSON.stringify(body)).toBe(200)
}

const asksForLeave = (asked: readonly string[]): number =>
  asked.filter((path) => path.startsWith('POST') && path.endsWith('/allowances')).length

test('where redeeming offline is off, no customer is asked about; switched on, the next one is', async () => {
  const browser = await stage.browser('Off')
  const { runtime, line } = await stage.open(browser)
  await withCatalogue(runtime)
  const [first, second] = [await stage.member(20), await stage.member(20)]
  await scanAll(runtime, scarf, first.card)
  await until(runtime, ({ member }) => member?.benefits !== null && member !== null)
  expect(asksForLeave(line.asked)).toBe(0)

  await setMode('risk')
  runtime.setDevice(await stage.device(browser))
  await scanAll(runtime, second.card)
  await until(runtime, ({ member }) => member?.offline !== null && member !== null)
  expect(asksForLeave(line.asked)).toBe(1)
})

test('switched off again, what was set aside for this till goes back to the customer when they are next seen', async () => {
  await setMode('reserve')
  const browser = await stage.browser('Reserve')
  const { runtime } = await stage.open(browser)
  await withCatalogue(runtime)
  const { card, profileId } = await stage.member(20)
  await scanAll(runtime, scarf, card)
  await until(runtime, ({ member }) => member?.offline?.isReserve === true)
  expect((await stage.counter.balances(profileId)).rewards).toBe(0)

  await setMode('off')
  runtime.setDevice(await stage.device(browser))
  await runtime.members.look(profileId)
  const seen = await until(runtime, ({ member }) => member?.offline === null)
  expect([seen.member?.combinedMinor, seen.member?.spendableMinor]).toEqual([2000, 2000])
  expect((await stage.counter.balances(profileId)).rewards).toBe(20)
})
