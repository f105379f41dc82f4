// The checkout as the cashier lives it, event by event; the numbers are those of SPEC.md.
import { expect, test } from 'vitest'

import {
  ada,
  ask,
  at,
  begin,
  bob,
  line,
  pay,
  recorded,
  refusalOf,
  settled,
  soldWithReward,
  taken,
  tell,
} from '../../test/story.ts'
import type { CheckoutEvent } from './events.ts'
import { linesComingBack } from './receipt.ts'
import { currentAttempt, takenReward } from './state.ts'
import { isAtRest, lateMsMax, nextWork } from './work.ts'

const paying: CheckoutEvent = { name: 'paymentBegun' }
const failed: CheckoutEvent = { name: 'paymentFailed', reason: 'declined' }
const released: CheckoutEvent = { name: 'rewardReleased' }
const refused: CheckoutEvent = { name: 'redemptionRefused', key: 'k1', code: 'nothing_to_redeem', message: '' }
const undone: CheckoutEvent = { name: 'redemptionUndone', key: 'k1' }

test('a reward of 50.00 is spread over the lines of the receipt as 13, 23, 5 and 9 (R6)', () => {
  const { receipt, state } = soldWithReward()
  expect(state).toBe('settled')
  expect(receipt?.lines.map(({ shareMinor }) => shareMinor)).toEqual([1300, 2300, 500, 900])
  expect([receipt?.totalOriginalMinor, receipt?.rewardMinor, receipt?.totalMinor]).toEqual([25_000, 5000, 20_000])
})

test('when the server takes less than was asked for, the customer pays the difference', () => {
  const checkout = tell(begin(), ask(5000), taken(3000), paying)
  expect(refusalOf(tell(checkout, pay(20_000)), settled)).toBe('tenders_short')
  expect(tell(checkout, pay(22_000), settled).receipt?.rewardMinor).toBe(3000)
})

test('a payment that fails sends the reward back, and the money that was tendered so far (R3)', () => {
  const checkout = tell(begin(), ask(5000), taken(5000), paying, pay(10_000), failed)
  expect(checkout.state).toBe('open')
  expect(checkout.tenders).toEqual([])
  expect(checkout.tendersToGiveBack.map(({ amountMinor }) => amountMinor)).toEqual([10_000])
  expect(nextWork(checkout, 'tillside')?.work.kind).toBe('reverse')
  expect(nextWork(tell(checkout, undone), 'tillside')).toBeNull()
})

test('no reward is asked for before the one that was let go is back (R4)', () => {
  const checkout = tell(begin(), ask(5000), taken(5000), released)
  expect(refusalOf(checkout, ask(2000, 'k2'))).toBe('reward_still_coming_back')
  expect(currentAttempt(tell(checkout, undone, ask(2000, 'k2')))?.key).toBe('k2')
})

test('the second tap on redeem does nothing (R8)', () => {
  const asked = tell(begin(), ask(5000))
  expect(refusalOf(asked, ask(5000, 'k2'))).toBe('redeem_under_way')
  expect(refusalOf(tell(asked, taken(5000)), ask(5000, 'k2'))).toBe('already_redeemed')
})

test('an answer that comes after the cashier went on without it sends its value back (R3)', () => {
  const checkout = tell(begin(), ask(5000), released, paying, pay(25_000), settled)
  expect(nextWork(checkout, 'tillside')?.work.kind).toBe('redeem')
  const late = tell(checkout, taken(5000))
  expect([late.state, late.receipt?.rewardMinor]).toEqual(['settled', 0])
  expect(nextWork(late, 'tillside')?.work.kind).toBe('reverse')
  expect(nextWork(tell(late, undone), 'tillside')?.work.kind).toBe('record')
})

test('another card mid-sale: the first customer keeps their reward', () => {
  const checkout = tell(begin(), ask(5000), taken(5000), { name: 'customerAttached', customer: bob })
  expect([checkout.state, checkout.customer]).toEqual(['open', bob])
  expect(nextWork(checkout, 'tillside')?.work.kind).toBe('reverse')
})

test('the same card again changes nothing', () => {
  const checkout = tell(begin(), ask(5000), taken(5000), { name: 'customerAttached', customer: ada })
  expect([checkout.state, takenReward(checkout)?.totalMinor]).toEqual(['redeemed', 5000])
})

test('a parked sale holds no value; resumed, the customer chooses anew', () => {
  const parked = tell(begin(), ask(5000), taken(5000), { name: 'parked' })
  expect(nextWork(parked, 'tillside')?.work.kind).toBe('reverse')
  expect(refusalOf(parked, paying)).toBe('is_parked')
  const resumed = tell(parked, undone, { name: 'resumed' })
  expect([resumed.state, takenReward(resumed)]).toEqual(['open', null])
  expect(refusalOf(resumed, { name: 'resumed' })).toBe('not_parked')
})

test('when the ten minutes have passed the reward comes back as a return (R3)', () => {
  const late = tell(begin(), ask(5000), taken(5000), released, { name: 'reversalPassed', key: 'k1' })
  expect(nextWork(late, 'tillside')?.work.kind).toBe('return')
  expect(tell(late, undone).attempts.map(({ status }) => status)).toEqual(['undone'])
})

test('value that can neither be reversed nor returned is listed for staff (R3)', () => {
  const stuck = tell(
    begin(),
    ask(5000),
    taken(5000),
    { name: 'cancelled', reason: 'left' },
    {
      name: 'undoRefused',
      key: 'k1',
      code: 'not_found',
      message: 'Not found.',
    },
  )
  expect(stuck.attempts[0]).toMatchObject({ status: 'listed', refusal: { code: 'not_found' } })
  expect(isAtRest(stuck, 'tillside')).toBe(true)
})

test('a closed sale changes no more, and is recorded once (R5)', () => {
  const checkout = soldWithReward()
  expect(refusalOf(checkout, settled)).toBe('is_closed')
  expect(refusalOf(checkout, { name: 'basketChanged', basket: { currency: 'AUD', lines: [] } })).toBe('is_closed')
  const done = tell(checkout, recorded)
  expect([done.state, isAtRest(done, 'tillside')]).toEqual(['recorded', true])
  expect(refusalOf(done, recorded)).toBe('answer_unexpected')
})

test('a sale that the server refuses waits for staff, and is sent again when they say so', () => {
  const rejected = tell(soldWithReward(), { name: 'saleRejected', code: 'validation_failed', message: 'no' })
  expect([rejected.state, nextWork(rejected, 'tillside')]).toEqual(['rejected', null])
  expect(nextWork(tell(rejected, { name: 'recordAsked' }), 'tillside')?.work.kind).toBe('record')
  expect(refusalOf(soldWithReward(), { name: 'recordAsked' })).toBe('not_rejected')
})

test('a void that is asked for before the sale is recorded comes after it', () => {
  const asked = tell(soldWithReward(), { name: 'voidAsked', reason: 'mistake' })
  expect(nextWork(asked, 'tillside')?.work.kind).toBe('record')
  const voiding = tell(asked, recorded)
  expect([voiding.state, nextWork(voiding, 'tillside')?.work.kind]).toEqual(['voiding', 'void'])
  const over = tell(voiding, { name: 'voidRecorded' })
  expect([over.state, takenReward(over)]).toEqual(['voided', null])
  expect(refusalOf(over, { name: 'voidAsked', reason: 'again' })).toBe('already_void')
})

test('the share of a line that comes back is given back after its sale is recorded', () => {
  const back = linesComingBack({ ...soldWithReward().receipt!, redemptionId: 71 }, [{ lineId: '2', units: 1 }])
  if (!back.ok) throw new Error(back.refusal.code)
  const checkout = tell(begin(back.value), paying, pay(-9200), settled)
  expect(checkout.receipt?.totalMinor).toBe(-9200)
  const refunding = tell(checkout, { ...recorded, returnable: [{ redemptionId: 71, amountMinor: 2300 }] })
  const work = nextWork(refunding, 'tillside')?.work
  expect([refunding.state, work?.kind]).toEqual(['refunding', 'returnShare'])
  const key = refunding.refunds[0]?.key ?? ''
  expect(tell(refunding, { name: 'shareReturned', key, totalMinor: 2300 }).state).toBe('recorded')
  expect(tell(refunding, { name: 'shareRefused', key, code: 'not_found', message: '' }).refunds[0]?.status).toBe(
    'refused',
  )
})

test('value taken twice on a server without keys: the second goes back (R9)', () => {
  const twice = tell(begin(), ask(5000), taken(5000), taken(5000, 'k1', 72))
  expect(takenReward(twice)?.redemptionId).toBe(71)
  expect(nextWork(twice, 'omneo')?.work).toMatchObject({ kind: 'reverse', attempt: { redemptionId: 72 } })
  expect(refusalOf(twice, taken(5000, 'k1', 72))).toBe('answer_unexpected')
})

test('after a lost answer a server without keys is looked through once nothing can arrive any more (R9)', () => {
  const lost = tell(
    begin(),
    ask(5000),
    { name: 'answerLost', key: 'k1' },
    taken(5000),
    paying,
    pay(20_000),
    settled,
    recorded,
  )
  const due = nextWork(lost, 'omneo')
  expect(due?.work.kind).toBe('sweep')
  expect(due?.wait).not.toBeNull()
  expect(nextWork(lost, 'tillside')).toBeNull()
  const strays = [
    { redemptionId: 71, totalMinor: 5000, takenAt: lost.openedAt },
    { redemptionId: 73, totalMinor: 5000, takenAt: lost.openedAt },
  ]
  const swept = tell(lost, { name: 'straysLooked', key: 'k1', strays })
  expect(nextWork(swept, 'omneo')?.work).toMatchObject({ kind: 'reverse', attempt: { redemptionId: 73 } })
})

test('a server without keys is looked through for a redemption that the network sent twice, though its answer came (R9)', () => {
  for (const answer of [taken(5000), refused]) {
    const sold = tell(begin(), ask(5000), answer)
    const due = nextWork(sold, 'omneo')
    expect([due?.work.kind, due?.wait]).toEqual(['sweep', { since: at, ms: lateMsMax }])
    expect(nextWork(sold, 'tillside')).toBeNull()
    const strays = [{ redemptionId: 73, totalMinor: 5000, takenAt: at }]
    const swept = tell(sold, { name: 'straysLooked', key: 'k1', strays })
    expect(nextWork(swept, 'omneo')?.work).toMatchObject({ kind: 'reverse', attempt: { redemptionId: 73 } })
    const [, stray] = swept.attempts
    expect(nextWork(tell(swept, { name: 'redemptionUndone', key: stray?.key ?? '' }), 'omneo')).toBeNull()
  }
})

test('a redemption that never arrived is known to be none, after a last look', () => {
  const gone = tell(begin(), ask(5000), { name: 'answerLost', key: 'k1' }, released, {
    name: 'redemptionNever',
    key: 'k1',
  })
  expect([gone.attempts[0]?.status, nextWork(gone, 'tillside')]).toEqual(['never', null])
  expect(nextWork(gone, 'omneo')).toMatchObject({ work: { kind: 'sweep' }, wait: { since: at, ms: lateMsMax } })
  const looked = tell(gone, { name: 'straysLooked', key: 'k1', strays: [] })
  expect(nextWork(looked, 'omneo')).toBeNull()
})

test('what is spent from an allowance is taken at once, and reported before its sale is recorded', () => {
  const spent = tell(begin(), { ...ask(2000), allowance: { id: 'a1', signature: 's', validUntil: at } })
  expect([spent.state, takenReward(spent)?.totalMinor]).toEqual(['redeemed', 2000])
  expect(tell(spent, released).attempts[0]?.status).toBe('undone')
  const sold = tell(spent, paying, pay(23_000), settled)
  expect(nextWork(sold, 'tillside')?.work.kind).toBe('report')
  const reported = tell(sold, {
    name: 'spendReported',
    key: 'k1',
    redemptionId: 88,
    totalMinor: 2000,
    shortfallMinor: 0,
  })
  expect(nextWork(reported, 'tillside')?.work.kind).toBe('record')
})

test('two tenders may pay one sale, and none may pay more than is due', () => {
  const checkout = tell(begin([line('1', 10_000)]), paying, pay(4000))
  expect(refusalOf(checkout, pay(6001))).toBe('tenders_beyond_due')
  expect(refusalOf(checkout, pay(-1))).toBe('tenders_beyond_due')
  expect(refusalOf(checkout, pay(0))).toBe('tender_invalid')
  expect(tell(checkout, pay(6000), settled).receipt?.tenders.length).toBe(2)
})

test('what cannot be done yet, or any more, is refused by name', () => {
  const open = begin()
  expect(refusalOf(open, pay(1))).toBe('payment_not_begun')
  expect(refusalOf(open, released)).toBe('not_redeemed')
  expect(refusalOf(open, { name: 'voidAsked', reason: '' })).toBe('not_closed')
  expect(refusalOf(begin([]), paying)).toBe('basket_empty')
  expect(refusalOf(begin(undefined, null), ask(1))).toBe('customer_missing')
  expect(refusalOf(open, ask(0))).toBe('amount_invalid')
  expect(refusalOf(open, ask(25_001))).toBe('amount_above_basket')
  expect(refusalOf(open, ask(null))).toBe('nothing_asked')
  expect(refusalOf(tell(open, ask(1)), { name: 'basketChanged', basket: open.basket })).toBe('basket_is_redeemed')
  expect(refusalOf(tell(open, paying), { name: 'parked' })).toBe('payment_under_way')
})
