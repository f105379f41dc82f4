// What becomes of a sale after it was closed, when not all goes as it should.
import { instant, minuteMs, type Instant } from '@tillside/rules/time'
import { expect, test } from 'vitest'

import { createMemory } from '../adapters/memory-journal.ts'
import { type Asked, data, openCounter, willing } from '../../test/counter.ts'
import { beginAt, no, openLoopbackTill, payAndClose, sale } from '../../test/loopback-till.ts'
import { openTillClock } from '../../test/till-clock.ts'
import { at, begin, line, pay, recorded, refusalOf, settled, soldWithReward, tell } from '../../test/story.ts'
import type { CheckoutEvent } from './events.ts'
import { isForStaff, lossesOf } from './losses.ts'
import { transition } from './machine.ts'
import { type Receipt } from './receipt.ts'
import type { Checkout } from './state.ts'
import { saleBody } from './wire.ts'
import { isAtRest, nextWork } from './work.ts'

const rejected: CheckoutEvent = { name: 'saleRejected', code: 'validation_failed', message: 'no' }
const voidAsked: CheckoutEvent = { name: 'voidAsked', reason: 'mistake' }
const workOf = (checkout: Checkout): string | undefined => nextWork(checkout, 'tillside')?.work.kind
const comesBack = line('b', 4000, {
  quantity: -1,
  returnFor: { receiptRef: 'S', lineId: '1', redemptionId: 71, shareMinor: 800 },
})
const returned = (): Checkout => tell(begin([comesBack]), { name: 'paymentBegun' }, pay(-3200), settled)
const returnable = [{ redemptionId: 71, amountMinor: 800 }]

test('a sale that the server refused is void at once when the cashier says so, and its reward goes back (R3)', () => {
  const over = tell(soldWithReward(), rejected, voidAsked)
  expect([over.state, workOf(over)]).toEqual(['voided', 'reverse'])
  expect(refusalOf(over, { name: 'recordAsked' })).toBe('not_rejected')
  const later = tell(soldWithReward(), voidAsked, rejected)
  expect([later.state, workOf(later)]).toEqual(['voided', 'reverse'])
})

test('a return that is voided before it was recorded gives no share out', () => {
  const voiding = tell(returned(), voidAsked, { ...recorded, returnable })
  expect([voiding.state, voiding.refunds]).toEqual(['voiding', []])
})

test('the points of a sale are what the server says of it, and what it says later takes their place', () => {
  const early = { earned: 12_000, takenBack: 0 }
  const sold = tell(returned(), { ...recorded, exceptions: ['return_unmatched'], points: early })
  expect(sold.points).toEqual(early)
  expect(tell(sold, { name: 'returnsLooked', returnable: [], exceptions: [] }).points).toEqual(early)
  const matched = { earned: 12_000, takenBack: 8_000 }
  expect(tell(sold, { name: 'returnsLooked', returnable: [], exceptions: [], points: matched }).points).toEqual(matched)
  // A server that does not say.
  expect(tell(returned(), recorded).points).toBeNull()
})

test('goods that came back before their own sale was recorded bring their share back when it is', () => {
  const early = tell(returned(), { ...recorded, exceptions: ['return_unmatched'] })
  expect(early.state).toBe('recorded')
  expect(nextWork(early, 'tillside')).toEqual({
    work: { kind: 'lookAtReturns' },
    wait: { since: at, ms: 5 * minuteMs },
  })
  expect(isAtRest(early, 'tillside')).toBe(false)
  const matched = tell(early, { name: 'returnsLooked', returnable, exceptions: [] })
  expect([matched.state, workOf(matched), matched.exceptions]).toEqual(['refunding', 'returnShare', []])
  const done = tell(matched, { name: 'shareReturned', key: matched.refunds[0]?.key ?? '', totalMinor: 800 })
  expect([done.state, isAtRest(done, 'tillside')]).toEqual(['recorded', true])
})

test('a sale that never comes is looked for ever less often, and after a week no more', () => {
  let checkout = tell(returned(), { ...recorded, exceptions: ['return_unmatched'] })
  let looks = 0
  for (;;) {
    const due = nextWork(checkout, 'tillside')
    if (!due) break
    looks += 1
    const event = { name: 'returnsLooked', returnable: [], exceptions: ['return_unmatched'] } as const
    const next = transition(checkout, event, instant((due.wait?.since ?? at) + (due.wait?.ms ?? 0)))
    if (!next.ok) throw new Error(next.refusal.code)
    checkout = next.value
  }
  expect(looks).toBeLessThan(50)
  expect([checkout.state, checkout.exceptions]).toEqual(['recorded', ['return_unmatched']])
})

test("a gateway's 404 does not end the search for the sale that goods came from", async () => {
  const gateway = { status: 404, body: { message: 'no Route matched with those values' } }
  let isAtGateway = true
  const isLooked = ({ method, path }: Asked): boolean => method === 'GET' && path.startsWith('/transactions/')
  const counter = await openCounter((asked) => {
    if (isLooked(asked)) {
      return isAtGateway
        ? gateway
        : data({ id: 5, returnable: [{ redemption_id: 70, amount: 8 }], exceptions: [] }, 200)
    }
    const early = { id: 5, returnable: [], exceptions: [{ code: 'return_unmatched' }] }
    return asked.path.startsWith('/transactions') ? data(early) : willing(asked)
  })
  const { clock, till } = counter
  const returnFor = { receiptRef: 'S-1', lineId: '1', redemptionId: 70, shareMinor: 800 }
  const basket = { lines: [line('b', 2000, { quantity: -1, returnFor })] }
  const begun = await clock.until(till.begin({ receiptRef: 'B-1', basket }))
  if (!begun.ok) throw new Error(begun.refusal.code)
  await counter.pay(begun.value, -1200)
  await clock.pass(10 * minuteMs)
  isAtGateway = false
  await clock.pass(60 * minuteMs)
  expect(begun.value.current.refunds).toMatchObject([{ redemptionId: 70, status: 'returned' }])
})

test('a void that the server refuses leaves the sale as it is, says why, and can be asked for again', () => {
  const refused = { name: 'voidRefused', code: 'external_id_clash', message: 'no' } as const
  const stands = tell(soldWithReward(), recorded, voidAsked, refused)
  expect([stands.state, stands.voidRefusal?.code, workOf(stands)]).toEqual(['recorded', 'external_id_clash', undefined])
  const again = tell(stands, voidAsked)
  expect([again.state, again.voidRefusal]).toEqual(['voiding', null])
})

test('a lapsed hold that the server took anew gives receipt and reward the new number', () => {
  const checkout = tell(soldWithReward(), { ...recorded, redemptionId: 88 })
  expect([checkout.receipt?.redemptionId, checkout.attempts[0]?.redemptionId]).toEqual([88, 88])
  expect(tell(soldWithReward(), recorded).receipt?.redemptionId).toBe(71)
})

test('a refused sale is sent again under a key of its own, since the server keeps its refusal', async () => {
  const { till, server, behaveBy } = await openLoopbackTill({
    routes: [['POST', '/transactions', no(422, 'validation_failed')]],
  })
  const checkout = await beginAt(till, undefined, 'R')
  await payAndClose(checkout, 1000)
  behaveBy([])
  await checkout.recordAgain()
  expect([checkout.current.state, server.arrivals.map(({ key }) => key)]).toEqual(['recorded', ['R-sale-2']])
})

test.each<[string, Parameters<typeof openLoopbackTill>[0], string]>([
  ['a sale whose reward had lapsed', { routes: [['POST', '/transactions', lost('hold_lapsed')]] }, 'settle'],
  ['a sale whose reward was reversed', { routes: [['POST', '/transactions', lost('redemption_reversed')]] }, 'settle'],
  ['a void that the server refuses', { routes: [['PUT', '/9', no(422, 'external_id_clash')]] }, 'void'],
])('after a crash %s is reported for staff, not as finished', async (_, opening, until) => {
  const memory = createMemory()
  const cut = [['POST', '/transactions', no(503, 'unavailable')]] as const
  const before = await openLoopbackTill({ memory, routes: cut })
  const checkout = await beginAt(before.till)
  await payAndClose(checkout, 1000)
  if (until === 'void') await checkout.void('mistake')
  const after = await openLoopbackTill({ ...opening, memory: { records: [...memory.records], isInUse: false } })
  expect(after.recovery.checkouts).toMatchObject([{ receiptRef: checkout.receiptRef, became: 'for_staff' }])
})

function lost(code: string) {
  return sale({ exceptions: [{ id: 1, code, meaning: code }] })
}

const shareLeft = (exceptions: readonly { id: number; code: string; meaning: string }[]) =>
  [
    ['POST', '/transactions', sale({ returnable: [{ redemption_id: 71, amount: 8 }] })],
    ['PUT', '/9', sale({ exceptions })],
  ] as const

test.each([
  ['for staff', 'the customer has both', ['refund_without_return']],
  ['for nobody', 'nothing is out', []],
])(
  'a return that was voided after its share was given back is %s where the server says that %s',
  async (_, __, codes) => {
    const { till } = await openLoopbackTill({ routes: shareLeft(codes.map((code) => ({ id: 1, code, meaning: '' }))) })
    const checkout = await beginAt(till, [comesBack])
    await payAndClose(checkout, -3200)
    await checkout.void('mistake')
    expect(checkout.current).toMatchObject({ state: 'voided', exceptions: codes })
    expect([isForStaff(checkout.current), lossesOf(checkout.current)]).toEqual([codes.length > 0, codes])
  },
)

test('where the server cannot say so, the till knows itself that the share of a voided return is out', () => {
  const given: CheckoutEvent = { name: 'shareReturned', key: '', totalMinor: 800 }
  const refunding = tell(returned(), { ...recorded, returnable })
  const key = refunding.refunds[0]?.key ?? ''
  const voided = tell(refunding, { ...given, key }, voidAsked, { name: 'voidRecorded' })
  expect([voided.state, isForStaff(voided), lossesOf(voided)]).toEqual(['voided', true, ['refund_without_return']])
})

const soldAt = (moment: Instant): string | undefined => {
  const sold = tell(begin([line('1', 0)]), { name: 'paymentBegun' }, { ...settled, soldAt: moment })
  return saleBody(sold, sold.receipt as Receipt, 'tillside').transacted_at
}

test('in the hour that happens twice a receipt says which of the two it was sold in', () => {
  const firstHalfPastTwo = Date.UTC(2025, 3, 5, 15, 30)
  expect(soldAt(instant(firstHalfPastTwo))).toBe('2025-04-06 02:30:00')
  expect(soldAt(instant(firstHalfPastTwo + 60 * minuteMs))).toBe('2025-04-06 02:30:00+10:00')
  expect(soldAt(instant(firstHalfPastTwo + 120 * minuteMs))).toBe('2025-04-06 03:30:00')
})

test('a share that was found late is given back by the till itself', async () => {
  const clock = openTillClock(at)
  const early = sale({ exceptions: [{ id: 1, code: 'return_unmatched', meaning: '' }] })
  const { till, behaveBy, server } = await openLoopbackTill({ clock, routes: [['POST', '/transactions', early]] })
  const checkout = await beginAt(till, [comesBack])
  await payAndClose(checkout, -3200)
  behaveBy([['GET', '/transactions/9', sale({ returnable: [{ redemption_id: 71, amount: 8 }] })]])
  clock.set(instant(at + 6 * minuteMs))
  await till.drain()
  expect(checkout.current).toMatchObject({ state: 'recorded', refunds: [{ amountMinor: 800, status: 'returned' }] })
  expect(server.arrivals.map(({ url }) => url.split('/').at(-1))).toEqual(['9', 'return'])
})

test('a sale that the server will not show is looked at again later, not without end', async () => {
  const clock = openTillClock(at)
  const early = sale({ exceptions: [{ id: 1, code: 'return_unmatched', meaning: '' }] })
  const routes = [
    ['POST', '/transactions', early],
    ['GET', '/transactions/9', no(422, 'validation_failed')],
  ] as const
  const { till } = await openLoopbackTill({ clock, routes })
  const checkout = await beginAt(till, [comesBack])
  await payAndClose(checkout, -3200)
  clock.set(instant(at + 6 * minuteMs))
  await till.drain()
  expect(checkout.current.unmatched).toEqual({ since: at, looks: 1, lookedAt: at + 6 * minuteMs })
  expect(checkout.current.exceptions).toEqual(['return_unmatched'])
})
