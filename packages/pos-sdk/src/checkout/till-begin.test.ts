// A checkout is refused at its beginning for all that would be refused later, when the money is in the drawer.
import { expect, test } from 'vitest'

import { beginAt, openLoopbackTill, payAndClose } from '../../test/loopback-till.ts'
import { line } from '../../test/story.ts'
import type { GivenBasket } from './basket.ts'
import { linesComingBack } from './receipt.ts'

const comesBack = (currency: string) =>
  line('b', 100, {
    quantity: -1,
    returnFor: { receiptRef: 'S', lineId: '1', redemptionId: null, shareMinor: 0, currency },
  })

test.each<[string, GivenBasket, string]>([
  ['a price below zero', { lines: [line('1', -500)] }, 'line_price_invalid'],
  ['half a unit', { lines: [line('1', 500, { quantity: 0.5 })] }, 'line_quantity_invalid'],
  ['two lines of one name', { lines: [line('1', 5), line('1', 6)] }, 'line_name_twice'],
  ['goods that come back from nowhere', { lines: [line('1', 500, { quantity: -1 })] }, 'line_without_return'],
  ['a line whose name holds the sign that joins names', { lines: [line('1~2', 500)] }, 'line_name_invalid'],
  ['another currency', { currency: 'NZD', lines: [line('1', 500)] }, 'currency_mixed'],
  ['goods of a receipt in another currency', { lines: [comesBack('NZD')] }, 'currency_mixed'],
])('a checkout does not begin with %s, nor is its basket changed to that', async (_, basket, code) => {
  const { till } = await openLoopbackTill()
  const begun = await till.begin({ basket })
  expect(begun).toMatchObject({ ok: false, refusal: { code } })
  expect(till.list()).toEqual([])
  const checkout = await beginAt(till)
  expect(await checkout.setBasket(basket)).toMatchObject({ ok: false, refusal: { code } })
})

test.each(['Kasse 1/0001', 'Kaßa-1', '', 'a~1', 'x'.repeat(81)])(
  'a receipt numbered "%s" is refused before anything is sold on it',
  async (receiptRef) => {
    const { till } = await openLoopbackTill()
    expect(await till.begin({ receiptRef })).toMatchObject({
      ok: false,
      refusal: { code: 'receipt_ref_invalid', field: 'receiptRef' },
    })
    expect(till.list()).toEqual([])
  },
)

test('goods of two receipts, and one line in two steps, come back in one basket under names of their own', async () => {
  const { till, server } = await openLoopbackTill()
  const sold = [line('1', 1000, { quantity: 3, priceOriginalMinor: 1500 }), line('1-more', 500)]
  const back = []
  for (const receiptRef of ['A', 'A-1']) {
    const checkout = await beginAt(till, sold, receiptRef)
    await payAndClose(checkout, 3500)
    const lines = linesComingBack(checkout.current.receipt!, [
      { lineId: '1', units: 1 },
      { lineId: '1', units: 2 },
    ])
    if (!lines.ok) throw new Error(lines.refusal.code)
    back.push(...lines.value)
  }
  const returning = await beginAt(till, back)
  await payAndClose(returning, -6000)
  const body = JSON.parse(server.arrivals.at(-1)?.body ?? '')
  expect(body.items.map((item: { return_for: string }) => item.return_for)).toEqual(['A~1', 'A~1', 'A-1~1', 'A-1~1'])
  expect(new Set(body.items.map((item: { external_id: string }) => item.external_id)).size).toBe(4)
  expect(body.items.every((item: { price_original: number }) => item.price_original === 15)).toBe(true)
  expect(body).not.toHaveProperty('linked_receipt_ref')
})

test('more of a line than was sold does not come back, also when it is named twice', async () => {
  const { till } = await openLoopbackTill()
  const checkout = await beginAt(till)
  await payAndClose(checkout, 1000)
  const twice = [1, 1].map((units) => ({ lineId: '1', units }))
  expect(linesComingBack(checkout.current.receipt!, twice)).toMatchObject({
    ok: false,
    refusal: { code: 'line_beyond_sold' },
  })
})

test('no two lines of a sale are sent under one name, whatever their ids are', async () => {
  const { till, server } = await openLoopbackTill()
  const receipt = { receiptRef: 'S', lineId: '1', redemptionId: 71, shareMinor: 101 }
  const back = line('1', 1000, { quantity: -2, returnFor: receipt })
  const checkout = await beginAt(till, [back, line('1-more', 500)])
  await payAndClose(checkout, -1399)
  const { items } = JSON.parse(server.arrivals.at(-1)?.body ?? '')
  expect(new Set(items.map((item: { external_id: string }) => item.external_id)).size).toBe(3)
})
