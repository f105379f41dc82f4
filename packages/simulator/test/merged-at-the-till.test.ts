// A member who is merged into another while they stand at the till: the real server, and the till's library.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { fetchNetwork } from '@tillside/pos-sdk/adapters/fetch-network'
import { createMemory, openMemoryJournal } from '@tillside/pos-sdk/adapters/memory-journal'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { Till } from '@tillside/pos-sdk/checkout/till'
import type { Dialect } from '@tillside/pos-sdk/client/call'
import { createClient } from '@tillside/pos-sdk/client/client'

import { openShop, type Shop } from '../../server/test/shop.ts'
import { openTill as openCounter } from '../../server/test/till.ts'

let shop: Shop
let counter: ReturnType<typeof openCounter>
beforeAll(async () => {
  shop = await openShop()
  counter = openCounter(shop)
})
afterAll(() => shop.close())

/** A till whose next answers get lost, as many as the test says. */
async function openTill(dialect: Dialect = 'tillside') {
  const line = { answersToLose: 0 }
  const network: typeof fetchNetwork = {
    send: async (request, signal) => {
      const answer = await fetchNetwork.send(request, signal)
      if (line.answersToLose === 0) return answer
      line.answersToLose -= 1
      throw new Error('the answer was lost')
    },
  }
  const around = { clock: systemClock, chance: systemChance }
  const client = createClient({ baseUrl: shop.url, token: () => shop.adminToken, network, dialect, ...around })
  const store = { currency: 'AUD', timezone: 'Australia/Sydney', locationId: null }
  const storage = await openMemoryJournal(createMemory())
  const { till } = await Till.open({ client, storage, store, ...around })
  return { till, line }
}

async function beginSale(till: Till, profileId: string) {
  const lines = [{ id: '1', name: 'Scarf', quantity: 1, priceMinor: 10_000 }]
  const begun = await till.begin({ customer: { profileId }, basket: { lines } })
  if (!begun.ok) throw new Error(begun.refusal.code)
  return begun.value
}

const merge = async (loser: string): Promise<string> => {
  const winner = await counter.member(0)
  await shop.post('profiles/merge', { source_profile_id: loser, destination_profile_id: winner })
  return winner
}

test('their reward is used all the same, the sale is the winner’s, and a payment that fails gives it back', async () => {
  const { till } = await openTill()
  const member = await counter.member(70)
  const checkout = await beginSale(till, member)
  const winner = await merge(member)
  expect(await checkout.redeem({ amountMinor: 5000 })).toMatchObject({ ok: true })
  expect((await counter.balances(winner)).rewards).toBe(20)
  await checkout.beginPayment()
  await checkout.failPayment('declined')
  expect((await counter.balances(winner)).rewards).toBe(70)
  await checkout.redeem({ amountMinor: 2000 })
  await checkout.beginPayment()
  await checkout.take({ type: 'card', amountMinor: 8000 })
  await checkout.settle({ staffId: '2207' })
  expect(checkout.current.state).toBe('recorded')
  const sale = await counter.read(Number(checkout.current.transactionId))
  expect([sale.profile_id, sale.total]).toEqual([winner, 80])
  expect((await counter.balances(winner)).rewards).toBe(50)
  await till.close()
})

test('an answer that is lost takes the value once, whoever has it by then', async () => {
  const { till, line } = await openTill()
  const member = await counter.member(70)
  const checkout = await beginSale(till, member)
  const winner = await merge(member)
  line.answersToLose = 2
  await checkout.redeem({ amountMinor: 5000 })
  await expect.poll(async () => (await till.drain(), checkout.current.state)).toBe('redeemed')
  expect((await counter.balances(winner)).rewards).toBe(20)
  await checkout.release()
  expect((await counter.balances(winner)).rewards).toBe(70)
  await till.close()
})

test('on a server without keys a redemption whose answer was lost is found with the winner', async () => {
  const { till, line } = await openTill('omneo')
  const member = await counter.member(70)
  const checkout = await beginSale(till, member)
  line.answersToLose = 1
  await checkout.redeem({ amountMinor: 5000 })
  const winner = await merge(member)
  await expect.poll(async () => (await till.drain(), checkout.current.state)).toBe('redeemed')
  await checkout.release()
  await till.drain()
  expect((await counter.balances(winner)).rewards).toBe(70)
  await till.close()
})
