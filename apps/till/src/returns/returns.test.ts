// Goods that come back, on the real server: what was shown before confirming is what happened.
import { afterAll, beforeAll, expect, test } from 'vitest'

import type { TillSnapshot } from '../runtime/snapshot.ts'
import { done, openStage, scanAll, scarf, shirt, type Stage, until } from '../../test/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

/** Two shirts and a scarf with 50.00 of rewards, sold and recorded. */
async function sell(name: string) {
  const { runtime, line } = await stage.openTill(name)
  const { profileId, card } = await stage.member(50)
  await scanAll(runtime, shirt, shirt, scarf, card)
  await until(runtime, ({ member }) => member?.spendableMinor === 5000)
  await done(runtime.selling.redeem(5000))
  const { receiptRef } = await done(runtime.paying.takeCash(24_500))
  await until(runtime, ({ queue }) => queue.waiting.length === 0)
  return { runtime, line, profileId, receiptRef }
}

const isOver = ({ queue, lastReceipt }: TillSnapshot): boolean =>
  queue.waiting.length + queue.refunding.length === 0 && lastReceipt?.points?.isConfirmed === true
const balances = (profileId: string) => stage.counter.balances(profileId)
const one = [{ lineId: '1', units: 1 }]

test('a shirt comes back by the receipt of another till: its share is a reward again, its points go, and no more comes back than was sold', async () => {
  const { profileId, receiptRef } = await sell('Sold here')
  expect(await balances(profileId)).toEqual({ rewards: 0, points: 245 })
  const { runtime } = await stage.openTill('Returned there')
  const scanned = await runtime.scans.submit(`R${receiptRef}`)
  expect(scanned.effect).toEqual({ kind: 'receipt', receiptRef })
  const returnable = await done(runtime.returns.find(receiptRef))
  expect(returnable.lines.map(({ name, quantity, unitsLeft }) => [name, quantity, unitsLeft])).toEqual([
    ['Linen shirt', 2, 2],
    ['Silk scarf', 1, 1],
  ])
  const preview = runtime.returns.preview(returnable, one)
  if (!preview.ok) throw new Error(preview.refusal.code)
  const { payOutMinor, shareMinor, points } = preview.value
  expect(payOutMinor + shareMinor).toBe(11_500)
  await done(runtime.returns.add(returnable, one))
  await until(runtime, ({ sale, member }) => sale?.leftMinor === -payOutMinor && member?.profileId === profileId)
  await done(runtime.paying.payOutCash())
  await until(runtime, isOver)
  const after = await balances(profileId)
  expect(after).toEqual({ rewards: shareMinor / 100, points: 245 - Number(points) / 1000 })

  const again = await done(runtime.returns.find(receiptRef))
  expect(again.lines[0]).toMatchObject({ unitsBefore: 1, unitsLeft: 1 })
  expect(runtime.returns.preview(again, [{ lineId: '1', units: 2 }])).toMatchObject({
    ok: false,
    refusal: { code: 'line_beyond_sold' },
  })
  const all = [...one, { lineId: '2', units: 1 }]
  await done(runtime.returns.add(again, all))
  await done(runtime.paying.payOutCash())
  await until(runtime, isOver)
  expect(await balances(profileId)).toEqual({ rewards: 50, points: 0 })
  expect(runtime.getSnapshot().queue.forStaff).toEqual([])
})

test('a shirt is exchanged for a scarf in one basket, and the difference is paid out', async () => {
  const { runtime, receiptRef, profileId } = await sell('Exchange')
  const returnable = await done(runtime.returns.find(` r${receiptRef.toLowerCase()}`.replace(' r', 'R')))
  await done(runtime.returns.add(returnable, one))
  await scanAll(runtime, scarf)
  const { sale } = runtime.getSnapshot()
  expect(sale?.lines.map(({ quantity }) => quantity)).toEqual([-1, 1])
  // 115.00 less its share of 19.49 against 65.00.
  expect(sale?.leftMinor).toBe(-(11_500 - 1949 - 6500))
  await done(runtime.paying.takeCard())
  const { lastReceipt } = await until(runtime, isOver)
  expect(lastReceipt).toMatchObject({ totalMinor: -3051, rewardBackMinor: 1949 })
  await until(runtime, ({ member, queue }) => member === null && queue.forStaff.length === 0)
  const { body } = await stage.shop.get(`transactions/external/${lastReceipt?.receiptRef}`)
  expect([body.data.total, body.data.linked_receipt_ref, body.data.profile_id]).toEqual([-30.51, receiptRef, profileId])
})

test('units that are in the basket already, or wait for the server, are counted with what comes back', async () => {
  const { runtime, line, receiptRef } = await sell('Counted')
  const returnable = await done(runtime.returns.find(receiptRef))
  await done(runtime.returns.add(returnable, one))
  await done(runtime.returns.add(returnable, one))
  expect(runtime.getSnapshot().sale?.lines).toMatchObject([{ quantity: -2, returnFor: { lineId: '1' } }])
  expect(await runtime.returns.add(returnable, one)).toMatchObject({ refusal: { code: 'line_beyond_sold' } })
  line.isCut = true
  await done(runtime.paying.payOutCash())
  const away = await done(runtime.returns.find(receiptRef))
  expect(away).toMatchObject({ isFromServer: false })
  expect(away.lines.map(({ unitsLeft }) => unitsLeft)).toEqual([0, 1])
  expect(runtime.returns.preview(away, [{ lineId: '2', units: 1 }])).toMatchObject({
    ok: true,
    value: { points: null },
  })
})

test('a receipt that nobody knows, that is void, or that cannot be asked for is refused', async () => {
  const { runtime, line } = await stage.openTill('Refused')
  expect(await runtime.returns.find('14-261201-9999-X')).toMatchObject({ refusal: { code: 'receipt_unknown' } })
  const { receiptRef } = await sell('Voided')
  const { body } = await stage.shop.get(`transactions/external/${receiptRef}`)
  await stage.shop.put(`transactions/${body.data.id}`, { is_void: true })
  expect(await runtime.returns.find(receiptRef)).toMatchObject({ refusal: { code: 'receipt_is_void' } })
  line.isCut = true
  expect(await runtime.returns.find(receiptRef)).toMatchObject({ refusal: { code: 'server_away' } })
})

test('a receipt of another POS comes back by its number, with what was charged', async () => {
  const { runtime } = await stage.openTill('Foreign')
  const profileId = await stage.counter.member()
  const items = [
    { name: 'Boots', sku: 'BOOT', quantity: 2, price_original: 120, price_current: 120, price_sell: 99.95 },
  ]
  await stage.counter.record({
    profile_id: profileId,
    receipt_ref: 'POS-7-1001',
    transacted_at: '2025-07-04 11:10:00',
    timezone: 'Australia/Sydney',
    total: 199.9,
    items,
  })
  const returnable = await done(runtime.returns.find('POS-7-1001'))
  const lineId = returnable.lines[0]?.lineId ?? ''
  const preview = runtime.returns.preview(returnable, [{ lineId, units: 1 }])
  expect(preview).toMatchObject({ ok: true, value: { payOutMinor: 9995, shareMinor: 0 } })
  await done(runtime.returns.add(returnable, [{ lineId, units: 1 }]))
  await done(runtime.paying.payOutCash())
  await until(runtime, isOver)
  expect(runtime.getSnapshot().queue.forStaff).toEqual([])
  expect((await done(runtime.returns.find('POS-7-1001'))).lines[0]).toMatchObject({ unitsLeft: 1 })
})

test('a sale is undone while its goods wait in a basket to come back: nothing is paid out, and the basket can be emptied', async () => {
  const { runtime: seller, receiptRef, profileId } = await sell('Undone meanwhile')
  const { runtime } = await stage.openTill('Waiting with goods')
  await done(runtime.returns.add(await done(runtime.returns.find(receiptRef)), one))
  const { body } = await stage.shop.get(`transactions/external/${receiptRef}`)
  await stage.shop.put(`transactions/${body.data.id}`, { is_void: true })
  expect(await runtime.paying.begin()).toMatchObject({ refusal: { code: 'receipt_is_void' } })
  expect(await runtime.paying.payOutCash()).toMatchObject({ refusal: { code: 'receipt_is_void' } })
  expect(runtime.getSnapshot().sale).toMatchObject({ state: 'open', tenders: [] })
  expect(await balances(profileId)).toMatchObject({ rewards: 50 })
  await done(runtime.selling.cancel('cleared by the cashier'))
  expect(seller.getSnapshot().queue.forStaff).toEqual([])
})

test('a line that was taken off the sale at the server does not come back, neither from its own till nor from a basket that waits', async () => {
  const { runtime, receiptRef } = await sell('Line taken off')
  const { runtime: other } = await stage.openTill('Waiting with that line')
  const scarfBack = [{ lineId: '2', units: 1 }]
  await done(other.returns.add(await done(other.returns.find(receiptRef)), scarfBack))
  const { body } = await stage.shop.get(`transactions/external/${receiptRef}`)
  const [, item] = body.data.items
  const { status, body: changed } = await stage.shop.put(`transactions/${body.data.id}`, {
    items: [{ id: item.id, name: item.name, quantity: 1, price_current: 65, price_sell: 65, is_void: true }],
  })
  expect(status, JSON.stringify(changed)).toBe(200)
  expect(await other.paying.payOutCash()).toMatchObject({ refusal: { code: 'line_taken_off', field: '2' } })
  const own = await done(runtime.returns.find(receiptRef))
  expect(own.lines.map(({ unitsBefore, unitsLeft }) => [unitsBefore, unitsLeft])).toEqual([
    [0, 2],
    [0, 0],
  ])
  expect(runtime.returns.preview(own, scarfBack)).toMatchObject({ refusal: { code: 'line_taken_off' } })
})
