import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

test('the whole checkout: card, balances, redeem, payment, sale, return, refund', async () => {
  const { body: enrolled } = await shop.post('profiles', {
    first_name: 'Ada',
    last_name: 'Walker',
    email: 'ada@example.com',
  })
  const profileId = enrolled.data.id
  await shop.post(`profiles/${profileId}/identities`, { handle: 'loyalty-card', identifier: '6610004471' })
  const definition = await shop.post('rewards/definitions', {
    name: 'Welcome',
    handle: 'welcome',
    value: 30,
    type: 'bonus',
    period: 30,
  })
  for (const value_initial of [30, 40]) {
    const issued = await shop.post('rewards', {
      profile_id: profileId,
      reward_definition_id: definition.body.data.id,
      timezone: 'Australia/Sydney',
      value_initial,
    })
    expect(issued.status).toBeLessThan(300)
  }

  const found = await shop.post('profiles/search-id', { type: 'loyalty-card', id: ']C16610004471\r\n' })
  expect(found.body.data.id).toBe(profileId)
  const balances = await shop.get(`profiles/${profileId}/balances`)
  expect(balances.body.data.reward_balance).toBe(70)

  const redeemed = await shop.post(
    `profiles/${profileId}/redeem`,
    { amount: 50, strategies: ['rewards'] },
    { key: 'r1' },
  )
  expect(redeemed.body.data).toMatchObject({ total: 50, balances: { reward_balance: 20 } })
  const again = await shop.post(`profiles/${profileId}/redeem`, { amount: 50, strategies: ['rewards'] }, { key: 'r1' })
  expect(again.body).toEqual(redeemed.body)

  const lines = [65, 115, 25, 45].map((price, index) => ({
    external_id: `line-${index}`,
    name: `Goods ${index}`,
    quantity: 1,
    price_current: price,
    price_sell: price,
  }))
  const sale = {
    profile_id: profileId,
    external_id: '14-3-00981',
    receipt_ref: '14-3-00981',
    transacted_at: '2025-07-04 11:17:42',
    timezone: 'Australia/Sydney',
    total: 200,
    total_original: 250,
    redemption_id: redeemed.body.data.id,
    staff_id: '2207',
    location_id: 'nowhere',
    systems: ['pos'],
    tags: ['z', 'a'],
    payments: ['EFTPOS'],
    items: lines,
  }
  const recorded = await shop.post('transactions', sale)
  expect(recorded.status).toBe(201)
  expect(recorded.body.data.items.map((item: { redemption_share: number }) => item.redemption_share)).toEqual([
    13, 23, 5, 9,
  ])
  expect(recorded.body.data.items.map((item: { charged: number }) => item.charged)).toEqual([52, 92, 20, 36])
  expect(recorded.body.data.points_earned).toBe(200)
  expect(recorded.body.data.exceptions.map((row: { code: string }) => row.code).sort()).toEqual([
    'location_unknown',
    'staff_unknown',
  ])
  const resent = await shop.post('transactions', sale)
  expect([resent.status, resent.headers.get('idempotency-replayed'), resent.body.data.id]).toEqual([
    201,
    'true',
    recorded.body.data.id,
  ])
  expect(resent.body).toEqual(recorded.body)
  const upserted = await shop.post('transactions/update-create', recorded.body.data)
  expect(upserted.body).toEqual(recorded.body)
  expect((await shop.get(`profiles/${profileId}/balances`)).body.data.point_balance).toBe(200)

  const back = await shop.post('transactions', {
    profile_id: profileId,
    external_id: '14-3-00990',
    transacted_at: '2025-07-05 11:17:42',
    timezone: 'Australia/Sydney',
    total: -92,
    items: [
      { name: 'Goods 1', quantity: -1, price_current: 115, price_sell: 92, return_for: recorded.body.data.items[1].id },
    ],
  })
  expect(back.body.data.returnable).toEqual([{ redemption_id: redeemed.body.data.id, amount: 23 }])
  expect((await shop.get(`profiles/${profileId}/balances`)).body.data.point_balance).toBe(108)
  const refund = await shop.post(`redemptions/${redeemed.body.data.id}/return`, { amount: 23 })
  expect(refund.body.data).toMatchObject({ total: 23, balances: { reward_balance: 43 } })

  const second = await shop.post(`profiles/${profileId}/redeem`, { amount: 10 })
  const reversed = await shop.post(`redemptions/${second.body.data.id}/reversal`)
  expect(reversed.body.data).toMatchObject({ total: 10, balances: { reward_balance: 43 } })
  expect((await shop.post(`redemptions/${second.body.data.id}/reversal`)).body.code).toBe('already_reversed')
})
