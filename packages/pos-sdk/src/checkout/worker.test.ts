// What the till bears of a server that is away, slow, stubborn or misunderstood, while the cashier goes on selling.
import { expect, test } from 'vitest'
import { hourMs, instant, minuteMs, secondMs } from '@tillside/rules/time'

import { type Asked, type Answer, empty, no, openCounter, openVirtualClock, willing } from '../../test/counter.ts'
import { JournalError } from '../ports/storage.ts'

const html: Answer = { status: 413, body: '<html>too large</html>' }

test('a sale is recorded though an earlier reward cannot be put back', async () => {
  for (const answer of [no(403, 'scope_missing'), no(500, 'server_error')]) {
    const counter = await openCounter((asked) => (asked.path.endsWith('/reversal') ? answer : willing(asked)))
    const checkout = await counter.begin('R-1')
    await counter.clock.until(checkout.redeem({ amountMinor: 500 }))
    await counter.clock.until(checkout.release())
    await counter.pay(checkout)
    await counter.clock.pass(minuteMs)
    expect([checkout.current.state, checkout.current.attempts[0]?.status]).toEqual(['recorded', 'taken'])
  }
})

test("a gateway's 404 after a lost answer does not make a reward that was taken look refused", async () => {
  let isAtGateway = false
  let isLost = true
  const counter = await openCounter((asked) => {
    if (isAtGateway) return { status: 404, body: { message: 'no Route matched with those values' } }
    return asked.path.endsWith('/redeem') && isLost ? 'lost' : willing(asked)
  })
  const checkout = await counter.begin('R-1')
  await counter.clock.until(checkout.redeem({ amountMinor: 500 }))
  isAtGateway = true
  await counter.clock.pass(10 * minuteMs)
  expect(checkout.current.state).toBe('redeeming')
  isAtGateway = isLost = false
  await counter.clock.until(counter.till.drain())
  expect(checkout.current.state).toBe('redeemed')
})

test("a gateway's 404 does not make a closed sale rejected", async () => {
  let isAtGateway = true
  const counter = await openCounter((asked) => (isAtGateway ? no(404) : willing(asked)))
  const sales = [await counter.sell('R-1'), await counter.sell('R-2')]
  await counter.clock.pass(10 * minuteMs)
  expect(sales.map(({ current }) => current.state)).toEqual(['settled', 'settled'])
  isAtGateway = false
  counter.asked.length = 0
  await counter.clock.until(counter.till.drain())
  expect(counter.sent()).toEqual(['R-1', 'R-2'])
})

test('a till that is moved to another store repeats what it asked as it asked it', async () => {
  const first = await openCounter((asked) => (asked.path.endsWith('/redeem') ? 'lost' : willing(asked)), {
    locationId: 14,
  })
  await first.clock.until((await first.begin('R-1')).redeem({ amountMinor: 500 }))
  const { clock, memory } = first
  const second = await openCounter(willing, { clock, memory, locationId: 15 })
  const bodies = [...first.asked, ...second.asked].filter(({ path }) => path.endsWith('/redeem'))
  expect(second.asked.some(({ path }) => path.endsWith('/redeem'))).toBe(true)
  expect(new Set(bodies.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  expect(bodies[0]?.body['location_id']).toBe(14)
})

test('a key that stands for another request leaves the reward for staff, and the sale goes on', async () => {
  const counter = await openCounter((asked) =>
    asked.path.endsWith('/redeem') ? no(409, 'idempotency_key_reused') : willing(asked),
  )
  const checkout = await counter.begin('R-1')
  const redeemed = await counter.clock.until(checkout.redeem({ amountMinor: 500 }))
  expect(redeemed.ok || redeemed.refusal.code).toBe('idempotency_key_reused')
  expect(checkout.current).toMatchObject({ state: 'open', attempts: [{ status: 'listed' }] })
})

test('a till that may not redeem says so at once, and the sale goes on', async () => {
  const counter = await openCounter((asked) =>
    asked.path.endsWith('/redeem') ? no(403, 'scope_missing') : willing(asked),
  )
  const checkout = await counter.begin('R-1')
  const redeemed = await counter.clock.until(checkout.redeem({ amountMinor: 500 }))
  expect(redeemed.ok || redeemed.refusal.code).toBe('scope_missing')
  await counter.pay(checkout)
  expect(checkout.current.state).toBe('recorded')
})

test('a till that may not redeem any more says nothing of the reward that it asked for before', async () => {
  let answer: Answer = 'lost'
  const counter = await openCounter((asked) => (asked.path.endsWith('/redeem') ? answer : willing(asked)))
  const checkout = await counter.begin('R-1')
  await counter.clock.until(checkout.redeem({ amountMinor: 500 }))
  answer = no(403, 'scope_missing')
  await counter.clock.until(counter.till.drain())
  expect(checkout.current.state).toBe('redeeming')
})

test('sales are recorded in the order in which they were closed, whatever the clock shows', async () => {
  let isUp = false
  const counter = await openCounter((asked) => (isUp ? willing(asked) : 'lost'))
  await counter.sell('FIRST')
  counter.clock.set(instant(counter.clock.now() - hourMs))
  await counter.sell('SECOND')
  isUp = true
  counter.asked.length = 0
  await counter.clock.until(counter.till.drain())
  expect(counter.sent()).toEqual(['FIRST', 'SECOND'])
})

test('a token that is not good enough for a while does not change the order of the sales', async () => {
  let isGood = false
  const counter = await openCounter((asked) => (isGood ? willing(asked) : no(403, 'scope_missing')))
  await counter.sell('FIRST')
  await counter.clock.pass(40 * secondMs)
  await counter.sell('SECOND')
  isGood = true
  counter.asked.length = 0
  await counter.clock.pass(3 * minuteMs)
  expect(counter.sent()).toEqual(['FIRST', 'SECOND'])
})

test('a sale that never gets through keeps no other from being recorded, nor a customer from a reward', async () => {
  const blocked: Answer = { status: 403, body: '<html>blocked</html>' }
  for (const answer of [html, blocked, no(403), no(413), no(504), 'lost'] as const) {
    const counter = await openCounter((asked) => (asked.body['external_id'] === 'POISON' ? answer : willing(asked)))
    const poison = await counter.sell('POISON')
    const others = [await counter.sell('R-1'), await counter.sell('R-2')]
    await counter.clock.pass(5 * minuteMs)
    expect([poison, ...others].map(({ current }) => current.state)).toEqual(['settled', 'recorded', 'recorded'])
    expect(counter.till.status()).toEqual({ salesWaiting: 1, isServerAway: false })
  }
})

test('a long outage does not change the order of the sales', async () => {
  let isUp = false
  const counter = await openCounter((asked) => (isUp ? willing(asked) : 'lost'))
  await counter.sell('R-1')
  await counter.sell('R-2')
  await counter.clock.pass(hourMs)
  await counter.sell('R-3')
  isUp = true
  counter.asked.length = 0
  await counter.clock.until(counter.till.drain())
  expect(counter.sent()).toEqual(['R-1', 'R-2', 'R-3'])
})

test('neither a cashier nor a till that starts waits for a backlog', async () => {
  let isUp = false
  const clock = openVirtualClock()
  const server = async (asked: Asked): Promise<Answer> => {
    if (!isUp) return 'lost'
    await clock.sleep(400)
    return willing(asked)
  }
  const counter = await openCounter(server, { clock })
  for (let sale = 0; sale < 60; sale += 1) await counter.sell(`R-${sale}`)
  isUp = true
  const redeeming = await counter.begin('NEW')
  await clock.until(redeeming.redeem({ amountMinor: 500 }))
  expect(redeeming.current.state).toBe('redeemed')
  const startedAt = clock.now()
  await counter.pay(redeeming, 500)
  expect(clock.now() - startedAt).toBeLessThan(secondMs)
  const { memory } = counter
  const again = clock.now()
  await openCounter(server, { clock, memory })
  expect(clock.now() - again).toBeLessThanOrEqual(6 * secondMs)
})

test('a customer who waits for a reward waits some seconds in all, whatever comes before it', async () => {
  const clock = openVirtualClock()
  let isSlow = false
  const lost = new Set<string | undefined>()
  // The first answer to everything is lost, the second comes late.
  const counter = await openCounter(
    async (asked) => {
      if (!isSlow) return willing(asked)
      await clock.sleep(1900)
      if (lost.has(asked.key)) return willing(asked)
      lost.add(asked.key)
      return 'lost'
    },
    { clock },
  )
  const checkout = await counter.begin('R-1')
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  const other = await counter.begin('R-2')
  await clock.until(other.beginPayment())
  await clock.until(other.take({ type: 'cash', amountMinor: 1000 }))
  isSlow = true
  const settling = other.settle()
  await clock.pass(100)
  const released = checkout.release()
  await clock.pass(1)
  const startedAt = clock.now()
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  expect(clock.now() - startedAt).toBeLessThanOrEqual(6 * secondMs)
  await clock.until(Promise.all([settling, released]))
})

test('a screen that fails over what it is told stops neither the sale nor the till', async () => {
  let isUp = false
  const counter = await openCounter((asked) => (isUp ? willing(asked) : 'lost'))
  counter.till.subscribe(() => {
    throw new Error('the screen is gone')
  })
  const checkout = await counter.sell('R-1')
  isUp = true
  await counter.clock.until(counter.till.drain())
  expect(checkout.current.state).toBe('recorded')
})

test('a till that is closed keeps nobody waiting', async () => {
  const counter = await openCounter(willing)
  const checkout = await counter.begin('R-1')
  await counter.clock.until(checkout.beginPayment())
  await counter.clock.until(checkout.take({ type: 'cash', amountMinor: 1000 }))
  const settling = checkout.settle()
  await counter.clock.until(Promise.all([settling, counter.till.close()]))
  await counter.clock.until(counter.till.drain())
  expect(checkout.current.receipt?.totalMinor).toBe(1000)
})

test('a clock that is put back a day while the server is away does not keep it away for a day', async () => {
  let isUp = false
  const counter = await openCounter((asked) => (isUp ? willing(asked) : 'lost'))
  const checkout = await counter.sell('R-1')
  counter.clock.set(instant(counter.clock.now() - 24 * hourMs))
  isUp = true
  await counter.clock.pass(2 * minuteMs)
  expect(checkout.current.state).toBe('recorded')
})

test('a server that asks to be left alone for a day is asked again after some minutes', async () => {
  let isUp = false
  const counter = await openCounter((asked) =>
    isUp
      ? willing(asked)
      : { status: 503, body: { message: 'busy', code: 'busy' }, headers: { 'retry-after': '86400' } },
  )
  const checkout = await counter.sell('R-1')
  isUp = true
  await counter.clock.pass(6 * minuteMs)
  expect(checkout.current.state).toBe('recorded')
})

test('a disk that is too full to make room goes on selling', async () => {
  const counter = await openCounter(willing, {
    storage: (storage) => ({
      read: () => storage.read(),
      append: (records) => storage.append(records),
      replace: () => Promise.reject(new JournalError('journal_not_written', 'The disk is full.')),
      close: () => storage.close(),
    }),
  })
  for (let sale = 0; sale < 201; sale += 1) await counter.sell(`R-${sale}`)
  await counter.clock.pass(25 * hourMs)
  expect((await counter.sell('NEW')).current.state).toBe('recorded')
})

test('a void that the server refuses is shown to staff, and the sale stands', async () => {
  const counter = await openCounter((asked) => (asked.method === 'PUT' ? no(422, 'validation_failed') : willing(asked)))
  const checkout = await counter.sell('R-1')
  await counter.clock.until(checkout.void('mistake'))
  expect(checkout.current).toMatchObject({ state: 'recorded', voidRefusal: { code: 'validation_failed' } })
  expect((await counter.clock.until(checkout.void('again'))).ok).toBe(true)
})

test('the server is only back when it has answered', async () => {
  let [isUp, isFull] = [true, false]
  const counter = await openCounter((asked) => (isUp ? willing(asked) : 'lost'), {
    storage: (storage) => ({
      read: () => storage.read(),
      append: (records) =>
        isFull && records.join('').includes('saleRecorded')
          ? Promise.reject(new JournalError('journal_not_written', 'The disk is full.'))
          : storage.append(records),
      replace: (records) => storage.replace(records),
      close: () => storage.close(),
    }),
  })
  isFull = true
  await counter.sell('R-1')
  isUp = false
  const redeeming = await counter.begin('R-2')
  await counter.clock.until(redeeming.redeem({ amountMinor: 500 }))
  await counter.clock.until((await counter.begin('R-3')).park())
  let backs = 0
  counter.till.subscribe(({ name }) => (backs += name === 'serverBack' ? 1 : 0))
  isFull = false
  await counter.clock.pass(5 * minuteMs)
  expect(backs).toBe(0)
})

test('plain Omneo is asked for no hold', async () => {
  const counter = await openCounter(willing, { dialect: 'omneo' })
  const checkout = await counter.begin('R-1')
  await counter.clock.until(checkout.redeem({ amountMinor: 500, holdSeconds: 600 }))
  expect(counter.asked.find(({ path }) => path.endsWith('/redeem'))?.body).not.toHaveProperty('hold')
})

test('a member who is gone from plain Omneo is looked for once, and no more', async () => {
  const counter = await openCounter((asked) => (asked.path.includes('/redemptions') ? no(404) : willing(asked)), {
    dialect: 'omneo',
  })
  const checkout = await counter.begin('R-1')
  await counter.clock.until(checkout.redeem({ amountMinor: 500 }))
  await counter.pay(checkout, 500)
  await counter.clock.pass(hourMs)
  expect(counter.asked.filter(({ path }) => path.includes('/redemptions'))).toHaveLength(1)
})

test('a redemption that arrives at plain Omneo after the clock jumped is found and goes back', async () => {
  const row = { id: 71, type: 'redeem', total: 5, created_at: '2026-01-05T10:00:10Z' }
  let key: unknown = null
  let isThere = false
  const counter = await openCounter(
    (asked) => {
      if (asked.path.endsWith('/redeem')) {
        key = (asked.body['meta'] as Record<string, unknown>)['checkout_attempt']
        return 'lost'
      }
      if (!asked.path.includes('/redemptions?') || !isThere) return asked.method === 'GET' ? empty : willing(asked)
      const items = [{ ...row, meta: { checkout_attempt: key } }]
      return { status: 200, body: { data: items, meta: { current_page: 1, last_page: 1, total: 1 } } }
    },
    { dialect: 'omneo' },
  )
  const checkout = await counter.begin('R-1')
  await counter.clock.until(checkout.redeem({ amountMinor: 500 }))
  counter.clock.set(instant(counter.clock.now() + hourMs))
  await counter.clock.until(checkout.release())
  await counter.clock.pass(30 * secondMs)
  expect(checkout.current.attempts[0]?.status).toBe('never')
  isThere = true
  await counter.clock.pass(10 * minuteMs)
  expect(checkout.current.attempts.map(({ status }) => status)).toEqual(['never', 'undone'])
})

test('a redemption that plain Omneo will not have looked for is left to staff', async () => {
  const counter = await openCounter(
    ({ method, path }) => (path.endsWith('/redeem') ? 'lost' : method === 'GET' ? no(422) : empty),
    { dialect: 'omneo' },
  )
  const checkout = await counter.begin('R-1')
  await counter.clock.until(checkout.redeem({ amountMinor: 500 }))
  await counter.clock.until(checkout.release())
  await counter.clock.pass(minuteMs)
  expect(checkout.current.attempts.map(({ status }) => status)).toEqual(['listed'])
})
