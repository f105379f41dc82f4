// Using benefits: alone on their own path, and beside value in one redemption.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
let hemming: string
let coffee: string
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
  hemming = await programme.defineBenefit('free-hemming', { redeem_code_pos: 'HEMFREE' })
  coffee = await programme.defineBenefit('coffee', { max_redemptions: 5 })
})
afterAll(async () => {
  await programme.audit()
  await shop.close()
})

const use = (profileId: string, benefitId: number, body?: object) =>
  shop.post(`profiles/${profileId}/benefits/${benefitId}/redeem`, body)
const usesLeft = async (id: number): Promise<number> =>
  (await shop.get(`benefits/${id}`)).body.data.redemptions_remaining

describe('on its own path', () => {
  test('the answer is the whole redemption, to the letter of the reference', async () => {
    const { body: enrolled } = await shop.post('profiles', {
      first_name: 'Sample',
      last_name: 'Member',
      email: 'sample@example.com',
    })
    const profileId = enrolled.data.id
    const benefitId = await programme.benefit(profileId, hemming)
    const { status, body } = await shop.post(`profiles/${profileId}/benefits/${benefitId}/redeem`)
    expect(status).toBe(201)
    const benefit = (await shop.get(`benefits/${benefitId}`)).body.data
    const now = '2025-07-04 01:15:00'
    expect(body).toEqual({
      data: {
        id: expect.any(Number),
        type: 'redeem',
        state: 'open',
        profile_id: profileId,
        profile: {
          first_name: 'Sample',
          last_name: 'Member',
          full_name: 'Sample Member',
          email: 'sample@example.com',
          statuses: [],
        },
        total: 0,
        total_localised: 0,
        meta: null,
        location_id: null,
        location: null,
        transaction_id: null,
        transaction: null,
        transaction_external_id: null,
        transaction_receipt_ref: null,
        linked_redemption_id: null,
        linked_source_id: null,
        linked_source_type: null,
        reversed_at: null,
        reason: null,
        hold_expires_at: null,
        items: [
          {
            id: expect.any(Number),
            type: 'benefit',
            value: null,
            count: 1,
            points: null,
            type_attributes: benefit,
            created_at: now,
            updated_at: now,
          },
        ],
        redeem_at: now,
        created_at: now,
        updated_at: now,
      },
    })
    expect(body.data.items[0].type_attributes).toMatchObject({
      id: benefitId,
      redemptions_remaining: 0,
      is_redeemable: false,
      redeem_code_pos: 'HEMFREE',
    })
    expect(await programme.redemption(body.data.id)).toEqual(body.data)
  })

  test('a benefit with five uses can be used twice, then three times, and then no more', async () => {
    const profileId = await programme.member()
    const benefitId = await programme.benefit(profileId, coffee)
    expect((await use(profileId, benefitId, { count: 2, meta: { cup: 'large' } })).body.data).toMatchObject({
      meta: { cup: 'large' },
      items: [{ count: 2 }],
    })
    const tooMany = await use(profileId, benefitId, { count: 4 })
    expect([tooMany.status, tooMany.body.code, tooMany.body.details]).toEqual([
      422,
      'benefit_used_up',
      { remaining: 3, asked: 4 },
    ])
    expect(await usesLeft(benefitId)).toBe(3)
    expect((await use(profileId, benefitId, { count: 3 })).status).toBe(201)
    expect((await use(profileId, benefitId)).body.code).toBe('benefit_used_up')
    expect(await programme.balances(profileId)).toMatchObject({ benefit_balance: 0 })
  })

  test('the other spelling of the path does the same, with the store and the receipt that it names', async () => {
    const profileId = await programme.member()
    const benefitId = await programme.benefit(profileId, coffee)
    const { body: store } = await shop.post('locations', { name: 'Carlton' })
    const sent = {
      issued_at: '2025-07-04 01:00:00',
      timezone: 'UTC',
      location_id: store.data.id,
      transaction_external_id: 'x-1',
      transaction_receipt_ref: 'r-1',
    }
    const { status, body } = await shop.post(`profiles/${profileId}/benefits/${benefitId}/redemptions`, sent)
    expect([status, body.data.items[0].count]).toEqual([201, 1])
    expect(body.data).toMatchObject({
      location_id: store.data.id,
      location: store.data,
      transaction_external_id: 'x-1',
      transaction_receipt_ref: 'r-1',
      redeem_at: '2025-07-04 01:15:00',
    })
  })

  test.each([
    ['has ended', 'benefit_expired', { expires_at: '2025-07-04 01:14:59' }],
    ['has not begun', 'benefit_not_yet_valid', { issued_at: '2025-07-04 01:15:01' }],
  ])('one that %s is refused, and nothing in the body is blamed', async (_, code, fields) => {
    const profileId = await programme.member()
    const { status, body } = await use(profileId, await programme.benefit(profileId, hemming, fields))
    expect([status, body.code, body.errors]).toEqual([422, code, undefined])
  })

  test('it works in its first and in its last second', async () => {
    const profileId = await programme.member()
    const benefitId = await programme.benefit(profileId, hemming, {
      issued_at: '2025-07-04 01:15:00',
      expires_at: '2025-07-04 01:15:00',
    })
    expect((await use(profileId, benefitId)).status).toBe(201)
  })

  test('one that is not there, was taken away, or is another member’s, is unknown', async () => {
    const profileId = await programme.member()
    const other = await programme.benefit(await programme.member(), hemming)
    const removed = await programme.benefit(profileId, hemming)
    await shop.remove(`profiles/${profileId}/benefits/${removed}`)
    for (const id of [other, removed, 999_999, 0, 'free-hemming', '1.5']) {
      const { status, body } = await use(profileId, id as number)
      expect([status, body.code, body.errors], String(id)).toEqual([404, 'not_found', undefined])
    }
    const mine = await programme.benefit(profileId, hemming)
    await shop.remove(`profiles/${profileId}`)
    expect((await use(profileId, mine)).status).toBe(404)
    expect((await use('0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44', mine)).status).toBe(404)
  })

  test.each([[0], [-1], [1.5], ['1'], [1e308], [[]]])('%j uses are refused by name', async (count) => {
    const profileId = await programme.member()
    const benefitId = await programme.benefit(profileId, hemming)
    const { status, body } = await use(profileId, benefitId, { count })
    expect([status, Object.keys(body.errors)]).toEqual([422, ['count']])
    expect((await use(profileId, benefitId, { location_id: 999_999 })).body.code).toBe('reference_unknown')
    expect(await usesLeft(benefitId)).toBe(1)
  })
})

describe('beside value', () => {
  test('one redemption takes rewards, points and two kinds of benefit, each an item', async () => {
    const profileId = await programme.member()
    const [reward, points] = [await programme.reward(profileId, 10), await programme.points(profileId, 500)]
    const [hem, cup] = [await programme.benefit(profileId, hemming), await programme.benefit(profileId, coffee)]
    const benefits = [{ id: hem }, { handle: 'coffee', quantity: 2 }]
    const { status, body } = await programme.redeem(profileId, {
      amount: 12,
      strategies: ['rewards', 'points', 'benefits'],
      benefits,
    })
    expect([status, body.data]).toMatchObject([
      201,
      { total: 12, balances: { reward_balance: 0, point_balance: 300, benefit_balance: 1 } },
    ])
    const { items, total } = await programme.redemption(body.data.id)
    expect(total).toBe(12)
    expect(
      items.map(
        (item: { type: string; value: number; count: number; points: number; type_attributes: { id: number } }) => [
          item.type,
          item.type_attributes.id,
          item.value,
          item.count,
          item.points,
        ],
      ),
    ).toEqual([
      ['reward', reward, 10, null, null],
      ['point', points, 2, null, 200],
      ['benefit', hem, null, 1, null],
      ['benefit', cup, null, 2, null],
    ])
  })

  test('benefits alone are redeemed without an amount', async () => {
    const profileId = await programme.member()
    await programme.reward(profileId, 10)
    const benefitId = await programme.benefit(profileId, hemming)
    const { status, body } = await programme.redeem(profileId, {
      strategies: ['benefits'],
      benefits: [{ id: String(benefitId) }],
    })
    expect([status, body.data]).toMatchObject([201, { total: 0, balances: { reward_balance: 10, benefit_balance: 0 } }])
  })

  test('by handle the benefit that ends first is used, and the next when that is not enough', async () => {
    const profileId = await programme.member()
    const late = await programme.benefit(profileId, coffee, { expires_at: '2025-09-30' })
    const soon = await programme.benefit(profileId, coffee, { expires_at: '2025-07-10' })
    const { body } = await programme.redeem(profileId, { benefits: [{ handle: 'coffee', quantity: 6 }] })
    const { items } = await programme.redemption(body.data.id)
    expect(
      items.map((item: { count: number; type_attributes: { id: number } }) => [item.type_attributes.id, item.count]),
    ).toEqual([
      [soon, 5],
      [late, 1],
    ])
  })

  test('all or nothing: a benefit that cannot be used leaves the value, and too little value leaves the benefit', async () => {
    const profileId = await programme.member()
    await programme.reward(profileId, 10)
    const [hem, cup] = [await programme.benefit(profileId, hemming), await programme.benefit(profileId, coffee)]
    const twice = await programme.redeem(profileId, { amount: 10, benefits: [{ id: cup }, { id: hem }, { id: hem }] })
    expect([twice.status, twice.body.code, Object.keys(twice.body.errors)]).toEqual([
      422,
      'benefit_used_up',
      ['benefits.2.id'],
    ])
    const strict = await programme.redeem(profileId, { amount: 11, strict: true, benefits: [{ id: hem }] })
    expect(strict.body.code).toBe('balance_short')
    const empty = await programme.redeem(profileId, { amount: 1, strategies: ['points'], benefits: [{ id: hem }] })
    expect(empty.body.code).toBe('nothing_to_redeem')
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 10, benefit_balance: 2 })
    expect([await usesLeft(hem), await usesLeft(cup)]).toEqual([1, 5])
  })

  test('a limit for all members holds for the whole redemption, and says what is left', async () => {
    const limited = await programme.defineBenefit('first-hundred', { max_redemptions: 5, max_global_redemptions: 3 })
    const profileId = await programme.member()
    const [one, two] = [await programme.benefit(profileId, limited), await programme.benefit(profileId, limited)]
    const refused = await programme.redeem(profileId, {
      benefits: [
        { id: one, quantity: 2 },
        { id: two, quantity: 2 },
      ],
    })
    expect([refused.body.code, refused.body.details]).toEqual(['benefit_sold_out', { remaining: 1, asked: 2 }])
    expect((await programme.redeem(profileId, { benefits: [{ id: one, quantity: 2 }, { id: two }] })).status).toBe(201)
    expect((await use(profileId, one)).body.code).toBe('benefit_sold_out')
    expect(await programme.balances(profileId)).toMatchObject({ benefit_balance: 0 })
  })
})
