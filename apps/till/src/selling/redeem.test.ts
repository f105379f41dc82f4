// A reward that is chosen while an earlier one is still on its way back, and what the cashier does meanwhile.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { done, openGate, openStage, scanAll, scarf, shirt, type Stage, until, withCatalogue } from '../../test/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const rewardsOf = async (profileId: string): Promise<number> => (await stage.counter.balances(profileId)).rewards

/** Ada has 40.00; 20.00 of them were taken for a scarf and a shirt, and are put back by a server that takes its time. */
async function openWaiting(name: string) {
  const { runtime, line } = await stage.open(await stage.browser(name))
  await withCatalogue(runtime)
  const ada = await stage.member(40)
  await scanAll(runtime, scarf, shirt, ada.card)
  await until(runtime, ({ member }) => member?.spendableMinor === 4000)
  await done(runtime.selling.redeem(2000))
  await until(runtime, ({ member }) => member?.spendableMinor === 2000)
  const gate = openGate()
  line.delay = (asked) => (asked.includes('/reversal') ? gate.opened : null)
  await done(runtime.selling.release())
  return { runtime, ada, putBack: gate.open }
}

test('another card is scanned meanwhile: neither the one nor the other has less than before', async () => {
  const { runtime, ada, putBack } = await openWaiting('Two cards')
  const ben = await stage.member(20)
  const redeeming = runtime.selling.redeem(2000)
  await scanAll(runtime, ben.card)
  putBack()
  expect(await redeeming).toMatchObject({ ok: false, refusal: { code: 'customer_changed' } })
  expect([await rewardsOf(ada.profileId), await rewardsOf(ben.profileId)]).toEqual([40, 20])
  expect(runtime.getSnapshot().sale).toMatchObject({ state: 'open', profileId: ben.profileId, rewardMinor: 0 })
})

test('a line is taken away meanwhile, and three tenths of the rest are less than was chosen: nothing is taken', async () => {
  const { runtime, ada, putBack } = await openWaiting('Three tenths')
  const { device } = runtime.getSnapshot()
  runtime.setDevice({ ...device, redeem: { ...device.redeem, percent_max: 30 } })
  const redeeming = runtime.selling.redeem(2000)
  await done(runtime.selling.remove('2'))
  putBack()
  expect(await redeeming).toMatchObject({ refusal: { code: 'reward_beyond_rules', details: { most: 1950 } } })
  expect(await rewardsOf(ada.profileId)).toBe(40)
  expect(runtime.getSnapshot().sale).toMatchObject({ state: 'open', totalMinor: 6500 })
})
