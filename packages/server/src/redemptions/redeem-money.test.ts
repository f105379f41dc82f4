// Points as money, currencies with other decimals, and what the answer of a redemption says.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

interface Place {
  readonly shop: Shop
  readonly programme: Programme
}
const places: Record<string, Place> = {}
beforeAll(async () => {
  for (const currency of ['AUD', 'JPY', 'KWD']) {
    const shop = await openShop({ currency })
    places[currency] = { shop, programme: await openProgramme(shop) }
  }
})
afterAll(async () => {
  for (const { shop, programme } of Object.values(places)) {
    await programme.audit()
    await shop.close()
  }
})
const at = (currency: string): Place => places[currency] as Place

describe('points are worth what the programme says', () => {
  test.each([
    // rate, points, asked, taken, points left
    ['0.01', 1500, 15, 15, 0],
    ['0.01', 1500, 0.01, 0.01, 1499],
    ['0.01', 99.999, 5, 0.99, 0.999],
    ['0.1', 100, 2.55, 2.55, 74.5],
    ['1', 12.345, 20, 12.34, 0.005],
    ['0.003', 1000, 1, 1, 666.666],
    ['0.005', 0.001, 1, null, 0.001],
    ['0.007', 123.456, 0.5, 0.5, 52.027],
    ['3', 1, 0.01, 0.01, 0.996],
    ['0.000001', 100_000, 0.05, 0.05, 50_000],
    ['25', 0.001, 0.02, 0.02, 0],
  ])('at %s a point, of %d points %d takes %d and leaves %d', async (rate, points, amount, total, left) => {
    const { programme } = at('AUD')
    await programme.setRate(rate)
    const profileId = await programme.member()
    await programme.points(profileId, points)
    const { status, body } = await programme.redeem(profileId, { amount })
    expect(status).toBe(total === null ? 422 : 201)
    if (total !== null) expect(body.data).toMatchObject({ total, balances: { point_balance: left } })
    expect(await programme.pointsLeft(profileId)).toEqual([left])
    await programme.setRate('0.01')
  })

  test('odd thousandths in many rows are spent together: what no row is worth alone, all are', async () => {
    const { programme } = at('AUD')
    const profileId = await programme.member()
    for (const value of [0.333, 0.333, 0.333, 0.001, 0.4]) await programme.points(profileId, value)
    expect(await programme.balances(profileId)).toMatchObject({ point_balance: 1.4, point_balance_dollars: 0.01 })
    const { body } = await programme.redeem(profileId, { amount: 1 })
    expect(body.data).toMatchObject({ total: 0.01, balances: { point_balance: 0.4, point_balance_dollars: 0 } })
    expect(await programme.pointsLeft(profileId)).toEqual([0, 0, 0, 0, 0.4])
    const { items } = await programme.redemption(body.data.id)
    expect(items.map((item: { value: number; points: number }) => [item.value, item.points])).toEqual([
      [0, 0.333],
      [0, 0.333],
      [0, 0.333],
      [0.01, 0.001],
    ])
  })

  test('a debt is paid before anything can be spent from points', async () => {
    const { shop, programme } = at('AUD')
    const profileId = await programme.member()
    const sale = {
      profile_id: profileId,
      transacted_at: '2025-07-04 10:00:00',
      timezone: 'UTC',
      items: [{ name: 'Coat', quantity: 1, price_current: 100, price_sell: 100 }],
    }
    const sold = await shop.post('transactions', { ...sale, external_id: 'debt-1', total: 100 })
    expect((await programme.redeem(profileId, { amount: 0.8 })).body.data.balances.point_balance).toBe(20)
    const line = { ...sale.items[0], quantity: -1, return_for: sold.body.data.items[0].id }
    await shop.post('transactions', { ...sale, external_id: 'debt-2', total: -100, items: [line] })
    expect(await programme.balances(profileId)).toMatchObject({
      point_balance: -80,
      point_balance_dollars: 0,
      combined_balance_dollars: 0,
    })
    expect((await programme.redeem(profileId, { amount: 0.01 })).body.code).toBe('nothing_to_redeem')
    await programme.points(profileId, 100)
    const { body } = await programme.redeem(profileId, { amount: 1 })
    expect(body.data).toMatchObject({ total: 0.2, balances: { point_balance: 0 } })
    expect((await programme.redeem(profileId, { amount: 0.01 })).body.code).toBe('nothing_to_redeem')
  })
})

describe('currencies', () => {
  test('yen have no decimals', async () => {
    const { programme } = at('JPY')
    const profileId = await programme.member()
    await programme.reward(profileId, 1000)
    await programme.points(profileId, 550)
    expect(await programme.balances(profileId)).toMatchObject({
      reward_balance: 1000,
      point_balance_dollars: 5,
      combined_balance_dollars: 1005,
    })
    for (const amount of [0.5, 10.01]) {
      const { status, body } = await programme.redeem(profileId, { amount })
      expect([status, body.errors.amount]).toEqual([
        422,
        ['The amount field must be above zero, with at most 0 decimals.'],
      ])
    }
    const { body } = await programme.redeem(profileId, { amount: 1003, currency: 'JPY' })
    expect(body.data).toMatchObject({
      total: 1003,
      balances: { reward_balance: 0, point_balance: 250, point_balance_dollars: 2 },
    })
  })

  test('dinars have three', async () => {
    const { programme } = at('KWD')
    const profileId = await programme.member()
    await programme.reward(profileId, 1.005)
    await programme.points(profileId, 100)
    expect((await programme.redeem(profileId, { amount: 0.0005 })).body.errors.amount).toEqual([
      'The amount field must be above zero, with at most 3 decimals.',
    ])
    const { body } = await programme.redeem(profileId, { amount: 1.017 })
    expect(body.data).toMatchObject({
      total: 1.017,
      balances: { reward_balance: 0, point_balance: 98.8, point_balance_dollars: 0.988 },
    })
    const back = await programme.giveBack(body.data.id, { amount: 0.007 })
    expect(back.body.data).toMatchObject({ total: 0.007, balances: { point_balance: 99.5 } })
  })
})

describe('the answer', () => {
  test('has every field of the reference, with the balances after the redemption', async () => {
    const { shop, programme } = at('AUD')
    const profileId = await programme.member()
    await programme.reward(profileId, 41.3)
    const { body: store } = await shop.post('locations', { name: 'Carlton', external_id: 'S14' })
    const sent = {
      amount: 40,
      strategies: ['rewards', 'points'],
      location_id: store.data.id,
      meta: { terminal: 'T3', deep: { list: [1, null, 'x'] } },
      transaction_external_id: '14-3-00981',
      transaction_receipt_ref: 'R-00981',
    }
    const { status, body } = await programme.redeem(profileId, sent)
    expect(status).toBe(201)
    expect(body).toEqual({
      data: {
        id: expect.any(Number),
        profile_id: profileId,
        total: 40,
        total_localised: 40,
        location_id: store.data.id,
        location: store.data,
        balances: {
          reward_balance: 1.3,
          credit_balance: 0,
          point_balance: 0,
          point_balance_dollars: 0,
          benefit_balance: 0,
          combined_balance_dollars: 1.3,
          localised: { reward_balance: 1.3, point_balance_dollars: 0, combined_balance_dollars: 1.3 },
          currency: null,
        },
        currency: null,
        meta: { terminal: 'T3', deep: { list: [1, null, 'x'] } },
        transaction_external_id: '14-3-00981',
        transaction_receipt_ref: 'R-00981',
        hold_expires_at: null,
        created_at: '2025-07-04 01:15:00',
        updated_at: '2025-07-04 01:15:00',
      },
    })
    const { currency, ...balances } = await programme.balances(profileId)
    expect({ ...balances, currency: null }).toEqual(body.data.balances)
    expect(currency).toMatchObject({ from: 'AUD', rate: 1 })
  })

  test('without the optional fields they are null; an empty map may be a list', async () => {
    const { programme } = at('AUD')
    const profileId = await programme.member()
    await programme.reward(profileId, 20)
    const { body } = await programme.redeem(profileId, { amount: 5, strategies: null })
    expect(body.data).toMatchObject({
      location_id: null,
      location: null,
      currency: null,
      meta: null,
      transaction_external_id: null,
      transaction_receipt_ref: null,
    })
    expect((await programme.redeem(profileId, { amount: 5, meta: [] })).body.data.meta).toEqual([])
    expect((await programme.redeem(profileId, { amount: 5, meta: {}, nonsense: 1 })).body.data.meta).toEqual({})
  })

  test('the other spelling of the path does the same, and a store may be named by its number as text', async () => {
    const { shop, programme } = at('AUD')
    const profileId = await programme.member()
    await programme.reward(profileId, 20)
    const { body: store } = await shop.post('locations', { name: 'Fitzroy' })
    const { status, body } = await shop.post(`profiles/${profileId.toUpperCase()}/redemptions`, {
      amount: 5,
      location_id: String(store.data.id),
    })
    expect([status, body.data.profile_id, body.data.total, body.data.location_id]).toEqual([
      201,
      profileId,
      5,
      store.data.id,
    ])
  })
})
