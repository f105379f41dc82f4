import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
let ada: string
let bob: string
let locationId: number
let redemptionId: number
const ids: Record<string, number> = {}

beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
  ada = await till.member(50)
  bob = await till.member()
  await shop.post(`profiles/${ada}/identities`, { handle: 'card', identifier: 'ADA-1' })
  locationId = (await shop.post('locations', { name: 'Bondi Beach' })).body.data.id
  redemptionId = await till.redeem(ada, 10)
  const sales = {
    sydney: receipt(ada, [line('Coat', 60)], {
      external_id: 'list/1 a',
      receipt_ref: 'R-1',
      linked_receipt_ref: 'R-0',
      location_id: locationId,
      staff_id: 'S-1',
      redemption_id: redemptionId,
      total: 50,
      total_original: 60,
      rounding: -0.05,
      margin: 20,
      transacted_at: '2025-07-04 09:00:00',
      timezone: 'Australia/Sydney',
      systems: ['pos', 'CI'],
      tags: ['vip', 'sale'],
      receipt_is_email: true,
      type: 'instore',
      status: 'complete',
      order_number: 'W-1',
      need_action: 'call',
    }),
    london: receipt(bob, [line('Cap', 5)], {
      transacted_at: '2025-07-04 08:00:00',
      timezone: 'Europe/London',
      currency: 'AUD',
      systems: ['web'],
    }),
    utc: receipt(ada, [line('Bag', 70)], {
      transacted_at: '2025-07-03 23:30:00',
      timezone: 'UTC',
      is_void: true,
      receipt_is_email: false,
    }),
    foreign: receipt(null, [line('Sushi', 900)], {
      transacted_at: '2025-07-01',
      timezone: 'Asia/Tokyo',
      currency: 'JPY',
    }),
  }
  for (const [name, sale] of Object.entries(sales)) {
    shop.wait(60_000)
    ids[name] = (await till.record(sale)).id
  }
})
afterAll(() => shop.close())

const namesIn = async (query: string, path = 'transactions'): Promise<string[]> => {
  const answer = await shop.get(`${path}?${query}`)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  const names = Object.fromEntries(Object.entries(ids).map(([name, id]) => [id, name]))
  return answer.body.data.map(({ id }: { id: number }) => names[id])
}

describe('all sales', () => {
  test('come oldest first, in pages', async () => {
    expect(await namesIn('')).toEqual(['sydney', 'london', 'utc', 'foreign'])
    const page = (await shop.get('transactions?page[size]=2&page[number]=2')).body
    expect([page.data.map(({ id }: { id: number }) => id), page.meta.total, page.meta.last_page]).toEqual([
      [ids['utc'], ids['foreign']],
      4,
      2,
    ])
    expect(page.data[0]).toEqual((await shop.get(`transactions/${ids['utc']}`)).body.data)
  })

  test('sort by the moment, whatever the zone in which it was told', async () => {
    expect(await namesIn('sort=transacted_at')).toEqual(['foreign', 'sydney', 'utc', 'london'])
    expect(await namesIn('sort=-transacted_at')).toEqual(['london', 'utc', 'sydney', 'foreign'])
    expect(await namesIn('sort=-total,id&filter[currency]=AUD')).toEqual(['utc', 'sydney', 'london'])
    for (const sort of ['id', 'created_at', 'updated_at'])
      expect(await namesIn(`sort=-${sort}`)).toEqual(['foreign', 'utc', 'london', 'sydney'])
  })

  test.each([
    ['filter[transacted_at][gte]=2025-07-03 23:00:00', ['sydney', 'london', 'utc']],
    ['filter[transacted_at][gt]=2025-07-03 23:00:00&filter[transacted_at][lt]=2025-07-04 07:00:00', ['utc']],
    ['filter[transacted_at]=2025-07-04 07:00:00', ['london']],
    ['filter[external_id]=list/1 a', ['sydney']],
    ['filter[external_id][nullable]=1', ['london', 'utc', 'foreign']],
    ['filter[receipt_ref]=R-1', ['sydney']],
    ['filter[linked_receipt_ref]=R-0', ['sydney']],
    ['filter[location.name]=Bondi Beach', ['sydney']],
    ['filter[location][name]=Bondi Beach', ['sydney']],
    ['filter[staff_id][nullable]=0', ['sydney']],
    ['filter[total]=50', ['sydney']],
    ['filter[total][gt]=49.99&filter[total][lte]=70', ['sydney', 'utc']],
    ['filter[total_original]=60', ['sydney']],
    ['filter[rounding]=-0.05', ['sydney']],
    ['filter[margin][gte]=20', ['sydney']],
    ['filter[currency]=JPY', ['foreign']],
    ['filter[timezone]=Europe/London', ['london']],
    ['filter[systems.handle]=pos', ['sydney']],
    ['filter[systems][handle]=web', ['london']],
    ['filter[tags.handle]=vip', ['sydney']],
    ['filter[tags.handle][in]=vip,nothing', ['sydney']],
    ['filter[tags.handle][ne]=vip', ['london', 'utc', 'foreign']],
    ['filter[profile.identities.identifier]=ADA-1', ['sydney', 'utc']],
    ['filter[profile][identities][identifier]=ADA-1', ['sydney', 'utc']],
    ['filter[type]=instore', ['sydney']],
    ['filter[status]=complete', ['sydney']],
    ['filter[order_number]=W-1', ['sydney']],
    ['filter[need_action]=call', ['sydney']],
    ['filter[need_action][nullable]=0', ['sydney']],
    ['filter[is_void]=1', ['utc']],
    ['filter[is_void]=0', ['sydney', 'london', 'foreign']],
    ['filter[receipt_is_email]=1', ['sydney']],
    ['filter[receipt_is_email]=0', ['utc']],
    ['filter[created_at][lte]=2025-07-04 01:16:00', ['sydney']],
    ['filter[updated_at][gt]=2025-07-04 01:18:00', ['foreign']],
    ['filter[total][in]=5,50', ['sydney', 'london']],
  ])('%s finds %j', async (query, found) => {
    expect(await namesIn(query)).toEqual(found)
  })

  test('are found by ids of what they name', async () => {
    expect(await namesIn(`filter[id]=${ids['london']}`)).toEqual(['london'])
    expect(await namesIn(`filter[profile_id]=${ada}`)).toEqual(['sydney', 'utc'])
    expect(await namesIn(`filter[location_id]=${locationId}`)).toEqual(['sydney'])
    expect(await namesIn(`filter[redemption_id]=${redemptionId}`)).toEqual(['sydney'])
  })

  test('an unknown filter or sort is refused, not ignored', async () => {
    const answers = await Promise.all(
      ['filter[nonsense]=1', 'sort=nonsense', 'filter[total]=much', 'filter[is_void]=maybe'].map((query) =>
        shop.get(`transactions?${query}`),
      ),
    )
    expect(answers.map(({ body }) => body.code)).toEqual([
      'filter_unknown',
      'sort_unknown',
      'validation_failed',
      'validation_failed',
    ])
  })
})

describe('one sale', () => {
  test('is found by its external id, however that is spelt', async () => {
    expect((await shop.get(`transactions/external/${encodeURIComponent('list/1 a')}`)).body.data.id).toBe(ids['sydney'])
    expect((await shop.get('transactions/external/nothing')).status).toBe(404)
  })

  test.each(['0', 'abc', '987654', '99999999999999999999', '1.5'])('with the id %s is not there', async (id) => {
    expect((await shop.get(`transactions/${id}`)).status).toBe(404)
  })
})

describe('a member’s sales', () => {
  test('are theirs alone', async () => {
    expect(await namesIn('', `profiles/${ada}/transactions`)).toEqual(['sydney', 'utc'])
    expect(await namesIn('filter[is_void]=0&sort=-total', `profiles/${ada}/transactions`)).toEqual(['sydney'])
    expect(await namesIn(`filter[profile_id]=${bob}`, `profiles/${ada}/transactions`)).toEqual([])
    expect((await shop.get(`profiles/${ada}/transactions/${ids['sydney']}`)).body.data.external_id).toBe('list/1 a')
    expect((await shop.get(`profiles/${ada}/transactions/${ids['london']}`)).status).toBe(404)
  })

  test('the first that a filter matches is found', async () => {
    const find = (query: string, who = ada) => shop.get(`profiles/${who}/find-transactions?${query}`)
    expect((await find('')).body.data.id).toBe(ids['sydney'])
    expect((await find('filter[is_void]=1')).body.data.id).toBe(ids['utc'])
    expect((await find('sort=-transacted_at')).body.data.id).toBe(ids['utc'])
    expect((await find('filter[receipt_ref]=R-1', bob)).status).toBe(404)
    expect((await find('filter[nonsense]=1')).body.code).toBe('filter_unknown')
  })

  test('of nobody are 404', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000'
    for (const path of ['transactions', `transactions/${ids['sydney']}`, 'find-transactions'])
      expect((await shop.get(`profiles/${nobody}/${path}`)).status, path).toBe(404)
  })
})
