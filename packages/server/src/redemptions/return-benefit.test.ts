// Giving used benefits back: as new benefits, never more uses than were taken.
import { dayMs } from '@tillside/rules/time'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
let coffee: string
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
  coffee = await programme.defineBenefit('coffee', { max_redemptions: 5, redeem_code_pos: 'CUP' })
})
afterAll(async () => {
  await programme.audit()
  await shop.close()
})

const back = (redemptionId: number, body?: object) => shop.post(`redemptions/${redemptionId}/benefit/return`, body)

async function used(count = 3): Promise<{ profileId: string; benefitId: number; id: number }> {
  const profileId = await programme.member()
  const benefitId = await programme.benefit(profileId, coffee, { value: 4.5, meta: { from: 'barista' } })
  const { body } = await shop.post(`profiles/${profileId}/benefits/${benefitId}/redeem`, { count })
  return { profileId, benefitId, id: body.data.id }
}

/** 10.00 of a reward, three coffees and a hemming. */
async function usedWithValue(): Promise<{ profileId: string; id: number; cup: number; hem: number }> {
  const profileId = await programme.member()
  await programme.reward(profileId, 10)
  const cup = await programme.benefit(profileId, coffee)
  const hem = await programme.benefit(profileId, await programme.defineBenefit(`hem-${cup}`))
  const { body } = await programme.redeem(profileId, { amount: 10, benefits: [{ id: cup, quantity: 3 }, { id: hem }] })
  return { profileId, id: body.data.id, cup, hem }
}

const usesHeld = async (profileId: string): Promise<number[]> =>
  (await shop.get(`profiles/${profileId}/benefits?sort=id`)).body.data.map(
    (row: { redemptions_remaining: number }) => row.redemptions_remaining,
  )

describe('on its own path', () => {
  test('the answer is the whole return, and its item the new benefit', async () => {
    const { profileId, benefitId, id } = await used()
    const original = (await shop.get(`benefits/${benefitId}`)).body.data
    shop.wait(40 * dayMs)
    const { status, body } = await back(id, { count: 2, meta: { why: 'cold' } })
    expect(status).toBe(201)
    expect(body.data).toMatchObject({
      type: 'return',
      state: 'return',
      linked_redemption_id: id,
      profile_id: profileId,
      total: 0,
      meta: { why: 'cold' },
      items: [{ type: 'benefit', value: null, count: 2, points: null }],
    })
    const made = body.data.items[0].type_attributes
    expect(made).toMatchObject({
      redemptions_remaining: 2,
      is_redeemable: true,
      value: 4.5,
      meta: { from: 'barista' },
      redeem_code_pos: 'CUP',
      source_type: 'redemption',
      source_id: body.data.id,
      definition: { id: coffee },
    })
    expect(made.id).not.toBe(benefitId)
    expect(Date.parse(made.expires_at)).toBeGreaterThan(Date.parse(original.expires_at) - 1)
    expect(await programme.redemption(body.data.id)).toEqual(body.data)
    expect(await usesHeld(profileId)).toEqual([2, 2])
  })

  test('without a count all uses come back, and then there is nothing left', async () => {
    const { profileId, id } = await used()
    await back(id, { count: 1 })
    expect(await programme.redemption(id)).toMatchObject({ state: 'open' })
    expect((await back(id)).body.data.items[0].count).toBe(2)
    expect(await programme.redemption(id)).toMatchObject({ state: 'returned' })
    expect(await usesHeld(profileId)).toEqual([2, 1, 2])
    const again = await back(id)
    expect([again.status, again.body.code, Object.keys(again.body.errors)]).toEqual([
      422,
      'nothing_to_return',
      ['count'],
    ])
  })

  test('more than were used is refused: a use cannot be split', async () => {
    const { id } = await used()
    await back(id, { count: 1 })
    const { status, body } = await back(id, { count: 3 })
    expect([status, body.code, body.details]).toEqual([422, 'return_exceeds_redemption', { returnable: 2, asked: 3 }])
    expect((await back(id, { count: null })).status).toBe(201)
  })

  test('of a redemption with value only the benefits come back', async () => {
    const { profileId, id } = await usedWithValue()
    expect((await back(id)).body.data.items.map((item: { count: number }) => item.count)).toEqual([1, 3])
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 0 })
    expect(await programme.redemption(id)).toMatchObject({ state: 'open' })
    await programme.giveBack(id)
    expect(await programme.redemption(id)).toMatchObject({ state: 'returned' })
  })

  test('refused: without benefits, reversed, a return, unknown, and a count that is none', async () => {
    const profileId = await programme.member()
    await programme.reward(profileId, 10)
    const { body: value } = await programme.redeem(profileId, { amount: 1 })
    expect((await back(value.data.id)).body.code).toBe('nothing_to_return')
    const { id } = await used()
    await programme.reverse(id)
    expect((await back(id)).body.code).toBe('already_reversed')
    const other = await used()
    const made = (await back(other.id, { count: 1 })).body.data.id
    expect((await back(made)).body.code).toBe('not_a_redemption')
    expect((await programme.reverse(other.id)).body.code).toBe('already_returned')
    for (const unknown of [999_999, 'abc']) expect((await back(unknown as number)).status).toBe(404)
    for (const count of [0, -1, 1.5, '1', 1e308]) {
      const { status, body } = await back(other.id, { count })
      expect([status, Object.keys(body.errors)]).toEqual([422, ['count']])
    }
  })

  test('uses that come back count for all members again', async () => {
    const limited = await programme.defineBenefit('last-one', { max_global_redemptions: 1 })
    const [ada, byron] = [await programme.member(), await programme.member()]
    const [hers, his] = [await programme.benefit(ada, limited), await programme.benefit(byron, limited)]
    const { body } = await shop.post(`profiles/${ada}/benefits/${hers}/redeem`)
    expect((await back(body.data.id)).body.data.items[0].type_attributes).toMatchObject({
      is_redeemable: true,
      total_global_redemptions_remaining: 1,
    })
    expect((await shop.post(`profiles/${byron}/benefits/${his}/redeem`)).status).toBe(201)
  })
})

describe('with the value', () => {
  test('without a body value and benefits all come back', async () => {
    const { profileId, id } = await usedWithValue()
    const { body } = await programme.giveBack(id)
    expect(body.data).toMatchObject({ total: 10, balances: { reward_balance: 10, benefit_balance: 3 } })
    expect(await usesHeld(profileId)).toEqual([2, 0, 1, 3])
    expect((await programme.giveBack(id)).body.code).toBe('nothing_to_return')
  })

  test('an amount alone leaves the benefits where they are, and benefits alone the value', async () => {
    const { profileId, id, cup } = await usedWithValue()
    expect((await programme.giveBack(id, { amount: 10 })).body.data).toMatchObject({
      total: 10,
      balances: { reward_balance: 10, benefit_balance: 1 },
    })
    expect(await programme.redemption(id)).toMatchObject({ state: 'open' })
    expect((await programme.giveBack(id, { benefits: [{ id: cup, quantity: 2 }] })).body.data).toMatchObject({
      total: 0,
      balances: { benefit_balance: 2 },
    })
    expect((await programme.giveBack(id, { strategies: ['benefits'] })).body.data.total).toBe(0)
    expect(await usesHeld(profileId)).toEqual([2, 0, 2, 1, 1])
    expect(await programme.redemption(id)).toMatchObject({ state: 'returned' })
  })

  test('the same benefit named twice comes back as often as it was used, and no more', async () => {
    const { profileId, id, hem, cup } = await usedWithValue()
    const { status } = await programme.giveBack(id, {
      benefits: [
        { id: cup, quantity: 2 },
        { handle: 'coffee', quantity: 2 },
      ],
    })
    expect(status).toBe(201)
    expect(await usesHeld(profileId)).toEqual([2, 0, 2, 1])
    const { body } = await programme.giveBack(id, { benefits: [{ id: hem }, { id: hem }] })
    expect([body.code, Object.keys(body.errors)]).toEqual(['nothing_to_return', ['benefits.1.id']])
    expect(await usesHeld(profileId)).toEqual([2, 0, 2, 1])
  })

  test('a strict till that names more uses than are left gets nothing', async () => {
    const { profileId, id, cup, hem } = await usedWithValue()
    const { status, body } = await programme.giveBack(id, {
      amount: 10,
      strict: true,
      benefits: [{ id: hem }, { id: cup, quantity: 4 }],
    })
    expect([status, body.code, Object.keys(body.errors), body.details]).toEqual([
      422,
      'return_exceeds_redemption',
      ['benefits.1.quantity'],
      { returnable: 3, asked: 4 },
    ])
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 0 })
    expect((await programme.giveBack(id, { benefits: [{ id: cup, quantity: 4 }] })).status).toBe(201)
    expect(await usesHeld(profileId)).toEqual([2, 0, 3])
  })

  test('kinds that are named bring what is left of them: benefits also when the value is back already', async () => {
    const { profileId, id } = await usedWithValue()
    await programme.giveBack(id, { amount: 10 })
    const { status, body } = await programme.giveBack(id, { strategies: ['rewards', 'benefits'] })
    expect([status, body.data.total]).toEqual([201, 0])
    expect(await usesHeld(profileId)).toEqual([2, 0, 1, 3])
    for (const wish of [{ strategies: ['rewards', 'benefits'] }, { strategies: ['benefits'] }, undefined]) {
      expect((await programme.giveBack(id, wish)).body.code).toBe('nothing_to_return')
    }
  })

  test('a benefit that the redemption did not use is refused by name', async () => {
    const { profileId, id } = await usedWithValue()
    const other = await programme.benefit(profileId, coffee)
    for (const [field, benefit] of [
      ['benefits.0.id', { id: other }],
      ['benefits.0.id', { id: 999_999 }],
      ['benefits.0.handle', { handle: 'unheard-of' }],
    ] as const) {
      const { status, body } = await programme.giveBack(id, { benefits: [benefit] })
      expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'nothing_to_return', [field]])
    }
  })
})
