import { points } from '@tillside/money/points'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chargedPerLine, type KeptLine, keepShares, returnedPart, type SaleLine, spreadRedemption } from './sales.ts'

const line = (priceCurrent: number, rest: Partial<SaleLine> = {}): SaleLine => ({
  quantity: 1,
  priceCurrent,
  priceSell: priceCurrent,
  discountTotal: 0,
  eligible: true,
  ...rest,
})
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

describe('spreading a redemption over the lines of a sale', () => {
  test('$50.00 over 65, 115, 25 and 45 is 13, 23, 5 and 9', () => {
    const sale = [6500, 11500, 2500, 4500].map((price) => line(price))
    expect(spreadRedemption(sale, 5000)).toEqual({ shares: [1300, 2300, 500, 900], unallocated: 0 })
  })

  test('a line of two scarves weighs twice its price', () => {
    expect(spreadRedemption([line(15000), line(5000, { quantity: 2 })], 4000).shares).toEqual([2400, 1600])
  })

  test('discounts that add up to the redemption are kept as the till sent them', () => {
    const sale = [line(5000, { discountTotal: 100 }), line(5000, { discountTotal: 900 })]
    expect(spreadRedemption(sale, 1000)).toEqual({ shares: [100, 900], unallocated: 0 })
    expect(spreadRedemption(sale, 1002)).toEqual({ shares: [501, 501], unallocated: 0 })
  })

  test('discounts above their line, or on a gift card, are not the reward: it is spread', () => {
    expect(spreadRedemption([line(1000, { discountTotal: 3000 }), line(4000)], 3000).shares).toEqual([600, 2400])
    const gift = line(5000, { discountTotal: 2000, eligible: false })
    expect(spreadRedemption([gift, line(5000)], 2000).shares).toEqual([0, 2000])
    const paidInFull = line(0, { priceSell: 0, priceOriginal: 1000, discountTotal: 1000 })
    expect(spreadRedemption([paidInFull, line(4000)], 1000).shares).toEqual([1000, 0])
  })

  test('the old discount of a shirt that comes back in the same sale is not a share', () => {
    const exchange = [line(5000, { quantity: -1, discountTotal: 500 }), line(8000, { discountTotal: 500 })]
    expect(spreadRedemption(exchange, 500)).toEqual({ shares: [0, 500], unallocated: 0 })
  })

  test('gift cards and returned lines carry nothing, and what the rest cannot hold is reported', () => {
    const sale = [line(3000), line(9000, { eligible: false }), line(2000, { quantity: -1 })]
    expect(spreadRedemption(sale, 5000)).toEqual({ shares: [3000, 0, 0], unallocated: 2000 })
  })

  test('without a redemption there are no shares, whatever discounts the lines have', () => {
    expect(spreadRedemption([line(3000, { discountTotal: 300 })], 0)).toEqual({ shares: [0], unallocated: 0 })
  })
})

describe('shares once something of the sale came back', () => {
  const kept = (share: number, price: number, more: Partial<KeptLine> = {}): KeptLine => ({
    ...line(price),
    share,
    returnedShare: 0,
    unitsLeft: 1,
    ...more,
  })
  const back = { unitsLeft: 0 }

  test('stand, whatever became of the prices', () => {
    const sale = [kept(3000, 12_000, { ...back, returnedShare: 3000 }), kept(2000, 4000), kept(0, 9000)]
    expect(keepShares(sale, 5000, 0)).toEqual({ shares: [3000, 2000, 0], unallocated: 0 })
  })

  test('that can come back no more go to the lines of which something is left, as far as they have room', () => {
    const fewer = [kept(600, 2000, { ...back, quantity: 2, returnedShare: 400 }), kept(400, 4000)]
    expect(keepShares(fewer, 1000, 0)).toEqual({ shares: [400, 600], unallocated: 0 })
    expect(keepShares([kept(3000, 6000, { ...back, returnedShare: 3000 }), kept(1000, 1500)], 5000, 0)).toEqual({
      shares: [3000, 1500],
      unallocated: 500,
    })
    expect(keepShares([kept(1000, 4000)], 5000, 3000)).toEqual({ shares: [2000], unallocated: 0 })
  })
})

describe('what each line was charged', () => {
  const twoLines = [line(6000), line(4000)]

  test('the selling prices, when they add up to the total', () => {
    expect(
      chargedPerLine(
        [line(6500, { priceSell: 5200 }), line(4500, { priceSell: 3600, quantity: 2 })],
        [1300, 1800],
        12_400,
      ),
    ).toEqual([5200, 7200])
  })

  test('a returned line comes off, also where its price is negative like its quantity', () => {
    const exchange = (price: number): SaleLine[] => [line(6000, { quantity: -1, priceSell: price }), line(7000)]
    expect([chargedPerLine(exchange(6000), [0, 0], 1000), chargedPerLine(exchange(-6000), [0, 0], 1000)]).toEqual([
      [-6000, 7000],
      [-6000, 7000],
    ])
  })

  test('the selling prices less the shares, when the total has the reward taken off', () => {
    expect(chargedPerLine(twoLines, [600, 400], 9000)).toEqual([5400, 3600])
  })

  test('the total spread over the lines, when they add up to something else', () => {
    expect(chargedPerLine(twoLines, [0, 0], 9500)).toEqual([5700, 3800])
  })

  test('returned lines keep their price, and the sold ones share what is left of the total', () => {
    const exchange = [line(5000, { quantity: -1 }), line(6000), line(4000)]
    expect(chargedPerLine(exchange, [0, 0, 0], 4500)).toEqual([-5000, 5700, 3800])
    expect(chargedPerLine(exchange, [0, 0, 0], -6000)).toEqual([-5000, 0, 0])
  })

  test('lines without a selling price share the total by their current price, or else by their units', () => {
    expect(
      chargedPerLine(
        twoLines.map((each) => ({ ...each, priceSell: 0 })),
        [0, 0],
        1000,
      ),
    ).toEqual([600, 400])
    expect(chargedPerLine([line(0, { quantity: 3 }), line(0)], [0, 0], 1000)).toEqual([750, 250])
  })

  test('a line below zero is a discount on the others, so that nobody earns on more than was charged', () => {
    expect(chargedPerLine([line(10_000), line(-1000)], [0, 0], 9000)).toEqual([9000, 0])
    const promotion = [line(5000, { priceSell: 2000, discountTotal: 3000 }), line(5000)]
    expect(chargedPerLine(promotion, [3000, 0], 4000)).toEqual([1143, 2857])
  })

  test('a sale with only returned lines charged nothing to any other', () => {
    expect(chargedPerLine([line(5000, { quantity: -1 }), line(0, { quantity: -1 })], [0, 0], -4000)).toEqual([-5000, 0])
    expect(chargedPerLine([], [], 500)).toEqual([])
  })

  test('what the sold lines were charged adds up to the total whenever one was sold', () => {
    const someLines = fc.array(
      fc.record({
        quantity: fc.integer({ min: -3, max: 5 }).filter((quantity) => quantity !== 0),
        priceCurrent: fc.nat(50_000),
        priceSell: fc.integer({ min: -5000, max: 50_000 }),
        discountTotal: fc.nat(5000),
        eligible: fc.boolean(),
      }),
      { maxLength: 10 },
    )
    fc.assert(
      fc.property(
        someLines,
        fc.integer({ min: -100_000, max: 500_000 }),
        fc.nat(20_000),
        (lines, total, redemption) => {
          const charged = chargedPerLine(lines, spreadRedemption(lines, redemption).shares, total)
          const returned = sum(lines.map((each) => Math.min(0, each.quantity) * Math.abs(each.priceSell)))
          const sold = charged.filter((_, index) => (lines[index]?.quantity ?? 0) > 0)
          expect(sold.every((amount) => amount >= 0)).toBe(true)
          expect(charged).toHaveLength(lines.length)
          if (lines.some(({ quantity }) => quantity > 0) && total >= returned) expect(sum(charged)).toBe(total)
        },
      ),
    )
  })
})

describe('returning units of a line', () => {
  const shirts = { quantity: 3, share: 1000, earned: points(50_000) }

  test("returning one of three shirts gives back that shirt's share and takes back its points", () => {
    expect(returnedPart({ ...shirts, returnedQuantity: 0, returning: 1 })).toEqual({
      units: 1,
      exceeds: false,
      share: 334,
      earned: 16_667,
    })
  })

  test('more shirts than are left come back as those that are left, and it is said', () => {
    expect(returnedPart({ ...shirts, returnedQuantity: 2, returning: 2 })).toEqual({
      units: 1,
      exceeds: true,
      share: 333,
      earned: 16_666,
    })
    expect(returnedPart({ ...shirts, returnedQuantity: 3, returning: 1 })).toEqual({
      units: 0,
      exceeds: true,
      share: 0,
      earned: 0,
    })
  })

  test('returning everything in any steps gives back the whole share and takes back all points', () => {
    const steps = fc.array(fc.nat(6), { maxLength: 10 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.nat(100_000),
        fc.nat(10_000_000),
        steps,
        (quantity, share, earned, returns) => {
          let returnedQuantity = 0
          let shareBack = 0
          let earnedBack = 0
          for (const returning of [...returns, quantity]) {
            const part = returnedPart({ quantity, share, earned: points(earned), returnedQuantity, returning })
            returnedQuantity += part.units
            shareBack += part.share
            earnedBack += part.earned
          }
          expect([returnedQuantity, shareBack, earnedBack]).toEqual([quantity, share, earned])
        },
      ),
    )
  })
})

test('returning all lines of any sale, in any order, gives back the whole redemption', () => {
  const someLines = fc.array(fc.tuple(fc.nat(30_000), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(someLines, fc.nat(60_000), fc.infiniteStream(fc.nat()), (drawn, redemption, dice) => {
      const lines = drawn.map(([price, quantity]) => line(price, { quantity }))
      const { shares, unallocated } = spreadRedemption(lines, redemption)
      const returnedQuantities = lines.map(() => 0)
      let back = 0
      // One unit after another, each of a line drawn from those that have units left.
      for (let units = sum(lines.map(({ quantity }) => quantity)); units > 0; units -= 1) {
        const open = lines.flatMap(({ quantity }, at) => ((returnedQuantities[at] ?? 0) < quantity ? [at] : []))
        const at = open[(dice.next().value ?? 0) % open.length] ?? 0
        const returnedQuantity = returnedQuantities[at] ?? 0
        const { quantity } = lines[at] ?? line(0)
        back += returnedPart({
          quantity,
          share: shares[at] ?? 0,
          earned: points(0),
          returnedQuantity,
          returning: 1,
        }).share
        returnedQuantities[at] = returnedQuantity + 1
      }
      expect(back + unallocated).toBe(redemption)
    }),
  )
})
