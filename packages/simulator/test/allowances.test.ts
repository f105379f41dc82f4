// Redeeming while the server is away: what a till may spend was granted ahead of time, is counted on the till whatever dies,
// and is settled once when the line is back. Ten tills that cannot reach the server attack one member.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { formatInstant, instant } from '@tillside/rules/time'
import { fetchNetwork } from '@tillside/pos-sdk/adapters/fetch-network'
import { createMemory, openMemoryJournal } from '@tillside/pos-sdk/adapters/memory-journal'
import { openMemoryShelf } from '@tillside/pos-sdk/adapters/memory-shelf'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { Till } from '@tillside/pos-sdk/checkout/till'
import { redeemOffline } from '@tillside/pos-sdk/offline/allowances'
import type { TillCheckout } from '@tillside/pos-sdk/checkout/till-checkout'
import { createClient } from '@tillside/pos-sdk/client/client'
import { openTill as openCounter } from '../../server/test/till.ts'
import { openShop, type Shop } from '../../server/test/shop.ts'

let shop: Shop
let counter: ReturnType<typeof openCounter>
beforeAll(async () => {
  // The till's clock is the machine's, so the server's begins there too.
  shop = await openShop({ at: formatInstant(instant(Date.now())) })
  counter = openCounter(shop)
})
afterAll(() => shop.close())

const set = async (settings: Readonly<Record<string, string>>): Promise<void> => {
  for (const [handle, value] of Object.entries(settings)) {
    expect((await shop.put(`settings/offline.${handle}`, { value })).status, handle).toBe(200)
  }
}

async function openTill(device: string, memory = createMemory(), shelf = openMemoryShelf()) {
  const line = { isCut: false }
  const network: typeof fetchNetwork = {
    send: (request, signal) =>
      line.isCut ? Promise.reject(new Error('the line is cut')) : fetchNetwork.send(request, signal),
  }
  const around = { clock: systemClock, chance: systemChance }
  const token = (): string => shop.adminToken
  const client = createClient({
    baseUrl: shop.url,
    token,
    network,
    dialect: 'tillside',
    operationMsMax: 1000,
    ...around,
  })
  const store = { currency: 'AUD', timezone: 'Australia/Sydney', locationId: null }
  const storage = await openMemoryJournal(memory)
  const { till } = await Till.open({ client, storage, store, offline: redeemOffline({ shelf, device }), ...around })
  return { till, line, memory, shelf }
}

async function begin(till: Till, profileId: string): Promise<TillCheckout> {
  const lines = [{ id: '1', name: 'Coat', quantity: 1, priceMinor: 10_000 }]
  const begun = await till.begin({ customer: { profileId }, basket: { lines } })
  if (!begun.ok) throw new Error(begun.refusal.code)
  return begun.value
}

/** Cuts the line, and lets the till find out. */
async function cut({ till, line }: Awaited<ReturnType<typeof openTill>>, profileId: string): Promise<void> {
  line.isCut = true
  const checkout = await begin(till, profileId)
  await checkout.redeem({ amountMinor: 1 })
  await checkout.cancel('the line is cut')
}

/** Sells a coat, with as much of the reward as the till gives; what it gave. */
async function sell(till: Till, profileId: string, amountMinor: number): Promise<number> {
  const checkout = await begin(till, profileId)
  const redeemed = await checkout.redeem({ amountMinor })
  const rewardMinor = redeemed.ok && redeemed.value.state === 'redeemed' ? amountMinor : 0
  if (rewardMinor === 0 && checkout.current.state === 'redeeming') await checkout.release()
  await checkout.beginPayment()
  await checkout.take({ type: 'cash', amountMinor: 10_000 - rewardMinor })
  expect((await checkout.settle()).ok).toBe(true)
  return rewardMinor
}

test('a reserved allowance is spent without the server, survives a crash of the till, and what is left comes back', async () => {
  await set({ mode: 'reserve', count: '3', amount_per_sale: '20', amount_total: '50' })
  const profileId = await counter.member(70)
  const before = await openTill('till-1')
  await before.till.allowances?.refresh(profileId)
  expect((await counter.balances(profileId)).rewards).toBe(20)
  await cut(before, profileId)
  expect(await sell(before.till, profileId, 2000)).toBe(2000)

  // The till dies; the next one has the same disk, and still no line.
  const { records } = before.memory
  const after = await openTill('till-1', { records: [...records], isInUse: false }, before.shelf)
  await cut(after, profileId)
  expect(await sell(after.till, profileId, 2001)).toBe(0)
  expect(await sell(after.till, profileId, 1500)).toBe(1500)
  expect(after.till.allowances?.find(profileId)?.leftMinor).toBe(1500)

  after.line.isCut = false
  await after.till.drain()
  const sold = after.till.list().filter(({ receipt }) => receipt)
  expect(sold.map(({ state }) => state)).toEqual(['recorded', 'recorded', 'recorded'])
  await after.till.allowances?.finish()
  expect((await counter.balances(profileId)).rewards).toBe(35)
  const sales = (await shop.get(`profiles/${profileId}/transactions`)).body.data
  const shares = sales.map((sale: { items: { redemption_share: number }[] }) => sale.items[0]?.redemption_share)
  expect(shares.sort()).toEqual([0, 15, 20])
  expect(await rowsLeft(profileId)).toBe(0)
  await after.till.close()
  await before.till.close()
})

/** Redemptions of the member that are neither on a sale nor given back. */
async function rowsLeft(profileId: string): Promise<number> {
  const { data } = (await shop.get(`profiles/${profileId}/redemptions?page[size]=100`)).body
  return data.filter(({ state }: { state: string }) => ['open', 'held', 'unmatched'].includes(state)).length
}

/** What the member's sales applied of rewards and points, in minor units. */
async function appliedTo(profileId: string): Promise<number> {
  const { data } = (await shop.get(`profiles/${profileId}/transactions?page[size]=100`)).body
  const shares: number[] = data.flatMap((sale: { items: { redemption_share: number }[] }) =>
    sale.items.map((item) => Math.round(item.redemption_share * 100)),
  )
  return shares.reduce((sum, share) => sum + share, 0)
}

/** Ten tills without a line each spend all that they may on one member; what each gave, and the server's report of it. */
async function attack(profileId: string, wish: number, meanwhile: () => Promise<unknown> = async () => {}) {
  const tills = await Promise.all(Array.from({ length: 10 }, (_, index) => openTill(`till-${profileId}-${index}`)))
  await Promise.all(tills.map(async ({ till }) => till.allowances?.refresh(profileId)))
  await Promise.all(tills.map((one) => cut(one, profileId)))
  const given = await Promise.all(
    tills.map(async ({ till }) => {
      let sum = 0
      for (let sale = 0; sale < 4; sale += 1) sum += await sell(till, profileId, wish)
      return sum
    }),
  )
  await meanwhile()
  for (const { till, line } of tills) {
    line.isCut = false
    await till.drain()
    await till.allowances?.finish()
  }
  const { data } = (await shop.get(`allowances?filter[profile_id]=${profileId}&page[size]=100`)).body
  const totalOf = (field: string): number =>
    data.reduce((sum: number, row: Record<string, number>) => sum + Math.round((row[field] ?? 0) * 100), 0)
  await Promise.all(tills.map(({ till }) => till.close()))
  return {
    given: given.reduce((sum, minor) => sum + minor, 0),
    spent: totalOf('spent'),
    shortfall: totalOf('shortfall'),
  }
}

test('a till that holds the member’s reserve redeems it while the server is there, and beyond it all that the member has', async () => {
  await set({ mode: 'reserve', count: '3', amount_per_sale: '30', amount_total: '30' })
  const profileId = await counter.member(70)
  const { till } = await openTill('till-online')
  await till.allowances?.refresh(profileId)
  expect((await counter.balances(profileId)).rewards).toBe(40)
  expect(await sell(till, profileId, 2000)).toBe(2000)
  expect((await counter.balances(profileId)).rewards).toBe(40)
  expect(await sell(till, profileId, 5000)).toBe(5000)
  expect((await counter.balances(profileId)).rewards).toBe(0)
  expect(await appliedTo(profileId)).toBe(7000)
  expect(await rowsLeft(profileId)).toBe(0)
  await till.close()
})

test('ten tills without a line attack one member: what was reserved is all that they get, and nothing is missing', async () => {
  await set({ mode: 'reserve', count: '10', amount_per_sale: '20', amount_total: '30' })
  const profileId = await counter.member(100)
  const { given, spent, shortfall } = await attack(profileId, 1500)
  expect(given).toBeGreaterThan(0)
  expect([spent, shortfall]).toEqual([given, 0])
  expect((await counter.balances(profileId)).rewards).toBe(100 - given / 100)
  expect(await rowsLeft(profileId)).toBe(0)
})

test('ten tills at risk attack one member who spends everything elsewhere: the loss stays under the ceiling, and is reported to the cent', async () => {
  await set({
    mode: 'risk',
    count: '10',
    amount_per_sale: '20',
    amount_total: '30',
    ceiling_member: '75',
    ceiling_device: '500',
    ceiling_day: '2000',
  })
  const profileId = await counter.member(100)
  // Nothing was set aside, so all of it is still there for somebody else.
  const spendAll = (): Promise<unknown> => counter.redeem(profileId, 100)
  const { given, spent, shortfall } = await attack(profileId, 1500, spendAll)
  expect(given).toBeGreaterThan(0)
  expect([spent, shortfall]).toEqual([given, given - (await appliedTo(profileId))])
  expect(shortfall).toBeGreaterThan(0)
  expect(shortfall).toBeLessThanOrEqual(7500)
})
