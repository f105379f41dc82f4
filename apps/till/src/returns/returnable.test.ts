// Laws of returns: whatever comes back in whichever steps, it is what was sold, and what it carried.
import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { BasketLine } from '@tillside/pos-sdk/checkout/basket'
import { lineTotal } from '@tillside/pos-sdk/checkout/basket'
import type { Receipt } from '@tillside/pos-sdk/checkout/receipt'
import { instant } from '@tillside/rules/time'
import { previewReturn, type Returnable, toReturnable, withReturn } from './returnable.ts'

const aLine = fc.record({
  quantity: fc.integer({ min: 1, max: 9 }),
  priceMinor: fc.integer({ min: 1, max: 20_000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
})

const receiptOf = (sold: readonly { quantity: number; priceMinor: number; share: number }[]): Receipt => ({
  receiptRef: '14-261201-0007-9',
  currency: 'AUD',
  profileId: null,
  lines: sold.map(({ quantity, priceMinor, share }, index) => ({
    id: String(index + 1),
    name: `Goods ${index + 1}`,
    quantity,
    priceMinor,
    shareMinor: Math.floor(priceMinor * quantity * share),
  })),
  totalOriginalMinor: 0,
  totalMinor: 0,
  redemptionId: 71,
  rewardMinor: 0,
  tenders: [],
  soldAt: instant(0),
  timezone: 'UTC',
  locationId: null,
  staffId: null,
})

const open = (receipt: Receipt): Returnable => toReturnable(receipt, { facts: null, checkouts: [], current: null })
const steps = fc.array(fc.tuple(fc.nat(4), fc.integer({ min: -2, max: 12 })), { maxLength: 30 })

test('returns never exceed what was sold, and all together pay out and give back exactly what it cost', () => {
  fc.assert(
    fc.property(fc.array(aLine, { minLength: 1, maxLength: 5 }), steps, (sold, wishes) => {
      const receipt = receiptOf(sold)
      let basket: readonly BasketLine[] = []
      const back = new Map<string, number>()
      for (const [index, units] of wishes) {
        const lineId = String(index + 1)
        const next = withReturn(basket, open(receipt), [{ lineId, units }])
        const line = receipt.lines[index]
        const isPossible = line !== undefined && units > 0 && (back.get(lineId) ?? 0) + units <= line.quantity
        if (units > 0) expect(next.ok).toBe(isPossible)
        if (!next.ok || units <= 0) continue
        basket = next.value
        back.set(lineId, (back.get(lineId) ?? 0) + units)
      }
      for (const { quantity, returnFor } of basket) expect(-quantity).toBe(back.get(returnFor?.lineId ?? ''))
      const all = receipt.lines.map(({ id, quantity }) => ({ lineId: id, units: quantity - (back.get(id) ?? 0) }))
      const rest = all.some(({ units }) => units > 0)
        ? withReturn(basket, open(receipt), all)
        : { ok: true, value: basket }
      if (!rest.ok || !('value' in rest)) throw new Error('the rest cannot come back')
      const paidOut = -rest.value.reduce((sum, line) => sum + lineTotal(line), 0)
      const shares = rest.value.reduce((sum, { returnFor }) => sum + (returnFor?.shareMinor ?? 0), 0)
      expect(shares).toBe(receipt.lines.reduce((sum, { shareMinor }) => sum + shareMinor, 0))
      expect(paidOut + shares).toBe(receipt.lines.reduce((sum, line) => sum + line.priceMinor * line.quantity, 0))
    }),
  )
})

test('what is chosen is shown as it will be, and nothing is no choice', () => {
  const receipt = receiptOf([{ quantity: 3, priceMinor: 1000, share: 0.1 }])
  expect(previewReturn(open(receipt), [])).toMatchObject({ refusal: { code: 'nothing_chosen' } })
  expect(previewReturn(open(receipt), [{ lineId: '1', units: 2 }])).toMatchObject({
    value: { payOutMinor: 1800, shareMinor: 200, points: null },
  })
  expect(previewReturn(open(receipt), [{ lineId: '9', units: 1 }])).toMatchObject({ ok: false })
})
