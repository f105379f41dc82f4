// The items of redemptions, their groups, and how often a row was used.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openRedemptionHistory, type RedemptionHistory } from '../../test/redemption-history.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let history: RedemptionHistory
beforeAll(async () => {
  shop = await openShop()
  history = await openRedemptionHistory(shop)
})
afterAll(async () => {
  await history.programme.audit()
  await shop.close()
})

describe('items', () => {
  test('say what each redemption took or gave back, of which row', async () => {
    const { body } = await shop.get(`redemptions/items?filter[profile_id]=${history.ada}`)
    const told = body.data.map(
      (item: { redemption_id: number; type: string; value: number; count: number; points: number }) => [
        item.redemption_id,
        item.type,
        item.value,
        item.count,
        item.points,
      ],
    )
    expect(told).toEqual([
      [history.idOf('mixed'), 'reward', 19.99, null, null],
      [history.idOf('mixed'), 'benefit', null, 1, null],
      [history.idOf('points'), 'point', 2.5, null, 250],
      [history.idOf('benefit'), 'benefit', null, 2, null],
      [history.idOf('reversed'), 'reward', 5, null, null],
      [history.idOf('reversal'), 'reward', 5, null, null],
      [history.idOf('returned'), 'reward', 7, null, null],
      [history.idOf('return'), 'reward', 7, null, null],
    ])
    expect(body.data[0]).toMatchObject({
      profile_id: history.ada,
      type_attributes: { id: history.rewardId, value_remaining: 73.01 },
      created_at: '2025-07-04 01:15:00',
    })
  })

  test('can be filtered and sorted', async () => {
    const items = async (query: string): Promise<number[]> =>
      (await shop.get(`redemptions/items?${query}`)).body.data.map(
        (item: { redemption_id: number }) => item.redemption_id,
      )
    expect(await items(`filter[redemption_id]=${history.idOf('mixed')}`)).toEqual(history.idsOf(['mixed', 'mixed']))
    expect(await items('filter[redeemable_type]=point')).toEqual(history.idsOf(['points']))
    expect(await items(`filter[redeemable_type]=benefit&filter[redeemable_id]=${history.benefitId}&sort=-id`)).toEqual(
      history.idsOf(['benefit', 'mixed']),
    )
    expect(await items('filter[value]=19.99')).toEqual(history.idsOf(['mixed']))
    expect(await items('filter[value][gte]=7&page[size]=2')).toEqual(history.idsOf(['mixed', 'returned']))
    expect((await shop.get('redemptions/items?page[size]=2')).body.meta).toMatchObject({
      total: 9,
      per_page: 2,
      last_page: 5,
    })
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
      { value: history.storeId, count: 2, total: 49.99 },
      { value: null, count: 4, total: 14.5 },
    ])
    expect((await shop.get(`redemptions/group/profile_id?filter[profile_id]=${history.byron}`)).body.data).toEqual([
      { value: history.byron, count: 1, total: 30 },
    ])
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
  const count = async (type: string, id: number | string, profileId = history.ada) =>
    shop.get(`profiles/${profileId}/redemptions/${type}/${id}/count`)

  test('say how often a row was used; what was reversed never happened', async () => {
    expect((await count('benefit', history.benefitId)).body).toEqual({ data: { count: 2 } })
    expect((await count('reward', history.rewardId)).body).toEqual({ data: { count: 2 } })
    const [point] = (await shop.get(`profiles/${history.ada}/points`)).body.data
    expect((await count('point', point.id)).body).toEqual({ data: { count: 1 } })
    expect((await count('reward', await history.programme.reward(history.ada, 1))).body).toEqual({ data: { count: 0 } })
  })

  test('of a row that the member does not hold, or of no kind, there are none', async () => {
    for (const [type, id, profileId] of [
      ['reward', history.rewardId, history.byron],
      ['benefit', 999_999, history.ada],
      ['credit', 1, history.ada],
      ['gold', 1, history.ada],
      ['reward', 'abc', history.ada],
      ['reward', history.rewardId, 'abc'],
    ] as const) {
      expect((await count(type, id, profileId)).status, `${type} ${id}`).toBe(404)
    }
  })
})
