// What stands behind the question mark: nothing in it is ignored where ignoring it would show the wrong rows.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { newMember } from '../../test/member.ts'
import { type Answer, openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let profileId: string
beforeAll(async () => {
  shop = await openShop()
  profileId = await newMember(shop)
  for (let place = 1; place <= 12; place += 1) {
    const sent = { name: `Shop ${place}`, phone: '+61390000000', tags: place % 2 === 0 ? ['outlet'] : [] }
    expect((await shop.post('locations', sent)).status).toBe(201)
  }
})
afterAll(() => shop.close())

const refused = async (path: string): Promise<unknown> => {
  const { status, body } = await shop.get(path)
  return [status, body.code, Object.keys(body.errors ?? {})]
}

test('a filter is heeded however much stands before it', async () => {
  const path = `locations?${'a=1&'.repeat(1_500)}`
  expect((await shop.get(`${path}filter[name]=Shop 3`)).body.meta.total).toBe(1)
  expect(await refused(`${path}filter[nmae]=x`)).toEqual([400, 'filter_unknown', ['filter[nmae]']])
})

test('a parameter that would be dropped is refused instead, so that nobody takes the whole list for an answer', async () => {
  expect(await refused('locations?filter[__proto__]=zzz')).toEqual([400, 'filter_unknown', ['filter[__proto]']])
  for (const list of ['locations', 'rewards', 'transactions', 'redemptions']) {
    expect(await refused(`${list}?search=zzz`), list).toEqual([400, 'filter_unknown', ['search']])
  }
  for (const name of ['search', 'sort', 'include', 'per_page', 'page', 'limit', 'offset']) {
    expect(await refused(`profiles?${name}[]=1`), name).toEqual([422, 'validation_failed', [name]])
  }
  expect(await refused('profiles?page[nubmer]=2')).toEqual([422, 'validation_failed', ['page[nubmer]']])
})

test('what a list can include is told in a sentence', async () => {
  expect((await shop.get('identities?include=owner')).body.errors).toEqual({
    include: ['This list can include profile.'],
  })
  expect((await shop.get('locations?include=owner')).body.errors).toEqual({
    include: ['This list can include nothing.'],
  })
})

test('handles have no order: shops are found by whether they carry a tag, and not by whether it is greater', async () => {
  const total = async (query: string): Promise<number> => (await shop.get(`locations?${query}`)).body.meta.total
  expect(await total('filter[tags.handle]=outlet')).toBe(6)
  expect(await total('filter[tags.handle][in]=outlet,airport')).toBe(6)
  expect(await total('filter[tags.handle][ne]=outlet')).toBe(6)
  expect(await total('filter[tags.handle][nullable]=1')).toBe(6)
  for (const operator of ['gt', 'gte', 'lt', 'lte']) {
    const name = `filter[tags.handle][${operator}]`
    expect(await refused(`locations?${name}=outlet`)).toEqual([400, 'filter_unknown', [name]])
  }
})

test('a reader who pages by offset is led through every row once, from wherever they began', async () => {
  const seen: string[] = []
  let next: string | null = `${shop.url}/api/v3/locations?limit=5&offset=3&sort=id`
  const pages: number[] = []
  while (next !== null) {
    const { body }: Answer = await shop.get(next)
    seen.push(...body.data.map((row: { name: string }) => row.name))
    pages.push(body.meta.current_page)
    next = body.links.next
  }
  expect(seen).toEqual(['Shop 4', 'Shop 5', 'Shop 6', 'Shop 7', 'Shop 8', 'Shop 9', 'Shop 10', 'Shop 11', 'Shop 12'])
  expect(pages).toEqual([2, 3])
  const { links, meta } = (await shop.get('locations?limit=5&offset=8')).body
  expect(links.prev).toBe(`${shop.url}/api/v3/locations?limit=5&offset=3`)
  expect(links.first).toBe(`${shop.url}/api/v3/locations?limit=5&offset=0`)
  expect([meta.current_page, meta.last_page, meta.from, meta.to, links.next]).toEqual([3, 3, 9, 12, null])
})

test('every filter that integrations of this API send is known, also where nothing can match', async () => {
  const total = async (path: string): Promise<number> => {
    const { status, body } = await shop.get(path)
    expect([path, status]).toEqual([path, 200])
    return body.data.length
  }
  expect(await total('transactions?filter[deliver_at][gte]=2020-01-01')).toBe(0)
  for (const kind of ['rewards', 'points', 'benefits', 'ledgers'])
    expect(await total(`profiles/${profileId}/${kind}?filter[profile_id]=${profileId}`)).toBe(0)
  for (const filter of ['external_id=1', 'exchange_rate=1', 'linked_source_id=1', 'linked_source_type=redemption'])
    expect(await total(`redemptions?filter[${filter.replace('=', ']=')}`)).toBe(0)
  expect(await total(`redemptions/items?filter[linked_profile_id]=${profileId}`)).toBe(0)
  expect(await total('redemptions/items?filter[external_id]=1')).toBe(0)
})
