// The whole checkout, from the till's side, against the real server over HTTP: with a network that can be cut, answers that
// can be lost, and tills that die.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { fetchNetwork } from '@tillside/pos-sdk/adapters/fetch-network'
import { createMemory, openMemoryJournal } from '@tillside/pos-sdk/adapters/memory-journal'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import type { BasketLine } from '@tillside/pos-sdk/checkout/basket'
import { linesComingBack } from '@tillside/pos-sdk/checkout/receipt'
import { Till } from '@tillside/pos-sdk/checkout/till'
import type { TillCheckout } from '@tillside/pos-sdk/checkout/till-checkout'
import type { Clock } from '@tillside/pos-sdk/ports/clock'
import { instant, minuteMs } from '@tillside/rules/time'
import { createClient } from '@tillside/pos-sdk/client/client'
import { openTill as openCounter } from '../../server/test/till.ts'
import { openShop, type Shop } from '../../server/test/shop.ts'

let shop: Shop
let counter: ReturnType<typeof openCounter>
beforeAll(async () => {
  shop = await openShop()
  counter = openCounter(shop)
})
afterAll(() => shop.close())

const guideLines: BasketLine[] = [65, 115, 25, 45].map((price, index) => ({
  id: String(index + 1),
  name: `Goods ${index + 1}`,
  quantity: 1,
  priceMinor: price * 100,
}))

/** A line to the server that the test cuts and mends. */
function openLine() {
  const line = { isCut: false, answersToLose: 0, sent: 0 }
  const network: typeof fetchNetwork = {
    send: async (request, signal) => {
      if (line.isCut) throw new Error('the line is cut')
      line.sent += 1
      const answer = await fetchNetwork.send(request, signal)
      if (line.answersToLose === 0) return answer
      line.answersToLose -= 1
      throw new Error('the answer was lost')
    },
  }
  return { line, network }
}

async function openTill(memory = createMemory(), clock: Clock = systemClock) {
  const { line, network } = openLine()
  const around = { clock, chance: systemChance }
  const token = (): string => shop.adminToken
  const patience = { callMsMax: 10_000, operationMsMax: 10_000 }
  const client = createClient({ baseUrl: shop.url, token, network, dialect: 'tillside', ...patience, ...around })
  const store = { currency: 'AUD', timezone: 'Australia/Sydney', locationId: null }
  const storage = await openMemoryJournal(memory)
  const { till, recovery } = await Till.open({ client, storage, store, ...around })
  return { till, recovery, line, memory }
}

async function beginSale(till: Till, profileId: string, lines = guideLines): Promise<TillCheckout> {
  const begun = await till.begin({ customer: { profileId }, basket: { lines } })
  if (!begun.ok) throw new Error(begun.refusal.code)
  return begun.value
}

async function payAndClose(checkout: TillCheckout, amountMinor: number): Promise<void> {
  await checkout.beginPayment()
  if (amountMinor !== 0) await checkout.take({ type: 'card', amountMinor })
  const closed = await checkout.settle({ staffId: '2207' })
  expect(closed.ok).toBe(true)
}

const rewardsOf = async (profileId: string): Promise<number> => (await counter.balances(profileId)).rewards

test('50.00 of rewards on a basket of 250.00: taken, spread over the lines, and recorded as the receipt prints it', async () => {
  const { till } = await openTill()
  const profileId = await counter.member(70)
  const checkout = await beginSale(till, profileId)
  await checkout.redeem({ amountMinor: 5000, strategies: ['rewards'] })
  expect(await rewardsOf(profileId)).toBe(20)
  await payAndClose(checkout, 20_000)
  const { state, transactionId, receipt } = checkout.current
  expect(state).toBe('recorded')
  const sale = await counter.read(Number(transactionId))
  expect(sale.items.map((item: { redemption_share: number }) => item.redemption_share)).toEqual([13, 23, 5, 9])
  expect(receipt?.lines.map(({ shareMinor }) => shareMinor)).toEqual([1300, 2300, 500, 900])
  expect([sale.total, sale.points_earned, checkout.current.exceptions]).toEqual([200, 200, ['staff_unknown']])
  await till.close()
})

test('a payment that fails brings the reward back before the cashier looks up', async () => {
  const { till } = await openTill()
  const profileId = await counter.member(70)
  const checkout = await beginSale(till, profileId)
  await checkout.redeem({ amountMinor: 5000 })
  await checkout.beginPayment()
  await checkout.failPayment('declined')
  expect(await rewardsOf(profileId)).toBe(70)
  await checkout.redeem({ amountMinor: 1000 })
  expect(await rewardsOf(profileId)).toBe(60)
  await till.close()
})

test('an answer to redeem that is lost takes the value once', async () => {
  const { till, line } = await openTill()
  const profileId = await counter.member(70)
  const checkout = await beginSale(till, profileId)
  line.answersToLose = 2
  const redeemed = await checkout.redeem({ amountMinor: 5000 })
  expect(redeemed.ok && redeemed.value.state).toBe('redeemed')
  expect(await rewardsOf(profileId)).toBe(20)
  await till.close()
})

test('what the server refuses is a refusal with its code, and the sale goes on', async () => {
  const { till } = await openTill()
  const profileId = await counter.member()
  const checkout = await beginSale(till, profileId)
  const refused = await checkout.redeem({ amountMinor: 5000 })
  expect(refused.ok ? null : refused.refusal.code).toBe('nothing_to_redeem')
  await payAndClose(checkout, 25_000)
  expect(checkout.current.state).toBe('recorded')
  await till.close()
})

test('while the server is away sales are closed, wait in order, and are recorded when it is back', async () => {
  const { till, line } = await openTill()
  const profileId = await counter.member(70)
  line.isCut = true
  const receipts: string[] = []
  for (let sale = 0; sale < 3; sale += 1) {
    const checkout = await beginSale(till, profileId)
    await payAndClose(checkout, 25_000)
    expect(checkout.current.state).toBe('settled')
    receipts.push(checkout.receiptRef)
  }
  expect(till.status()).toEqual({ salesWaiting: 3, isServerAway: true })
  const seen: string[] = []
  till.subscribe((event) => event.name === 'changed' && seen.push(event.checkout.receiptRef))
  line.isCut = false
  await till.drain()
  expect(till.status()).toEqual({ salesWaiting: 0, isServerAway: false })
  expect(seen).toEqual(receipts)
  expect((await counter.balances(profileId)).points).toBe(750)
  await till.close()
})

test('a redemption that nobody heard of when the till died is learnt, and undone when nobody pays with it', async () => {
  const { till, line, memory } = await openTill()
  const profileId = await counter.member(70)
  const checkout = await beginSale(till, profileId)
  line.answersToLose = 1
  void checkout.redeem({ amountMinor: 5000 })
  await expect.poll(() => rewardsOf(profileId)).toBe(20)
  // The till dies here: what it has not written is gone with it.
  const after = await openTill({ records: [...memory.records], isInUse: false })
  const again = after.till.find(checkout.receiptRef)
  expect(again?.current.state).toBe('redeemed')
  expect(after.recovery.checkouts).toMatchObject([{ receiptRef: checkout.receiptRef, became: 'for_the_cashier' }])
  await again?.cancel('the customer left')
  expect(await rewardsOf(profileId)).toBe(70)
  await after.till.close()
})

test('a shirt that comes back brings back its share of the reward, takes its points, and is paid out net', async () => {
  const { till } = await openTill()
  const profileId = await counter.member(70)
  const checkout = await beginSale(till, profileId)
  await checkout.redeem({ amountMinor: 5000, strategies: ['rewards'] })
  await payAndClose(checkout, 20_000)
  const { receipt } = checkout.current
  if (!receipt) throw new Error('no receipt')
  const back = linesComingBack(receipt, [{ lineId: '2', units: 1 }])
  if (!back.ok) throw new Error(back.refusal.code)
  const returning = await beginSale(till, profileId, back.value)
  await payAndClose(returning, -9200)
  expect(returning.current).toMatchObject({ state: 'recorded', refunds: [{ amountMinor: 2300, status: 'returned' }] })
  expect(await counter.balances(profileId)).toEqual({ rewards: 43, points: 108 })
  await till.close()
})

test('a sale that is voided while the server is away never happened, once the server knows of both', async () => {
  const { till, line } = await openTill()
  const profileId = await counter.member(70)
  const checkout = await beginSale(till, profileId)
  await checkout.redeem({ amountMinor: 5000 })
  line.isCut = true
  await payAndClose(checkout, 20_000)
  await checkout.void('mistake')
  line.isCut = false
  await till.drain()
  expect(checkout.current.state).toBe('voided')
  expect(await counter.balances(profileId)).toEqual({ rewards: 70, points: 0 })
  await till.close()
})

test('a shirt that comes back at another till before its own sale is recorded brings back its share once it is', async () => {
  const seller = await openTill()
  const profileId = await counter.member(70)
  const checkout = await beginSale(seller.till, profileId)
  await checkout.redeem({ amountMinor: 5000, strategies: ['rewards'] })
  seller.line.isCut = true
  await payAndClose(checkout, 20_000)
  const { receipt } = checkout.current
  if (!receipt) throw new Error('no receipt')
  const back = linesComingBack(receipt, [{ lineId: '2', units: 1 }])
  if (!back.ok) throw new Error(back.refusal.code)
  const watch = { ahead: 0 }
  const clock: Clock = { ...systemClock, now: () => instant(systemClock.now() + watch.ahead) }
  const { till } = await openTill(undefined, clock)
  const returning = await beginSale(till, profileId, back.value)
  await payAndClose(returning, -9200)
  expect(returning.current).toMatchObject({ state: 'recorded', refunds: [] })
  seller.line.isCut = false
  await seller.till.drain()
  watch.ahead = 6 * minuteMs
  await till.drain()
  expect(returning.current).toMatchObject({ state: 'recorded', refunds: [{ amountMinor: 2300, status: 'returned' }] })
  expect(await rewardsOf(profileId)).toBe(43)
  await seller.till.close()
  await till.close()
})

test('a return that is voided while the server is away leaves the customer with the shirt, and with no share of its reward', async () => {
  const { till, line } = await openTill()
  const profileId = await counter.member(70)
  const checkout = await beginSale(till, profileId)
  await checkout.redeem({ amountMinor: 5000, strategies: ['rewards'] })
  await payAndClose(checkout, 20_000)
  const { receipt } = checkout.current
  const back = receipt && linesComingBack(receipt, [{ lineId: '2', units: 1 }])
  if (!back?.ok) throw new Error('nothing came back')
  line.isCut = true
  const returning = await beginSale(till, profileId, back.value)
  await payAndClose(returning, -9200)
  await returning.void('mistake')
  line.isCut = false
  await till.drain()
  expect(returning.current).toMatchObject({ state: 'voided', refunds: [], exceptions: [] })
  expect(await rewardsOf(profileId)).toBe(20)
  await till.close()
})
