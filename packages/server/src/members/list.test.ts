import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
const ids: Record<string, string> = {}

const members = [
  {
    first_name: 'Anna',
    last_name: 'Svensson',
    email: 'Anna.S@example.com',
    mobile_phone: '0412 345 678',
    tags: ['vip', 'staff'],
    birth_day: 1,
    birth_month: 2,
  },
  {
    first_name: 'Anna',
    last_name: 'Li',
    email: 'li@example.org',
    mobile_phone: '0412 345 679',
    secondary_phone: '02 3661 8300',
    statuses: ['gold'],
  },
  {
    first_name: 'Zoe',
    last_name: '100%_Off',
    email: 'zoe@example.com',
    mobile_phone: '+64 21 123 4567',
    company: 'Off & Co',
    tags: ['vip'],
  },
  {
    first_name: 'Olivia',
    last_name: 'Annandale',
    email: 'oa@example.com',
    secondary_phone: '0412 345 678',
    joined_at: '2020-01-01',
  },
]

beforeAll(async () => {
  shop = await openShop()
  for (const member of members) {
    const { body } = await shop.post('profiles', {
      ...member,
      identities: [{ handle: 'pos', identifier: `CARD-${member.last_name}` }],
    })
    ids[member.last_name] = body.data.id
    shop.wait(1_000)
  }
})
afterAll(() => shop.close())

const lastNames = async (query: string): Promise<string[]> => {
  const { status, body } = await shop.get(`profiles?${query}`)
  expect([status, body.meta?.total], query).toEqual([200, body.data?.length])
  return body.data.map((row: { last_name: string }) => row.last_name)
}
const search = (text: string): Promise<string[]> => lastNames(`search=${encodeURIComponent(text)}`)

test('without a filter everybody is listed, who came first before the others', async () => {
  expect(await lastNames('')).toEqual(['Svensson', 'Li', '100%_Off', 'Annandale'])
  expect(await lastNames('sort=id')).toEqual(['Svensson', 'Li', '100%_Off', 'Annandale'])
  expect(await lastNames('sort=-created_at')).toEqual(['Annandale', '100%_Off', 'Li', 'Svensson'])
})

test('a till finds the one member behind an e-mail address, whatever the case of its letters', async () => {
  expect(await lastNames('filter[email]=ANNA.s@EXAMPLE.com')).toEqual(['Svensson'])
  expect(await lastNames('filter[email]=anna')).toEqual([])
  expect(await lastNames('filter[email][in]=LI@example.org,zoe@example.com,nobody@example.com')).toEqual([
    'Li',
    '100%_Off',
  ])
})

test('the look-up by e-mail goes through its index', async () => {
  const [row] = await shop.sql.begin(async (tx) => {
    await tx`set local enable_seqscan = off`
    return tx<{ 'QUERY PLAN': unknown }[]>`explain (format json)
      select 1 from profile p where p.deleted_at is null and lower(p.email) = ${'li@example.org'}::text order by p.created_at`
  })
  expect(JSON.stringify(row?.['QUERY PLAN'])).toContain('profile_by_email')
})

test('a phone number is found in any usual spelling, as first or second number', async () => {
  for (const typed of ['0412345678', '0412 345 678', '+61 412 345 678', '(0412) 345-678']) {
    expect(await search(typed), typed).toEqual(['Svensson', 'Annandale'])
  }
  expect(await search('(02) 3661 8300')).toEqual(['Li'])
  expect(await search('+64 21 123 4567')).toEqual(['100%_Off'])
  expect(await search('5679')).toEqual(['Li'])
  expect(await search('345 679')).toEqual(['Li'])
  expect(await lastNames('filter[mobile_phone]=0412 345 678')).toEqual(['Svensson'])
  expect(await lastNames('filter[mobile_phone]=+64211234567')).toEqual(['100%_Off'])
  expect(await lastNames('filter[secondary_phone]=%2B61412345678')).toEqual(['Annandale'])
})

test('every word that is typed must be somewhere in the name or the e-mail address', async () => {
  expect(await search('anna')).toEqual(['Svensson', 'Li', 'Annandale'])
  expect(await search('ANNA sven')).toEqual(['Svensson'])
  expect(await search('svensson anna')).toEqual(['Svensson'])
  expect(await search('anna zoe')).toEqual([])
  expect(await search('example.org')).toEqual(['Li'])
  expect(await search('anna.s@example.com')).toEqual(['Svensson'])
})

test('one or two letters are the start of a word', async () => {
  expect(await search('li')).toEqual(['Li'])
  expect(await search('z')).toEqual(['100%_Off'])
  expect(await search('an o')).toEqual(['Annandale'])
})

test('signs that mean something to the database mean themselves', async () => {
  expect(await search('100%_off')).toEqual(['100%_Off'])
  for (const text of ['%%%', '___', '\\\\\\', "';--", '%_%_%', '()', '-']) expect(await search(text), text).toEqual([])
})

test('a card is found by search, in both spellings of the parameter', async () => {
  expect(await search('CARD-Li')).toEqual(['Li'])
  expect(await search(']C1CARD-Li\r\n')).toEqual(['Li'])
  expect(await lastNames('filter[search]=CARD-Li')).toEqual(['Li'])
  expect(await lastNames('filter[search]=anna&filter[tags.handle]=vip')).toEqual(['Svensson'])
})

test('filters narrow by every kind of field, and only matches come back', async () => {
  expect(await lastNames(`filter[id]=${ids['Li']}`)).toEqual(['Li'])
  expect(await lastNames('filter[first_name]=Anna')).toEqual(['Svensson', 'Li'])
  expect(await lastNames('filter[first_name][ne]=Anna')).toEqual(['100%_Off', 'Annandale'])
  expect(await lastNames('filter[tags.handle]=vip')).toEqual(['Svensson', '100%_Off'])
  expect(await lastNames('filter[tags][handle][in]=staff,nobody')).toEqual(['Svensson'])
  expect(await lastNames('filter[statuses.handle]=gold')).toEqual(['Li'])
  expect(await lastNames('filter[birth_month]=2&filter[birth_day][lte]=1')).toEqual(['Svensson'])
  expect(await lastNames('filter[company][nullable]=0')).toEqual(['100%_Off'])
  expect(await lastNames('filter[joined_at][lt]=2021-01-01')).toEqual(['Annandale'])
  expect(await lastNames('filter[profile_type]=active&filter[is_completed]=0&filter[last_name]=Li')).toEqual(['Li'])
  expect(await lastNames('filter[created_at][gte]=2025-07-04 01:15:02&sort=updated_at')).toEqual([
    '100%_Off',
    'Annandale',
  ])
})

test('members are found by their cards, and by not having one', async () => {
  expect(await lastNames('filter[identities.identifier]=CARD-Li')).toEqual(['Li'])
  expect(await lastNames('filter[identities][identifier][in]=CARD-Li,CARD-Svensson')).toEqual(['Svensson', 'Li'])
  expect(await lastNames('filter[identities.identifier][ne]=CARD-Li')).toEqual(['Svensson', '100%_Off', 'Annandale'])
  expect(await lastNames('filter[identities.identifier][nullable]=1')).toEqual([])
  expect(await lastNames('filter[identities.identifier][nullable]=0&filter[last_name]=Li')).toEqual(['Li'])
})

test('sorting is by name or e-mail too, in the order that is asked for', async () => {
  expect(await lastNames('sort=first_name,-last_name')).toEqual(['Svensson', 'Li', 'Annandale', '100%_Off'])
  expect((await lastNames('sort=-joined_at')).at(-1)).toBe('Annandale')
  expect((await shop.get('profiles?sort=birth_day')).body).toMatchObject({ code: 'sort_unknown' })
})

test('a misspelt filter is refused, so that the first of all members is not taken for the customer', async () => {
  for (const query of ['filter[mail]=x', 'filter[search_with][colour]=x', 'filter[custom_field][a][b][near]=c']) {
    expect((await shop.get(`profiles?${query}`)).body, query).toMatchObject({ code: 'filter_unknown' })
  }
  expect((await shop.get('profiles?include=tier')).body).toMatchObject({ code: 'include_unknown' })
})

test('pages tell how many there are, also beyond the last one', async () => {
  const second = await shop.get('profiles?page[size]=3&page[number]=2')
  expect(second.body.data).toHaveLength(1)
  expect(second.body.meta).toMatchObject({ total: 4, current_page: 2, last_page: 2, from: 4, to: 4 })
  const full = await shop.get('profiles?page[size]=2')
  expect(full.body.meta).toMatchObject({ total: 4, from: 1, to: 2 })
  const beyond = await shop.get('profiles?page[size]=3&page[number]=9')
  expect([beyond.body.data, beyond.body.meta.total]).toEqual([[], 4])
})
