// What goes unanswered, and whom it may hold up.
import { expect, test } from 'vitest'
import { minuteMs, secondMs } from '@tillside/rules/time'

import { no, openCounter, willing } from '../../test/counter.ts'

test('one sale for which the server has never time keeps no other from being recorded', async () => {
  for (const answer of [no(503, 'busy'), no(429, 'rate_limited')]) {
    const counter = await openCounter((asked) => (asked.body['external_id'] === 'R-0' ? answer : willing(asked)))
    const stuck = await counter.sell('R-0')
    const others = [await counter.sell('R-1'), await counter.sell('R-2')]
    await counter.clock.pass(10 * minuteMs)
    expect([stuck, ...others].map(({ current }) => current.state)).toEqual(['settled', 'recorded', 'recorded'])
  }
})

test('a member whom others keep busy does not make the server look away', async () => {
  const counter = await openCounter((asked) => (asked.path.endsWith('/redeem') ? no(503, 'busy') : willing(asked)))
  const checkout = await counter.begin('R-1')
  await counter.clock.until(checkout.redeem({ amountMinor: 500 }))
  expect([checkout.current.state, counter.till.status().isServerAway]).toEqual(['redeeming', false])
})

test('a server that comes back between a try and the question whether it is there changes no order', async () => {
  let questions = 0
  const isUp = (): boolean => questions > 60
  const counter = await openCounter((asked) => {
    if (!isUp() && asked.path.startsWith('/locations')) questions += 1
    return isUp() ? willing(asked) : 'lost'
  })
  const sales = [await counter.sell('FIRST'), await counter.sell('SECOND'), await counter.sell('THIRD')]
  while (!isUp()) await counter.clock.pass(secondMs)
  counter.asked.length = 0
  await counter.clock.pass(minuteMs)
  expect(counter.sent()).toEqual(['FIRST', 'SECOND', 'THIRD'])
  expect(sales.map(({ current }) => current.state)).toEqual(['recorded', 'recorded', 'recorded'])
})
