// What the till knows is what it has written down, whatever becomes of the objects that it was handed.
import { expect, test } from 'vitest'

import { openCounter, willing } from '../../test/counter.ts'
import type { Checkout } from './state.ts'
import { ada, bob, line } from '../../test/story.ts'

test("a cart that the POS goes on filling after the reward was taken is not the sale's", async () => {
  const counter = await openCounter(willing)
  const { clock, till, memory } = counter
  const cart = [line('1', 1000)]
  const begun = await clock.until(till.begin({ receiptRef: 'R-1', customer: ada, basket: { lines: cart } }))
  if (!begun.ok) throw new Error(begun.refusal.code)
  const checkout = begun.value
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  cart.push(line('2', 700))
  const refused = await clock.until(checkout.setBasket({ lines: cart }))
  expect(refused.ok || refused.refusal.code).toBe('basket_is_redeemed')
  await counter.pay(checkout, 500)
  const [sale] = counter.asked.filter(({ path }) => path.startsWith('/transactions'))
  expect(checkout.current.state).toBe('recorded')
  expect(sale?.body).toMatchObject({ total: 5, items: [{ name: 'Goods 1' }] })
  const again = await openCounter(willing, { clock, memory })
  expect(again.till.find('R-1')?.current.receipt).toEqual(checkout.current.receipt)
})

test('a line, a tender and a customer that the POS uses again count as they were when they were handed over', async () => {
  const counter = await openCounter(willing)
  const { clock, till, memory } = counter
  const item = { ...line('1', 1000) }
  const customer = { ...ada }
  const begun = await clock.until(till.begin({ receiptRef: 'R-1', customer, basket: { lines: [item] } }))
  if (!begun.ok) throw new Error(begun.refusal.code)
  const checkout = begun.value
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  customer.profileId = bob.profileId
  await clock.until(checkout.attach(customer))
  expect(checkout.current).toMatchObject({ state: 'open', attempts: [{ status: 'undone', profileId: ada.profileId }] })
  await clock.until(checkout.beginPayment())
  Object.assign(item, { quantity: 2 })
  const tender = { type: 'cash', amountMinor: 400 }
  await clock.until(checkout.take(tender))
  Object.assign(tender, { amountMinor: 600 })
  await clock.until(checkout.take(tender))
  expect((await clock.until(checkout.settle())).ok).toBe(true)
  const again = await openCounter(willing, { clock, memory })
  expect(again.till.find('R-1')?.current.receipt?.tenders.map(({ amountMinor }) => amountMinor)).toEqual([400, 600])
})

test('a receipt number that was used says so', async () => {
  const counter = await openCounter(willing)
  await counter.begin('R-1')
  const again = await counter.clock.until(counter.till.begin({ receiptRef: 'R-1' }))
  expect(again.ok || again.refusal.code).toBe('receipt_ref_taken')
})

test('a sale that is over is the one that was sold, and can still be undone, however many have been sold since', async () => {
  const counter = await openCounter(willing)
  const { clock, till } = counter
  const told: Checkout[] = []
  till.subscribe((event) => event.name === 'changed' && told.push(event.checkout))
  const checkout = await counter.begin('R-1')
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  await counter.pay(checkout, 500)
  const sold = told.at(-1)
  expect(sold).toMatchObject({ receiptRef: 'R-1', state: 'recorded' })
  for (const receiptRef of ['R-2', 'R-3']) await counter.pay(await counter.begin(receiptRef), 1000)
  expect(till.find('R-1')?.current).toEqual(sold)
  expect(till.list().map(({ receiptRef, closedAs }) => [receiptRef, closedAs])).toEqual([
    ['R-1', 1],
    ['R-2', 2],
    ['R-3', 3],
  ])
  expect((await clock.until(checkout.void('wrong size'))).ok).toBe(true)
  expect(checkout.current.state).toBe('voided')
})
