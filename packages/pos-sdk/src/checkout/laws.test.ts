// What holds for any basket, any reward and any order of events.
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

import { ask, at, begin, bob, line, pay, recorded, settled, taken, tell } from '../../test/story.ts'
import { basketTotal, redeemableMax } from './basket.ts'
import { checkoutRefusals } from './words.ts'
import type { CheckoutEvent } from './events.ts'
import { encode, pack, replay, unpack } from './journal.ts'
import { opened, transition } from './machine.ts'
import { linesComingBack, type Receipt } from './receipt.ts'
import { type Checkout, stateNames, takenReward } from './state.ts'
import { nextWork } from './work.ts'
import { saleBody } from './wire.ts'

const lines = fc
  .array(fc.record({ price: fc.nat(20_000), quantity: fc.integer({ min: 1, max: 7 }), isEligible: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((rows) =>
    rows.map(({ price, quantity, isEligible }, index) => line(String(index), price, { quantity, isEligible })),
  )

/** A closed sale of these lines, with as much of the reward as they allow. */
function sold(basket: ReturnType<typeof line>[], share: number): Checkout {
  const open = begin(basket)
  const amount = Math.floor(redeemableMax(open.basket) * share)
  const redeemed = amount > 0 ? tell(open, ask(amount), taken(amount)) : open
  const paying = tell(redeemed, { name: 'paymentBegun' })
  const due = basketTotal(open.basket) - amount
  return tell(paying, ...(due === 0 ? [] : [pay(due)]), settled)
}

const shareOfAll = fc.double({ min: 0, max: 1, noNaN: true })
const cents = (amount: number): number => Math.round(amount * 100)

test('the shares of a receipt add up to its reward, and none is more than its line (R6)', () => {
  fc.assert(
    fc.property(lines, shareOfAll, (basket, share) => {
      const { receipt } = sold(basket, share)
      const parts = receipt?.lines ?? []
      expect(parts.reduce((sum, part) => sum + part.shareMinor, 0)).toBe(receipt?.rewardMinor)
      expect(parts.every((part) => part.shareMinor <= part.priceMinor * part.quantity)).toBe(true)
    }),
  )
})

test('what is sent for a sale adds up to what was charged, to the cent', () => {
  fc.assert(
    fc.property(lines, shareOfAll, (basket, share) => {
      const checkout = sold(basket, share)
      const body = saleBody(checkout, checkout.receipt as Receipt, 'tillside')
      const sentDiscounts = (body.items ?? []).flatMap((item) => item.discounts ?? [])
      const discounts = sentDiscounts.reduce((sum, { amount }) => sum + cents(amount), 0)
      const lineSum = (body.items ?? []).reduce((sum, item) => sum + cents(item.price_sell) * item.quantity, 0)
      expect(discounts).toBe(checkout.receipt?.rewardMinor)
      expect([cents(body.total), cents(body.total) + discounts]).toContain(lineSum)
    }),
  )
})

test('goods that come back in any steps bring back exactly the reward that they carried, and the rest in money (R6)', () => {
  fc.assert(
    fc.property(lines, shareOfAll, fc.array(fc.nat(5), { maxLength: 20 }), (basket, share, picks) => {
      const { receipt } = sold(basket, share)
      const before = new Map<string, number>()
      let [rewardBack, moneyBack] = [0, 0]
      const bringBack = (lineId: string, units: number): void => {
        const back = linesComingBack(receipt as Receipt, [{ lineId, units, unitsBefore: before.get(lineId) ?? 0 }])
        if (!back.ok) return
        before.set(lineId, (before.get(lineId) ?? 0) + units)
        const returning = tell(begin(back.value), { name: 'paymentBegun' })
        const due = basketTotal(returning.basket)
        const closed = tell(returning, ...(due === 0 ? [] : [pay(due)]), settled)
        const body = saleBody(closed, closed.receipt as Receipt, 'tillside')
        expect((body.items ?? []).reduce((sum, item) => sum + cents(item.price_sell) * item.quantity, 0)).toBe(due)
        moneyBack -= due
        rewardBack += back.value[0]?.returnFor?.shareMinor ?? 0
      }
      for (const pick of picks) bringBack(String(pick), 1)
      for (const { id, quantity } of basket) bringBack(id, quantity - (before.get(id) ?? 0))
      expect([rewardBack, moneyBack]).toEqual([receipt?.rewardMinor, receipt?.totalMinor])
    }),
  )
})

const keys = fc.constantFrom('k1', 'k2', 'k3')
const anyEvent: fc.Arbitrary<CheckoutEvent> = fc.oneof(
  keys.map((key) => ask(1000, key)),
  keys.map((key) => ({ ...ask(1000, key), allowance: { id: 'a1', signature: 's', validUntil: at } })),
  fc.tuple(keys, fc.integer({ min: 70, max: 75 })).map(([key, id]) => taken(1000, key, id)),
  keys.map((key) => ({ name: 'redemptionRefused', key, code: 'nothing_to_redeem', message: '' }) as const),
  fc
    .constantFrom('redemptionUndone', 'reversalPassed', 'answerLost', 'redemptionNever')
    .chain((name) => keys.map((key) => ({ name, key }) as const)),
  fc
    .constantFrom(
      'rewardReleased',
      'paymentBegun',
      'parked',
      'resumed',
      'customerDetached',
      'recordAsked',
      'voidRecorded',
    )
    .map((name) => ({ name }) as const),
  fc.constantFrom('paymentFailed', 'cancelled', 'voidAsked').map((name) => ({ name, reason: '' }) as const),
  fc.constant({ name: 'customerAttached', customer: bob } as const),
  fc.constantFrom(pay(25_000), pay(24_000), settled, recorded),
  fc.constantFrom('saleRejected', 'voidRefused').map((name) => ({ name, code: 'x', message: '' }) as const),
  fc.constant({ name: 'returnsLooked', returnable: [], exceptions: [] } as const),
)

test('whatever happens in whatever order: one reward is wanted at most, a closed sale stays as it is, and the journal tells it all again', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
      let checkout = begin()
      const first = { name: 'opened', basket: checkout.basket, customer: checkout.customer } as const
      const records = [encode({ receiptRef: checkout.receiptRef, sequence: 1, at, event: first })]
      for (const event of events) {
        const next = transition(checkout, event, at)
        if (!next.ok) {
          expect(Object.keys(checkoutRefusals)).toContain(next.refusal.code)
          continue
        }
        if (checkout.receipt) expect(next.value.receipt).toEqual(checkout.receipt)
        checkout = next.value
        records.push(encode({ receiptRef: checkout.receiptRef, sequence: checkout.sequence, at, event }))
        const wanted = checkout.attempts.filter(
          ({ isWanted, status }) => isWanted && ['asked', 'taken'].includes(status),
        )
        expect(wanted.length).toBeLessThanOrEqual(1)
        if (checkout.state === 'redeemed') expect(takenReward(checkout)).not.toBeNull()
        if (['parked', 'cancelled', 'voided'].includes(checkout.state)) expect(wanted).toEqual([])
        const unsure = checkout.attempts.some(
          ({ isWanted, status }) => !isWanted && (status === 'asked' || status === 'taken'),
        )
        if (unsure) expect(nextWork(checkout, 'tillside')).not.toBeNull()
      }
      const told = replay(records).get(checkout.receiptRef)
      expect(told?.checkout).toEqual(checkout)
      expect(unpack(checkout.receiptRef, pack(told?.entries ?? []))).toEqual(told)
    }),
    { numRuns: 500 },
  )
})

test('a journal with a line missing, changed or too many is refused, and never read as something else (R10)', () => {
  const open = { name: 'opened', basket: begin().basket, customer: null } as const
  const record = (sequence: number, event: CheckoutEvent): string => encode({ receiptRef: 'r', sequence, at, event })
  expect(() => replay([record(1, open), record(3, { name: 'paymentBegun' })])).toThrow(/gap/)
  expect(() => replay([record(2, { name: 'paymentBegun' })])).toThrow(/gap/)
  expect(() => replay([record(1, { name: 'paymentBegun' })])).toThrow(/does not begin/)
  expect(() => replay([record(1, open), record(2, pay(5))])).toThrow(/cannot have happened: payment_not_begun/)
  expect(() => replay(['{"receiptRef":"r"}'])).toThrow(/not an event/)
  expect(replay([record(1, open)]).get('r')?.checkout).toEqual(opened('r', open, at))
})

test('a journal of a later version is refused by name, so that nobody takes it for damage (R10)', () => {
  const open = { name: 'opened', basket: begin().basket, customer: null } as const
  const later = JSON.stringify({ receiptRef: 'r', sequence: 2, at, event: { name: 'tipAdded' } })
  const read = (): unknown => replay([encode({ receiptRef: 'r', sequence: 1, at, event: open }), later])
  expect(read).toThrow(expect.objectContaining({ code: 'journal_version_unknown' }))
})

test('SPEC.md names every state and every event', () => {
  const spec = readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8')
  const events = readFileSync(new URL('events.ts', import.meta.url), 'utf8').matchAll(
    /^ {2}(\w+): (?:Attempted|Refused|\{|object)/gm,
  )
  const names = [...stateNames, ...[...events].map((match) => String(match[1]))]
  expect(names.filter((name) => !spec.includes(`\`${name}\``))).toEqual([])
  expect(names.length).toBeGreaterThan(35)
})
