// A day at the till, counted twice: by the till from its journal, and by the server.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { done, giftCard, openStage, scanAll, scarf, shirt, type Stage, until, withCatalogue } from '../../test/stage.ts'
import type { TillRuntime } from '../runtime/till-runtime.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const goods = [scarf, shirt, giftCard]
const isQuiet = (runtime: TillRuntime) =>
  until(runtime, ({ queue }) => queue.waiting.length + queue.refunding.length === 0)

interface WireSale {
  readonly is_void: boolean
  readonly total: number
  readonly redemption: { readonly total: number } | null
  readonly payments: readonly { readonly type: string; readonly amount: number }[]
  readonly points_earned: number
  readonly items: readonly { readonly returns: readonly { readonly points: number; readonly amount: number }[] }[]
}

/** What the server has of the till's sales, in minor units and thousandths of a point. */
async function serverTotals() {
  const { body } = await stage.shop.get('transactions?page[size]=500')
  const sales = (body.data as WireSale[]).filter(({ is_void: isVoid }) => !isVoid)
  const minor = (major: number): number => Math.round(major * 100)
  const paid = (kind: string) =>
    sales.flatMap(({ payments }) => payments.filter(({ type }) => type === kind)).map(({ amount }) => minor(amount))
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
  const returns = sales.flatMap(({ items }) => items.flatMap((item) => item.returns))
  return {
    receipts: sales.length,
    netMinor: sum(sales.map(({ total }) => minor(total))),
    rewardMinor: sum(sales.map(({ redemption }) => minor(redemption?.total ?? 0))),
    rewardBackMinor: sum(returns.map(({ amount }) => minor(amount))),
    pointsEarned: sum(sales.map(({ points_earned }) => Math.round(points_earned * 1000))),
    pointsTakenBack: sum(returns.map(({ points }) => Math.round(points * 1000))),
    cash: [paid('cash').length, sum(paid('cash'))],
    card: [paid('card').length, sum(paid('card'))],
  }
}

async function sellOne(runtime: TillRuntime, [picks, isSplit, isMember]: readonly [number[], boolean, boolean]) {
  await scanAll(runtime, ...picks.map((pick) => goods[pick] ?? scarf))
  if (isMember) {
    const { card } = await stage.member(20)
    await scanAll(runtime, card)
    const { sale } = await until(runtime, ({ member }) => member?.benefits !== null && member !== null)
    const most = sale?.quote.redeemableMinor ?? 0
    if (most > 0) await done(runtime.selling.redeem(most))
  }
  const due = runtime.getSnapshot().sale?.leftMinor ?? 0
  if (isSplit) await done(runtime.paying.takeCash(Math.ceil(due / 3)))
  return done(runtime.paying.takeCard())
}

test('a day of sales, splits, rewards, returns, a void and a failed payment: the till’s totals are the server’s', async () => {
  const { runtime } = await stage.open(await stage.browser('The day', 'supervisor'))
  await withCatalogue(runtime)
  const aSale = fc.tuple(fc.array(fc.nat(2), { minLength: 1, maxLength: 4 }), fc.boolean(), fc.boolean())
  const receipts: string[] = []
  for (const sale of fc.sample(aSale, { numRuns: 20, seed: 5 }))
    receipts.push((await sellOne(runtime, sale)).receiptRef)
  await isQuiet(runtime)
  for (const receiptRef of receipts.slice(0, 4)) {
    const returnable = await done(runtime.returns.find(receiptRef))
    await done(runtime.returns.add(returnable, [{ lineId: '1', units: 1 }]))
    await done(runtime.paying.payOutCash())
  }
  await isQuiet(runtime)
  await done(runtime.day.voidSale(receipts.at(-1) ?? '', 'wrong customer'))
  await scanAll(runtime, scarf)
  await done(runtime.paying.takeCash(1000))
  await done(runtime.paying.fail('declined'))
  await done(runtime.selling.cancel('left'))
  const { totals } = await done(runtime.day.end())
  const { receipts: count, netMinor, rewardMinor, rewardBackMinor, pointsEarned, pointsTakenBack, tenders } = totals
  const of = (type: string) => {
    const total = tenders.find((tender) => tender.type === type)
    return [total?.count, total?.amountMinor]
  }
  const figures = { receipts: count, netMinor, rewardMinor, rewardBackMinor, pointsEarned, pointsTakenBack }
  expect({ ...figures, cash: of('cash'), card: of('card') }).toEqual(await serverTotals())
  expect(totals).toMatchObject({ receipts: 23, voided: 1, waiting: 0, rejected: 0, comingBack: 0, unitsReturned: 4 })
  expect([pointsEarned > 0, pointsTakenBack > 0, totals.pointsToCome]).toEqual([true, true, 0])
  const { soldMinor, returnedMinor } = totals
  expect(soldMinor - returnedMinor - rewardMinor).toBe(netMinor)
  expect(tenders.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(netMinor)
})

test('who may not undo a sale is refused, and nothing is undone', async () => {
  const { runtime } = await stage.open(await stage.browser('Cashier'))
  await withCatalogue(runtime)
  await scanAll(runtime, scarf)
  expect(await runtime.selling.discount('1', 10)).toMatchObject({ refusal: { code: 'permission_missing' } })
  expect(await runtime.selling.overridePrice('1', 100)).toMatchObject({ refusal: { code: 'permission_missing' } })
  const { receiptRef } = await done(runtime.paying.takeCash(6500))
  expect(await runtime.day.voidSale(receiptRef, 'no')).toMatchObject({ refusal: { code: 'permission_missing' } })
  expect(runtime.day.totals()).toMatchObject({ receipts: 1, voided: 0 })
})

test('a discount that somebody has just approved is given, and the ticket price is told to the server', async () => {
  const browser = await stage.browser('Approved')
  const { runtime } = await stage.open(browser)
  await withCatalogue(runtime)
  await scanAll(runtime, scarf)
  const approval = { permission: 'discount', staff_id: '2209', pin: '5164' }
  expect((await browser.page.post('device/approvals', approval)).status).toBeLessThan(300)
  runtime.setDevice(await stage.device(browser))
  let used = 0
  runtime.onApprovalUsed(() => (used += 1))
  // What comes to nothing uses nothing up; what is done is done once.
  expect(await runtime.selling.discount('7', 10)).toMatchObject({ ok: false })
  const both = await Promise.all([runtime.selling.discount('1', 10), runtime.selling.discount('1', 50)])
  expect(both).toMatchObject([{ ok: true }, { refusal: { code: 'permission_missing' } }])
  expect(used).toBe(1)
  const { receiptRef } = await done(runtime.paying.takeCash(5850))
  await isQuiet(runtime)
  const { body } = await stage.shop.get(`transactions/external/${receiptRef}`)
  expect(body.data.items[0]).toMatchObject({ price_original: 65, price_current: 58.5, price_sell: 58.5 })
  expect(runtime.day.totals()).toMatchObject({ discountMinor: 650 })
})
