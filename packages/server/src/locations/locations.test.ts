import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const carlton = {
  type: 'store',
  name: 'Carlton',
  handle: 'carlton',
  description: 'Two floors',
  phone: '+61390000000',
  email: 'carlton@example.com',
  timezone: 'Australia/Melbourne',
  external_id: 'S14',
  external_code: 'CARL',
  address: {
    address_line_1: '1 Rathdowne St',
    city: 'Carlton',
    state: 'VIC',
    postcode: '3053',
    country: 'Australia',
    latitude: -37.8,
  },
  normal_hours: [
    { day_of_week: 'MON', open_at: '09:00', close_at: '17:30' },
    { day_of_week: 'SUN', open_at: null, close_at: null },
  ],
  special_hours: [
    {
      name: 'Boxing Day',
      is_repeating: 1,
      open_at: '08:00:00',
      close_at: '24:00',
      start_at: '2025-12-26',
      end_at: '2025-12-26',
    },
  ],
  tags: ['flagship', 'metro'],
  country_iso_3: 'AUS',
  custom_fields: [{ namespace: 'pos', handle: 'tills', type: 'integer', value: 3 }],
  departments: ['Mens', { id: 7, name: 'Shoes', colour: 'ignored' }],
}

test('a location needs a name and nothing else', async () => {
  const made = await shop.post('locations', { name: 'Pop-up', somethingElse: true })
  expect(made.status).toBe(201)
  expect(made.body.data).toEqual({
    id: expect.any(Number),
    type: null,
    name: 'Pop-up',
    handle: null,
    description: null,
    phone: null,
    email: null,
    timezone: null,
    external_id: null,
    external_code: null,
    is_published: true,
    is_permanently_closed: false,
    address: null,
    normal_hours: [],
    special_hours: [],
    tags: [],
    icon: null,
    image_url: null,
    country_iso_3: null,
    custom_fields: {},
    departments: [],
    created_at: '2025-07-04 01:15:00',
    updated_at: '2025-07-04 01:15:00',
  })
})

test('a location keeps its address, its hours and whatever else it was given', async () => {
  const made = await shop.post('locations', carlton)
  expect(made.status).toBe(201)
  const { id } = made.body.data
  expect(made.body.data).toMatchObject({
    ...carlton,
    address: { ...carlton.address, id, longitude: null, is_default: true, created_at: '2025-07-04 01:15:00' },
    normal_hours: [
      { id: 1, location_id: id, day_of_week: 'MON' },
      { id: 2, open_at: null },
    ],
    special_hours: [
      { id: 1, location_id: id, is_repeating: true, open_at: '08:00', close_at: '24:00', start_at: '2025-12-26' },
    ],
    custom_fields: { pos: { tills: 3 } },
    departments: ['Mens', { id: 7, name: 'Shoes' }],
  })
  expect((await shop.get(`locations/${id}`)).body).toEqual(made.body)
})

test('a change touches what it names, and hours sent with their id keep it', async () => {
  const { data: before } = (
    await shop.post('locations', { ...carlton, handle: 'first', external_id: 'S15', external_code: null })
  ).body
  shop.wait(60_000)
  const change = {
    phone: null,
    handle: 'second',
    normal_hours: [
      { day_of_week: 'TUE', open_at: '10:00', close_at: '16:00' },
      { ...before.normal_hours[0], open_at: '08:30' },
      { id: 99, day_of_week: 'WED' },
    ],
    tags: null,
    custom_fields: { pos: { tills: 4 } },
  }
  const after = await shop.put(`locations/${before.id}`, change)
  expect(after.status).toBe(200)
  expect(after.body.data).toEqual({
    ...before,
    phone: null,
    tags: [],
    custom_fields: { pos: { tills: 4 } },
    address: { ...before.address, updated_at: '2025-07-04 01:16:00' },
    normal_hours: [
      { id: 3, location_id: before.id, day_of_week: 'TUE', open_at: '10:00', close_at: '16:00' },
      { ...before.normal_hours[0], open_at: '08:30' },
      { id: 4, location_id: before.id, day_of_week: 'WED', open_at: null, close_at: null },
    ],
    updated_at: '2025-07-04 01:16:00',
  })
  expect((await shop.put(`locations/${before.id}`, after.body.data)).body.data).toEqual(after.body.data)
})

test('the list is filtered and sorted by what the till knows', async () => {
  await shop.post('locations', { name: 'Airport', external_id: 'S20', is_published: false, tags: ['travel'] })
  const names = async (query: string): Promise<string[]> =>
    (await shop.get(`locations?${query}`)).body.data.map((row: { name: string }) => row.name)
  expect(await names('filter[external_id]=S20')).toEqual(['Airport'])
  expect(await names('filter[external_code]=CARL')).toEqual(['Carlton'])
  expect(await names('filter[is_published]=0')).toEqual(['Airport'])
  expect(await names('filter[tags.handle]=flagship&filter[name]=Carlton')).toEqual(['Carlton'])
  expect(await names('filter[tags][handle]=travel')).toEqual(['Airport'])
  expect((await names('sort=-name')).at(-1)).toBe('Airport')
  expect(await names('filter[created_at][gte]=2025-07-04 01:15:30')).toEqual(['Airport'])
  expect((await shop.get('tags?filter[handle]=travel')).body.data).toHaveLength(1)
})

test('two locations cannot have the same external id or code', async () => {
  const same = await shop.post('locations', { name: 'Copy', external_id: 'S14' })
  expect([same.status, same.body.code, Object.keys(same.body.errors)]).toEqual([
    422,
    'external_id_taken',
    ['external_id'],
  ])
  expect((await shop.post('locations', { name: 'Copy', external_code: 'CARL' })).body.code).toBe('external_id_taken')
  const { id } = (await shop.post('locations', { name: 'Other' })).body.data
  expect((await shop.put(`locations/${id}`, { external_id: 'S14' })).body.code).toBe('external_id_taken')
})

test('bad fields are named, and nothing is kept', async () => {
  const bad = {
    name: '',
    email: 'nobody',
    timezone: 'Mars/Base',
    is_published: 'yes',
    tags: 'vip',
    handle: 'a b',
    address: { latitude: 1e308, city: 5 },
    normal_hours: [{ day_of_week: 'Monday', open_at: '25:00' }],
    special_hours: [{ start_at: '2025-02-30', is_repeating: 2 }],
    custom_fields: { pos: 3 },
    departments: [4],
  }
  const answer = await shop.post('locations', bad)
  expect(answer.status).toBe(422)
  expect(Object.keys(answer.body.errors)).toEqual(
    expect.arrayContaining([
      'name',
      'email',
      'timezone',
      'is_published',
      'tags',
      'handle',
      'address.latitude',
      'address.city',
      'normal_hours.0.day_of_week',
      'normal_hours.0.open_at',
      'special_hours.0.start_at',
      'special_hours.0.is_repeating',
      'departments.0',
    ]),
  )
  const unstorable = [
    { name: 'a\u0000' },
    { name: 'x', custom_fields: { a: { '\u0000': 1 } } },
    {},
    { name: null },
    [],
    { name: 'x', external_id: 5 },
  ]
  for (const body of unstorable) expect((await shop.post('locations', body)).status).toBe(422)
  expect(
    (await shop.post('locations', undefined, { rawBody: '{"name":"x","custom_fields":{"a":{"b":1e999}}}' })).status,
  ).toBe(422)
  const odd =
    '{"name":"Odd","custom_fields":{"__proto__":{"a":1},"a":{"b":1e308}},"address":{"meta":[]},"tags":["a\\u0001"]}'
  expect((await shop.post('locations', undefined, { rawBody: odd })).body.data.custom_fields).toEqual(
    JSON.parse(odd).custom_fields,
  )
  const listed = '{"name":"Odd","custom_fields":[{"namespace":"__proto__","handle":"constructor","value":1}]}'
  expect(
    (await shop.get(`locations/${(await shop.post('locations', undefined, { rawBody: listed })).body.data.id}`)).status,
  ).toBe(200)
  for (const id of ['0', '-1', 'S14', '1e3', '999999999999999999999', '9007199254740993']) {
    expect((await shop.get(`locations/${id}`)).status).toBe(404)
    expect((await shop.put(`locations/${id}`, { name: 'x' })).status).toBe(404)
  }
})

test('each of the five needs its own scope', async () => {
  const token = await shop.tokenWith(['read-locations'])
  expect((await shop.get('locations', { token })).status).toBe(200)
  expect((await shop.post('locations', { name: 'x' }, { token })).body.details).toEqual({ scope: 'create-locations' })
  expect((await shop.put('locations/1', { name: 'x' }, { token })).body.details).toEqual({ scope: 'update-locations' })
  expect((await shop.remove('locations/1', { token })).body.details).toEqual({ scope: 'delete-locations' })
})
