// Whatever dies, and whenever: the same sale is in hand, and what was paid is paid once.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { done, openStage, scanAll, scarf, shirt, type Stage, until } from '../../test/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

async function openTill(name: string) {
  const { browser, runtime, line } = await stage.openTill(name)
  /** The page dies where it is; another one opens in the same browser. */
  const die = async () => {
    line.isCut = true
    return stage.open(browser)
  }
  return { browser, runtime, line, die }
}

const rewardsOf = async (profileId: string): Promise<number> => (await stage.counter.balances(profileId)).rewards
const salesOf = async (receiptRef: string): Promise<number> =>
  (await stage.shop.get(`transactions?filter[receipt_ref]=${receiptRef}`)).body.data.length

test('half of a split payment is taken when the page dies: the other half is asked for, not all of it', async () => {
  const { runtime, die } = await openTill('Split')
  const { profileId, card } = await stage.member(30)
  await scanAll(runtime, scarf, shirt, card)
  await until(runtime, ({ member }) => member?.spendableMinor === 3000)
  await done(runtime.selling.redeem(3000))
  const { receiptRef } = await done(runtime.paying.takeCash(5000))
  const { runtime: again } = await die()
  const resumed = await until(again, ({ member }) => member !== null)
  expect(resumed.sale).toMatchObject({
    receiptRef,
    state: 'paying',
    totalMinor: 18_000,
    rewardMinor: 3000,
    leftMinor: 10_000,
    tenders: [{ type: 'cash', amountMinor: 5000, givenMinor: 5000 }],
  })
  await done(again.paying.takeCard())
  await until(again, ({ queue, sale }) => sale === null && queue.waiting.length === 0)
  expect([await rewardsOf(profileId), await salesOf(receiptRef)]).toEqual([0, 1])
})

test('the answer of the terminal is not heard, and the page dies: it is asked first, and the sale that was paid is closed', async () => {
  const { runtime, die } = await openTill('Unheard')
  await scanAll(runtime, scarf)
  runtime.terminal.nextOutcome = 'time_out_approved'
  expect(await runtime.paying.takeCard()).toMatchObject({ refusal: { code: 'card_unclear' } })
  // Nothing else goes on before somebody knows.
  expect(await runtime.paying.takeCash(6500)).toMatchObject({ refusal: { code: 'card_under_way' } })
  expect(await runtime.paying.fail('declined')).toMatchObject({ refusal: { code: 'card_unclear' } })
  expect(await runtime.selling.cancel('no')).toMatchObject({ refusal: { code: 'card_unclear' } })
  const receiptRef = runtime.getSnapshot().sale?.receiptRef ?? ''
  const { runtime: again } = await die()
  const { sale, card, lastReceipt } = again.getSnapshot()
  expect([sale, card]).toEqual([null, null])
  expect(lastReceipt).toMatchObject({ receiptRef, tenders: [{ type: 'card', amountMinor: 6500 }] })
  await until(again, ({ queue }) => queue.waiting.length === 0)
  expect(await salesOf(receiptRef)).toBe(1)
})

test('a card that was not charged after all is asked for, and the cashier goes on', async () => {
  const { runtime } = await openTill('Declined later')
  await scanAll(runtime, scarf)
  runtime.terminal.nextOutcome = 'time_out_declined'
  await runtime.paying.takeCard(2000)
  expect(runtime.getSnapshot().card).toMatchObject({ status: 'unclear', amountMinor: 2000 })
  expect(await runtime.paying.askCard()).toMatchObject({ refusal: { code: 'card_declined' } })
  expect(await done(runtime.paying.takeCash(7000))).toMatchObject({ leftMinor: 0, changeMinor: 500 })
})

test('a card is charged once, and given back by the terminal when the rest is not paid', async () => {
  const { runtime, die } = await openTill('Card back')
  await scanAll(runtime, shirt)
  await done(runtime.paying.takeCard(10_000))
  await done(runtime.paying.fail('the rest was declined'))
  const { receiptRef } = runtime.getSnapshot().sale ?? {}
  const { runtime: again } = await die()
  expect(again.getSnapshot().toGiveBack).toEqual([{ receiptRef, index: 0, type: 'card', amountMinor: 10_000 }])
  await done(again.paying.giveBack(receiptRef ?? '', 0))
  expect(await again.paying.giveBack(receiptRef ?? '', 0)).toMatchObject({ refusal: { code: 'nothing_to_give_back' } })
  const { runtime: third } = await stage.open(await stage.browser('Another'))
  expect(third.getSnapshot().toGiveBack).toEqual([])
})

test('the answer to a redemption is lost and the page dies: it is asked again, and taken once', async () => {
  const { runtime, line, die } = await openTill('Lost answer')
  const { profileId, card } = await stage.member(20)
  await scanAll(runtime, scarf, card)
  await until(runtime, ({ member }) => member?.spendableMinor === 2000)
  line.answersToLose = 1_000
  void runtime.selling.redeem(2000)
  await until(runtime, ({ sale }) => sale?.state === 'redeeming')
  const { runtime: again } = await die()
  await until(again, ({ sale }) => sale?.state === 'redeemed')
  expect([again.getSnapshot().sale?.rewardMinor, await rewardsOf(profileId)]).toEqual([2000, 0])
  await done(again.selling.release())
  await until(again, ({ sale }) => sale?.comingBack.length === 0)
  expect(await rewardsOf(profileId)).toBe(20)
})

test('two sales are set aside and taken up again, also by the next page', async () => {
  const { runtime, die } = await openTill('Set aside')
  await scanAll(runtime, scarf)
  const first = runtime.getSnapshot().sale?.receiptRef ?? ''
  await done(runtime.selling.park())
  await scanAll(runtime, shirt, shirt)
  const second = runtime.getSnapshot().sale?.receiptRef ?? ''
  await done(runtime.selling.resume(first))
  expect(runtime.getSnapshot()).toMatchObject({
    sale: { receiptRef: first, totalMinor: 6500 },
    setAside: [{ receiptRef: second, units: 2, totalMinor: 23_000 }],
  })
  const { runtime: again } = await die()
  expect(again.getSnapshot()).toMatchObject({ sale: { receiptRef: first }, setAside: [{ receiptRef: second }] })
  await done(again.paying.takeCash(6500))
  await done(again.selling.resume(second))
  expect(again.getSnapshot()).toMatchObject({ sale: { receiptRef: second, state: 'open' }, setAside: [] })
})
