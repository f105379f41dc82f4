// Redemptions and the sales that name them: what a reversal or a return leaves on the sale.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
})
afterAll(async () => {
  await programme.audit()
  await shop.close()
})

let receipts = 0
async function soldWith(profileId: string, redemption_id: number, fields: object = {}) {
  const { body } = await shop.post('transactions', {
    profile_id: profileId,
    external_id: `S-${(receipts += 1)}`,
    receipt_ref: `R-${receipts}`,
    transacted_at: '2025-07-04 11:15:00',
    timezone: 'Australia/Sydney',
    total: 80,
    redemption_id,
    items: [{ name: 'Coat', quantity: 1, price_current: 100, price_sell: 100 }],
    ...fields,
  })
  return body.data
}

async function redeemed(): Promise<{ profileId: string; id: number }> {
  const profileId = await programme.member()
  await programme.reward(profileId, 50)
  return { profileId, id: (await programme.redeem(profileId, { amount: 20 })).body.data.id }
}

test('a redemption that a sale used shows the sale, with its store', async () => {
  const { profileId, id } = await redeemed()
  const { body: store } = await shop.post('locations', { name: 'Carlton', external_id: 'S14' })
  const sale = await soldWith(profileId, id, { location_id: store.data.id })
  expect(await programme.redemption(id)).toMatchObject({
    state: 'applied',
    transaction_id: sale.id,
    transaction: {
      external_id: sale.external_id,
      receipt_ref: sale.receipt_ref,
      transacted_at: '2025-07-04 11:15:00',
      total: 80,
      location: { id: store.data.id, name: 'Carlton', external_id: 'S14' },
    },
  })
  const elsewhere = await redeemed()
  await soldWith(elsewhere.profileId, elsewhere.id)
  expect((await programme.redemption(elsewhere.id)).transaction.location).toBeNull()
})

test('reversed after a sale named it: the value is back, the sale says so, and staff get an exception', async () => {
  const { profileId, id } = await redeemed()
  const sale = await soldWith(profileId, id)
  const { status, body } = await programme.reverse(id)
  expect([status, body.data.balances.reward_balance]).toEqual([201, 50])
  const after = (await shop.get(`transactions/${sale.id}`)).body.data
  expect(after).toMatchObject({
    redemption_id: null,
    redemption: null,
    exceptions: [{ code: 'redemption_reversed_after_sale' }],
  })
  expect(after.reversed_redemptions).toMatchObject([{ id, total: 20 }])
  const { body: raised } = await shop.get(`exceptions?filter[redemption_id]=${id}`)
  expect(raised.data).toMatchObject([
    { code: 'redemption_reversed_after_sale', transaction_id: sale.id, profile_id: profileId, status: 'open' },
  ])
  expect(await programme.redemption(id)).toMatchObject({ state: 'reversed', transaction_id: sale.id })
})

test('reversed before the sale came: the sale is recorded all the same, with an exception', async () => {
  const { profileId, id } = await redeemed()
  await programme.reverse(id)
  const sale = await soldWith(profileId, id)
  expect(sale.reversed_redemptions).toMatchObject([{ id }])
  expect(sale.exceptions.map((raised: { code: string }) => raised.code)).toEqual(['redemption_reversed'])
  expect(await programme.redemption(id)).toMatchObject({ state: 'reversed', transaction_id: null })
})

test('a redemption that was used and then came back whole is returned; in part it is still applied', async () => {
  const { profileId, id } = await redeemed()
  const sale = await soldWith(profileId, id)
  await programme.giveBack(id, { amount: 5 })
  expect(await programme.redemption(id)).toMatchObject({ state: 'applied', transaction_id: sale.id })
  await programme.giveBack(id)
  expect(await programme.redemption(id)).toMatchObject({ state: 'returned', transaction_id: sale.id })
})

test('a sale that is voided gives its redemption back, also long after; what had come back before stays back', async () => {
  const whole = await redeemed()
  const partly = await redeemed()
  const [first, second] = [await soldWith(whole.profileId, whole.id), await soldWith(partly.profileId, partly.id)]
  await programme.giveBack(partly.id, { amount: 7.77 })
  shop.wait(24 * 60 * 60_000)
  for (const sale of [first, second])
    expect((await shop.put(`transactions/${sale.id}`, { is_void: true })).status).toBe(200)
  expect(await programme.redemption(whole.id)).toMatchObject({ state: 'reversed' })
  expect(await programme.redemption(partly.id)).toMatchObject({ state: 'returned' })
  for (const { profileId } of [whole, partly])
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 50 })
  const { body } = await shop.get(`exceptions?filter[redemption_id]=${partly.id}`)
  expect(body.data.map((raised: { code: string }) => raised.code)).toEqual(['redemption_void_partly_returned'])
})
