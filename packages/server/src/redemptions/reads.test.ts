// Reading redemptions back: lists, filters, orders, pages, groups, items and counts.
import { dayMs, secondMs } from '@tillside/rules/time'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

interface Row {
  readonly id: number
  readonly state: string
}

let shop: Shop
let programme: Programme
let ada: string
let byron: string
/** Ada's, in the order in which they were made; byron has one more. */
const made: Record<string, number> = {}
let storeId: number
let rewardId: number
let benefitId: number

/** Ada redeems with everything, then points, a benefit, and two that are reversed and returned. */
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
  ;[ada, byron] = [await programme.member(), await programme.member()]
  storeId = (await shop.post('locations', { name: 'Carlton' })).body.data.id
  rewardId = await programme.reward(ada, 100)
  await programme.points(ada, 1000)
  await programme.reward(byron, 30)
  benefitId = await programme.benefit(ada, await programme.defineBenefit('coffee', { max_redemptions: 5 }))
  const keep = async (name: string, answer: Promise<{ body: { data: { id: number } } }>): Promise<void> => {
    made[name] = (await answer).body.data.id
    shop.wait(secondMs)
  }
  await keep('mixed', programme.redeem(ada, { amount: 19.99, benefits: [{ id: benefitId }], location_id: storeId, transaction_receipt_ref: 'R-1' }))
  await keep('points', programme.redeem(ada, { amount: 2.5, strategies: ['points'], transaction_external_id: 'X-2', meta: { till: 3 } }))
  await keep('benefit', shop.post(`profiles/${ada}/benefits/${benefitId}/redeem`, { count: 2 }))
  await keep('reversed', programme.redeem(ada, { amount: 5 }))
  await keep('reversal', programme.reverse(made['reversed'] as number))
  await keep('returned', programme.redeem(ada, { amount: 7 }))
  await keep('return', programme.giveBack(made['returned'] as number))
  await keep('byron', programme.redeem(byron, { amount: 30, location_id: storeId }))
})
afterAll(async () => {
  await programme.audit()
  await shop.close()
})

const idsOf = (names: readonly string[]): number[] => names.map((name) => made[name] as number)
const listed = async (path: string): Promise<number[]> => {
  const { status, body } = await shop.get(path)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.data.map((row: Row) => row.id)
}
const everything = ['mixed', 'points', 'benefit', 'reversed', 'reversal', 'returned', 'return', 'byron']

describe('lists', () => {
  test('all redemptions, oldest first, each as whole as when it is read alone', async () => {
    const { body } = await shop.get('redemptions')
    expect(body.data.map((row: Row) => row.id)).toEqual(idsOf(everything))
    for (const row of body.data) expect(await programme.redemption(row.id)).toEqual(row)
    expect(body.data.map((row: Row) => row.state)).toEqual(['open', 'open', 'open', 'reversed', 'reversal', 'returned', 'return', 'open'])
  })

  test('a member’s own', async () => {
    expect(await listed(`profiles/${ada}/redemptions`)).toEqual(idsOf(everything.slice(0, -1)))
    expect(await listed(`profiles/${byron}/redemptions`)).toEqual(idsOf(['byron']))
    expect((await shop.get('profiles/0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44/redemptions')).status).toBe(404)
  })

  test('one of a member’s is not shown as another’s', async () => {
    const id = made['mixed'] as number
    const own = await shop.get(`profiles/${ada.toUpperCase()}/redemptions/${id}`)
    expect(own.body.data).toEqual(await programme.redemption(id))
    for (const path of [`profiles/${byron}/redemptions/${id}`, `profiles/${ada}/redemptions/999999`, `profiles/${ada}/redemptions/abc`, 'redemptions/999999', 'redemptions/abc']) {
      expect((await shop.get(path)).status, path).toBe(404)
    }
  })

  test('pages have the shape that every list has', async () => {
    const { body } = await shop.get(`profiles/${ada}/redemptions?page[size]=3&page[number]=2`)
    expect(body.data.map((row: Row) => row.id)).toEqual(idsOf(['reversed', 'reversal', 'returned']))
    expect(body.meta).toMatchObject({ current_page: 2, from: 4, to: 6, last_page: 3, per_page: 3, total: 7, path: expect.stringContaining(`/profiles/${ada}/redemptions`) })
    expect(Object.keys(body.links).sort()).toEqual(['first', 'last', 'next', 'prev'])
    expect((await shop.get('redemptions?page=9&per_page=5')).body).toMatchObject({ data: [], meta: { from: null, to: null, total: 8 } })
  })

  test.each([
    ['-id', everything.toReversed()],
    ['redeem_at', everything],
    ['-created_at', everything.toReversed()],
    ['total,id', ['benefit', 'points', 'reversed', 'reversal', 'returned', 'return', 'mixed', 'byron']],
    ['-updated_at', ['byron', 'return', 'returned', 'reversal', 'reversed', 'benefit', 'points', 'mixed']],
  ])('sorted by %s', async (sort, names) => {
    // What changed together is in the order of its number.
    const inOrder = sort === '-updated_at' ? ['byron', 'returned', 'return', 'reversed', 'reversal', 'benefit', 'points', 'mixed'] : names
    expect(await listed(`redemptions?sort=${sort}`)).toEqual(idsOf(inOrder))
  })
})

describe('filters', () => {
  test.each([
    ['type]=return', ['return']],
    ['type][in]=reversal,return', ['reversal', 'return']],
    ['state]=open', ['mixed', 'points', 'benefit', 'byron']],
    ['state]=reversed', ['reversed']],
    ['state]=returned', ['returned']],
    ['state][in]=reversal,return', ['reversal', 'return']],
    ['state]=unmatched', []],
    ['state]=applied', []],
    ['has_reward]=1', ['mixed', 'reversed', 'reversal', 'returned', 'return', 'byron']],
    ['has_point]=1', ['points']],
    ['has_point]=0', ['mixed', 'benefit', 'reversed', 'reversal', 'returned', 'return', 'byron']],
    ['has_benefit]=1', ['mixed', 'benefit']],
    ['has_credit]=1', []],
    ['has_credit]=0', everything],
    ['transaction_receipt_ref]=R-1', ['mixed']],
    ['transaction_external_id]=X-2', ['points']],
    ['transaction_external_id][nullable]=0', ['points']],
    ['total]=19.99', ['mixed']],
    ['total][in]=19.99,2.5', ['mixed', 'points']],
    ['total][gte]=19.99', ['mixed', 'byron']],
    ['total][lt]=2.51', ['points', 'benefit']],
    ['redeem_at][lt]=2025-07-04 01:15:02', ['mixed', 'points']],
    ['created_at][gte]=2025-07-04 01:15:07', ['byron']],
    ['updated_at]=2025-07-04 01:15:04', ['reversed', 'reversal']],
    ['transaction_id][nullable]=0', []],
  ])('filter[%s', async (filter, names) => {
    expect(await listed(`redemptions?filter[${filter}`)).toEqual(idsOf(names))
  })

  test('by member, store, number, and what a reversal or return is of', async () => {
    expect(await listed(`redemptions?filter[profile_id]=${byron}`)).toEqual(idsOf(['byron']))
    expect(await listed(`redemptions?filter[location_id]=${storeId}`)).toEqual(idsOf(['mixed', 'byron']))
    expect(await listed(`redemptions?filter[location_id]=${storeId}&filter[profile_id]=${ada}`)).toEqual(idsOf(['mixed']))
    expect(await listed(`redemptions?filter[id][in]=${made['points']},${made['return']}`)).toEqual(idsOf(['points', 'return']))
    expect(await listed(`redemptions?filter[linked_redemption_id]=${made['reversed']}`)).toEqual(idsOf(['reversal']))
    expect(await listed(`profiles/${ada}/redemptions?has_benefit=1`)).toEqual(idsOf(['mixed', 'benefit']))
    expect(await listed(`profiles/${ada}/redemptions?has_benefit=1&filter[total][gt]=0&page[size]=1`)).toEqual(idsOf(['mixed']))
  })

  test('one that is not known is refused, not ignored', async () => {
    for (const query of ['filter[nonsense]=1', 'filter[total]=ten', 'filter[has_benefit]=maybe', 'sort=state']) {
      expect((await shop.get(`redemptions?${query}`)).status, query).toBeGreaterThanOrEqual(400)
    }
  })
})

describe('items', () => {
  test('say what each redemption took or gave back, of which row', async () => {
    const { body } = await shop.get(`redemptions/items?filter[profile_id]=${ada}`)
    const told = body.data.map((item: { redemption_id: number; type: string; value: number; count: number; points: number }) => [item.redemption_id, item.type, item.value, item.count, item.points])
    expect(told).toEqual([
      [made['mixed'], 'reward', 19.99, null, null],
      [made['mixed'], 'benefit', null, 1, null],
      [made['points'], 'point', 2.5, null, 250],
      [made['benefit'], 'benefit', null, 2, null],
      [made['reversed'], 'reward', 5, null, null],
      [made['reversal'], 'reward', 5, null, null],
      [made['returned'], 'reward', 7, null, null],
      [made['return'], 'reward', 7, null, null],
    ])
    expect(body.data[0]).toMatchObject({ profile_id: ada, type_attributes: { id: rewardId, value_remaining: 73.01 }, created_at: '2025-07-04 01:15:00' })
  })

  test('can be filtered and sorted', async () => {
    const items = async (query: string): Promise<number[]> => (await shop.get(`redemptions/items?${query}`)).body.data.map((item: { redemption_id: number }) => item.redemption_id)
    expect(await items(`filter[redemption_id]=${made['mixed']}`)).toEqual(idsOf(['mixed', 'mixed']))
    expect(await items('filter[redeemable_type]=point')).toEqual(idsOf(['points']))
    expect(await items(`filter[redeemable_type]=benefit&filter[redeemable_id]=${benefitId}&sort=-id`)).toEqual(idsOf(['benefit', 'mixed']))
    expect(await items('filter[value]=19.99')).toEqual(idsOf(['mixed']))
    expect(await items('filter[value][gte]=7&page[size]=2')).toEqual(idsOf(['mixed', 'returned']))
    expect((await shop.get('redemptions/items?page[size]=2')).body.meta).toMatchObject({ total: 9, per_page: 2, last_page: 5 })
  })
})

describe('groups', () => {
  test('count and add up by an attribute', async () => {
    expect((await shop.get('redemptions/group/type')).body.data).toEqual([
      { value: 'redeem', count: 6, total: 64.49 },
      { value: 'return', count: 1, total: 7 },
      { value: 'reversal', count: 1, total: 5 },
    ])
    expect((await shop.get('redemptions/group/location_id?filter[type]=redeem')).body.data).toEqual([
      { value: storeId, count: 2, total: 49.99 },
      { value: null, count: 4, total: 14.5 },
    ])
    expect((await shop.get(`redemptions/group/profile_id?filter[profile_id]=${byron}`)).body.data).toEqual([{ value: byron, count: 1, total: 30 }])
  })

  test('come in pages like every list', async () => {
    const { body } = await shop.get('redemptions/group/type?page[size]=2&page[number]=2')
    expect(body.data).toEqual([{ value: 'reversal', count: 1, total: 5 }])
    expect(body.meta).toMatchObject({ total: 3, per_page: 2, current_page: 2, last_page: 2, from: 3, to: 3 })
  })

  test.each(['meta', 'id', 'total_minor', 'nonsense', "type';--"])('by %s there are none', async (attribute) => {
    expect((await shop.get(`redemptions/group/${encodeURIComponent(attribute)}`)).status).toBe(404)
  })
})

describe('counts', () => {
  const count = async (type: string, id: number | string, profileId = ada) => shop.get(`profiles/${profileId}/redemptions/${type}/${id}/count`)

  test('say how often a row was used; what was reversed never happened', async () => {
    expect((await count('benefit', benefitId)).body).toEqual({ data: { count: 2 } })
    expect((await count('reward', rewardId)).body).toEqual({ data: { count: 2 } })
    const [point] = (await shop.get(`profiles/${ada}/points`)).body.data
    expect((await count('point', point.id)).body).toEqual({ data: { count: 1 } })
    expect((await count('reward', await programme.reward(ada, 1))).body).toEqual({ data: { count: 0 } })
  })

  test('of a row that the member does not hold, or of no kind, there are none', async () => {
    for (const [type, id, profileId] of [['reward', rewardId, byron], ['benefit', 999_999, ada], ['credit', 1, ada], ['gold', 1, ada], ['reward', 'abc', ada], ['reward', rewardId, 'abc']] as const) {
      expect((await count(type, id, profileId)).status, `${type} ${id}`).toBe(404)
    }
  })
})

// Moves the clock, so it comes last.
test('after a day a redemption that no sale has named is listed as unmatched, for staff to look at', async () => {
  const mixedAge = dayMs - (shop.now() - Date.parse('2025-07-04T01:15:00Z'))
  shop.wait(mixedAge - secondMs)
  expect(await listed('redemptions?filter[state]=unmatched')).toEqual([])
  shop.wait(secondMs)
  expect(await listed('redemptions?filter[state]=unmatched')).toEqual(idsOf(['mixed']))
  shop.wait(dayMs)
  expect(await listed('redemptions?filter[state]=unmatched')).toEqual(idsOf(['mixed', 'points', 'benefit', 'byron']))
  expect(await listed(`profiles/${ada}/redemptions?filter[state]=unmatched&sort=-redeem_at`)).toEqual(idsOf(['benefit', 'points', 'mixed']))
  await shop.post('transactions', {
    profile_id: ada, external_id: 'late', transacted_at: '2025-07-04 11:15:00', timezone: 'Australia/Sydney', total: 80,
    redemption_id: made['mixed'], items: [{ name: 'Coat', quantity: 1, price_current: 100, price_sell: 100 }],
  })
  expect(await listed('redemptions?filter[state]=unmatched')).toEqual(idsOf(['points', 'benefit', 'byron']))
  expect(await listed('redemptions?filter[state]=applied')).toEqual(idsOf(['mixed']))
})
