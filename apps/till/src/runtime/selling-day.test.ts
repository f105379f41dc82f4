// A till that sells, on the real server: what the counter shows is what the server has.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { done, openStage, scanAll, scarf, shirt, giftCard, type Stage, until } from '../../test/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const rewardsOf = async (profileId: string): Promise<number> => (await stage.counter.balances(profileId)).rewards

test('goods and a card are scanned, 30.00 of rewards taken, cash handed over: recorded as the receipt says, for who sold it', async () => {
  const { runtime } = await stage.openTill('Counter 1')
  const { profileId, card } = await stage.member(50)
  await scanAll(runtime, scarf, shirt, giftCard, card)
  const ready = await until(runtime, ({ member }) => member?.benefits !== null && member !== null)
  // The gift card is money, which no reward buys; the member has 50.00.
  expect(ready.sale).toMatchObject({ totalMinor: 23_000, quote: { redeemableMinor: 5000 } })
  await done(runtime.selling.redeem(3000))
  expect(await rewardsOf(profileId)).toBe(20)
  const paid = await done(runtime.paying.takeCash(25_000))
  expect(paid).toMatchObject({ leftMinor: 0, changeMinor: 5000 })
  const { lastReceipt } = await until(runtime, ({ lastReceipt: shown }) => shown?.points?.isConfirmed === true)
  expect(lastReceipt).toMatchObject({
    rewardMinor: 3000,
    totalMinor: 20_000,
    changeMinor: 5000,
    // 20.00 of rewards are left, and 200 points are worth 2.00.
    balanceMinor: 2200,
    memberName: 'Sample Member',
    staffName: 'Staff 2208',
  })
  const { body } = await stage.shop.get(`transactions/external/${paid.receiptRef}`)
  expect(body.data).toMatchObject({ total: 200, receipt_ref: paid.receiptRef, staff: { full_name: 'Staff 2208' } })
  expect(lastReceipt?.points?.earned).toBe(body.data.points_earned * 1000)
  expect(body.data.exceptions).toEqual([])
})

test('a payment that fails: the reward comes back before the cashier’s eyes, and cash is given back once', async () => {
  const { runtime } = await stage.openTill('Counter 2')
  const { profileId, card } = await stage.member(40)
  await scanAll(runtime, scarf, card)
  await until(runtime, ({ member }) => member?.spendableMinor === 4000)
  await done(runtime.selling.redeem(4000))
  await done(runtime.paying.takeCash(1000))
  runtime.terminal.nextOutcome = 'decline'
  expect(await runtime.paying.takeCard()).toMatchObject({ ok: false, refusal: { code: 'card_declined' } })
  await done(runtime.paying.fail('declined'))
  const back = await until(runtime, ({ sale }) => sale?.comingBack.length === 0)
  expect(await rewardsOf(profileId)).toBe(40)
  expect(back.sale).toMatchObject({ state: 'open', rewardMinor: 0, totalMinor: 6500 })
  expect(back.toGiveBack).toMatchObject([{ type: 'cash', amountMinor: 1000 }])
  const [owed] = back.toGiveBack
  await done(runtime.paying.giveBack(owed?.receiptRef ?? '', owed?.index ?? 0))
  expect(runtime.getSnapshot().toGiveBack).toEqual([])
})
