import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { exceptionCodes } from '@tillside/contract/exceptions'

import { openShop, type Shop } from '../../test/shop.ts'
import { line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
let first: { id: number; exceptions: { id: number; code: string }[] }
let second: typeof first
let profileId: string
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
  profileId = await till.member(10)
  first = await till.record(receipt(profileId, [line('Cap', 5)], { location_id: 'nowhere' }))
  shop.wait(60_000)
  second = await till.record(
    receipt(profileId, [line('Cap', 5)], { redemption_id: 987_654, profile_id: await till.member() }),
  )
})
afterAll(() => shop.close())

const idsIn = async (query: string): Promise<number[]> =>
  (await shop.get(`exceptions?${query}`)).body.data.map(({ id }: { id: number }) => id)

test('an exception says what is wrong, with which sale, and in words', async () => {
  const { data } = (await shop.get(`exceptions/${first.exceptions[0]?.id}`)).body
  expect(data).toEqual({
    id: first.exceptions[0]?.id,
    code: 'location_unknown',
    meaning: exceptionCodes.location_unknown,
    transaction_id: first.id,
    profile_id: profileId,
    redemption_id: null,
    details: { location_id: 'nowhere' },
    status: 'open',
    resolution: null,
    resolved_by: null,
    resolved_at: null,
    created_at: '2025-07-04 01:15:00',
    updated_at: '2025-07-04 01:15:00',
  })
  expect(first.exceptions).toEqual([{ id: data.id, code: data.code, meaning: data.meaning }])
})

describe('the list', () => {
  test('is oldest first, in pages, and can be sorted', async () => {
    const [one, two] = [first.exceptions[0]?.id, second.exceptions[0]?.id]
    expect(await idsIn('')).toEqual([one, two])
    expect(await idsIn('sort=-created_at')).toEqual([two, one])
    const page = (await shop.get('exceptions?page[size]=1&page[number]=2')).body
    expect([page.data[0].id, page.meta.total]).toEqual([two, 2])
  })

  test('can be filtered by everything that it shows', async () => {
    const [one, two] = [first.exceptions[0]?.id, second.exceptions[0]?.id]
    expect(await idsIn('filter[code]=redemption_unknown')).toEqual([two])
    expect(await idsIn('filter[status]=open')).toEqual([one, two])
    expect(await idsIn('filter[status]=resolved')).toEqual([])
    expect(await idsIn(`filter[transaction_id]=${first.id}`)).toEqual([one])
    expect(await idsIn(`filter[profile_id]=${profileId}`)).toEqual([one])
    expect(await idsIn(`filter[id]=${two}`)).toEqual([two])
    expect(await idsIn('filter[redemption_id][nullable]=0')).toEqual([])
    expect(await idsIn('filter[created_at][gt]=2025-07-04 01:15:30')).toEqual([two])
    expect((await shop.get('exceptions?filter[nonsense]=1')).body.code).toBe('filter_unknown')
  })
})

describe('resolving', () => {
  test('says what was done, by whom and when; the sale no longer shows it; a second time is refused', async () => {
    const sale = await till.record(receipt(null, [], { total: 1, location_id: 'nowhere' }))
    const id = sale.exceptions[0].id
    shop.wait(60_000)
    const resolved = await shop.post(`exceptions/${id}/resolve`, { resolution: 'The pop-up store of July.' })
    expect([resolved.status, resolved.body.data]).toMatchObject([
      200,
      {
        id,
        status: 'resolved',
        resolution: 'The pop-up store of July.',
        resolved_at: '2025-07-04 01:17:00',
        updated_at: '2025-07-04 01:17:00',
      },
    ])
    expect(resolved.body.data.resolved_by).toBeGreaterThan(0)
    expect((await shop.get(`exceptions/${id}`)).body.data).toEqual(resolved.body.data)
    expect((await till.read(sale.id)).exceptions).toEqual([])
    const again = await shop.post(`exceptions/${id}/resolve`, { resolution: 'Once more.' })
    expect([again.status, again.body.code]).toEqual([422, 'exception_already_resolved'])
    expect((await shop.get(`exceptions/${id}`)).body.data.resolution).toBe('The pop-up store of July.')
  })

  test('by two people at once is done once', async () => {
    const sale = await till.record(receipt(null, [], { total: 1, location_id: 'nowhere' }))
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((resolution) => shop.post(`exceptions/${sale.exceptions[0].id}/resolve`, { resolution })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422])
  })

  test('needs words, and an exception that is there', async () => {
    for (const body of [{}, { resolution: '' }, { resolution: null }, { resolution: 5 }]) {
      const refused = await shop.post(`exceptions/${first.exceptions[0]?.id}/resolve`, body)
      expect([refused.status, Object.keys(refused.body.errors)]).toEqual([422, ['resolution']])
    }
    for (const id of ['987654', '0', 'abc', '99999999999999999999']) {
      expect(
        [
          (await shop.get(`exceptions/${id}`)).status,
          (await shop.post(`exceptions/${id}/resolve`, { resolution: 'x' })).status,
        ],
        id,
      ).toEqual([404, 404])
    }
  })
})
