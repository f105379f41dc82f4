// Practice: all of a checkout, and nothing of it outside the page.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { done, openStage, scanAll, scarf, shirt, type Stage, until, withCatalogue } from '../../test/stage.ts'
import { openTraining } from './open-training.ts'
import { practiceMembers } from './practice-members.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const [robin] = practiceMembers('AUD')

test('a whole sale, a failed payment and a return in practice leave the server and the till as they were', async () => {
  const browser = await stage.browser('Practice')
  const { runtime, line } = await stage.open(browser)
  await withCatalogue(runtime)
  const [counts, sent] = [await stage.counter.counts(), line.sent]
  const practice = await openTraining(await stage.device(browser), runtime.catalogue)
  practice.terminal.nextOutcome = 'decline'
  await scanAll(practice, scarf, shirt, robin?.card ?? '')
  const ready = await until(practice, ({ member }) => member?.benefits?.length === 1)
  // 25.00 in rewards, and 400 points.
  expect([ready.isTraining, ready.member?.spendableMinor]).toEqual([true, 2900])

  await done(practice.selling.redeem(2500))
  await practice.paying.begin()
  await done(practice.paying.fail('declined'))
  await until(practice, ({ sale, member }) => sale?.comingBack.length === 0 && member?.spendableMinor === 2900)
  await done(practice.selling.redeem(2500))
  const { receiptRef } = await done(practice.paying.takeCash(20_000))
  const sold = await until(practice, ({ lastReceipt }) => lastReceipt?.points?.isConfirmed === true)
  expect(receiptRef).toMatch(/^0-/)
  expect(sold.lastReceipt).toMatchObject({ isTraining: true, totalMinor: 15_500, rewardMinor: 2500, changeMinor: 4500 })
  expect(sold.lastReceipt?.points?.earned).toBe(155_000)

  const returnable = await done(practice.returns.find(receiptRef))
  const wanted = [{ lineId: '1', units: 1 }]
  const preview = practice.returns.preview(returnable, wanted)
  expect(preview).toMatchObject({ ok: true, value: { payOutMinor: 5597, shareMinor: 903, points: 55_970 } })
  await done(practice.returns.add(returnable, wanted))
  await done(practice.paying.payOutCash())
  await until(practice, ({ lastReceipt, member }) => lastReceipt?.totalMinor === -5597 && member === null)
  expect(practice.day.totals()).toMatchObject({ receipts: 2, netMinor: 15_500 - 5597, rewardBackMinor: 903 })
  await practice.close()

  expect(await stage.counter.counts()).toEqual(counts)
  expect(line.sent).toBe(sent)
  expect(runtime.getSnapshot()).toMatchObject({ sale: null, lastReceipt: null })
  expect(runtime.day.totals()).toMatchObject({ receipts: 0 })
})
