import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

let count = 0
const enrol = async (fields: Record<string, unknown> = {}) => {
  const { status, body } = await shop.post('profiles', { email: `change${(count += 1)}@example.com`, ...fields })
  expect(status).toBe(201)
  return body.data
}

test('only what is sent changes, and null clears', async () => {
  const member = await enrol({
    first_name: 'Ada',
    last_name: 'Byron',
    mobile_phone: '0412 345 678',
    company: 'Engines',
    birth_day: 10,
    birth_month: 12,
  })
  shop.wait(60_000)
  const married = await shop.put(`profiles/${member.id}`, { last_name: 'Lovelace' })
  expect(married.status).toBe(200)
  expect(married.body.data).toEqual({
    ...member,
    last_name: 'Lovelace',
    full_name: 'Ada Lovelace',
    version: member.version + 1,
    profile_version: member.profile_version + 1,
    updated_at: '2025-07-04 01:16:00',
  })
  const cleared = await shop.put(`profiles/${member.id}`, {
    mobile_phone: null,
    company: null,
    birth_day: null,
    birth_month: null,
    first_name: null,
  })
  expect(cleared.body.data).toMatchObject({
    mobile_phone: null,
    mobile_phone_country: null,
    mobile_phone_e164: null,
    company: null,
    next_birthday: null,
    first_name: 'Unknown',
    last_name: 'Lovelace',
  })
})

test('a profile that is sent back as it was answered changes nothing but the time', async () => {
  const member = await enrol({
    mobile_phone: '0413 345 678',
    identities: [
      { handle: 'pos', identifier: 'B-1', is_primary: true },
      { handle: 'pos', identifier: 'B-2' },
    ],
    addresses: [
      { address_line_1: '1 A St', city: 'B', postcode: '1', country: 'AU', state: 'VIC', meta: { floor: 2 } },
    ],
    attributes: { comms: { email_promo: false }, dates: [{ handle: 'name-day', links: [{ relationship: 'Son' }] }] },
    custom_attributes: [
      { namespace: 'a', handle: 'b', type: 'float', value: 1 },
      { namespace: '__proto__', handle: 'constructor', type: 'json', value: { x: [1] } },
    ],
    tags: ['b', 'a'],
    region_state: 'VIC',
  })
  const { status, body } = await shop.put(`profiles/${member.id}`, member)
  expect(status).toBe(200)
  expect(body.data).toEqual(member)
})

test('the day of joining stays, and so does the id', async () => {
  const member = await enrol({ joined_at: '2020-01-01' })
  const { body } = await shop.put(`profiles/${member.id}`, {
    joined_at: '2024-01-01',
    id: '00000000-0000-4000-8000-000000000000',
  })
  expect(body.data).toMatchObject({ id: member.id, joined_at: '2020-01-01 00:00:00' })
})

test('tags and statuses are replaced, in the order in which they are sent', async () => {
  const member = await enrol({ tags: ['a', 'b'], statuses: ['x'] })
  const { body } = await shop.put(`profiles/${member.id}`, { tags: ['c', 'a', 'c'], statuses: null })
  expect(body.data).toMatchObject({ tags: ['c', 'a'], statuses: [] })
  expect((await shop.get('tags?filter[handle]=c')).body.data).toHaveLength(1)
})

test('preferences are changed one by one, and a consent keeps the moment in which it was given', async () => {
  const member = await enrol({ comms_attributes: { email_promo: true, sms_promo: true } })
  shop.wait(60_000)
  const { body } = await shop.put(`profiles/${member.id}`, { comms_attributes: { sms_promo: false } })
  const before = member.attributes.comms
  expect(body.data.attributes.comms).toEqual({
    ...before,
    sms_promo: false,
    sms_promo_raw: 0,
    sms_consent_updated_at: body.data.updated_at,
    updated_at: body.data.updated_at,
  })
  expect(before.email_consent_updated_at).toBe(member.created_at)
})

test('dates are one per handle and relationship, and a body of dates alone is enough', async () => {
  const member = await enrol({
    dates_attributes: [{ handle: 'birthday', relationship: 'Son', name: 'Tom', date: '2019-05-01' }],
  })
  const change = [
    { handle: 'birthday', relationship: 'Son', name: 'Thomas', note: 'likes trains' },
    { handle: 'birthday', name: 'Own' },
  ]
  const { body } = await shop.put(`profiles/${member.id}`, { dates_attributes: change })
  expect(body.data.attributes.dates).toMatchObject([
    { id: member.attributes.dates[0].id, name: 'Thomas', note: 'likes trains', date: '2019-05-01' },
    { relationship: 'Me', name: 'Own', date: null },
  ])
})

test('addresses are changed by id or by their own outside id, and one stays the default', async () => {
  const home = { address_line_1: '1 A St', city: 'B', postcode: '1', country: 'AU', state: 'VIC' }
  const member = await enrol({ addresses: [home, { ...home, address_line_1: '2 B St', external_id: 'W' }] })
  const [first, second] = member.addresses
  expect(member.address).toEqual(first)
  const { body } = await shop.put(`profiles/${member.id}`, {
    addresses: [{ id: first.id, city: 'Carlton' }, { external_id: 'W', is_default: true, notes: 'Ring twice' }, home],
  })
  expect(body.data.addresses).toMatchObject([
    { id: first.id, city: 'Carlton', address_line_1: '1 A St', is_default: false },
    { id: second.id, notes: 'Ring twice', is_default: true },
    { city: 'B', is_default: false },
  ])
  expect(body.data.address.id).toBe(second.id)
})

test('custom attributes are set one by one, as a list or as the map that is answered', async () => {
  const member = await enrol({ custom_attributes: [{ namespace: 'fit', handle: 'a', type: 'string', value: '1' }] })
  const list = [{ namespace: 'fit', handle: 'b', type: 'array', value: [1, 'x'] }]
  expect((await shop.put(`profiles/${member.id}`, { custom_attributes: list })).body.data.custom_attributes).toEqual({
    fit: { a: '1', b: [1, 'x'] },
  })
  const map = { fit: { a: '2' }, pos: { seen: true } }
  expect((await shop.put(`profiles/${member.id}`, { custom_attributes: map })).body.data.custom_attributes).toEqual({
    fit: { a: '2', b: [1, 'x'] },
    pos: { seen: true },
  })
  const bad = await shop.put(`profiles/${member.id}`, { custom_attributes: { 'not a handle': { a: 1 } } })
  expect(bad.body.errors).toHaveProperty(['custom_attributes.not a handle.a'])
})

test('identities of a profile are added and changed with it, and there is one primary at most', async () => {
  const member = await enrol({ identities: [{ handle: 'pos', identifier: 'I-1', is_primary: true }] })
  const [first] = member.identities
  const { body } = await shop.put(`profiles/${member.id}`, {
    identities: [
      { id: first.id, handle: 'pos', identifier: 'I-1b' },
      { handle: 'card', identifier: 'I-2', is_primary: true },
    ],
  })
  expect(body.data.identities).toMatchObject([
    { id: first.id, identifier: 'I-1b', is_primary: false },
    { handle: 'card', identifier: 'I-2', is_primary: true },
  ])
  expect(body.data.external_id).toBe('I-2')
  const renamed = await shop.put(`profiles/${member.id}`, {
    identities: [{ id: first.id, handle: 'other', identifier: 'I-1b' }],
  })
  expect(Object.keys(renamed.body.errors)).toEqual(['identities.0.handle'])
  const foreign = await shop.put(`profiles/${(await enrol()).id}`, {
    identities: [{ id: first.id, handle: 'pos', identifier: 'I-9' }],
  })
  expect(foreign.body).toMatchObject({ code: 'reference_unknown', errors: { 'identities.0.id': [expect.any(String)] } })
})

test('an outside location id wins over the id that came back with the profile', async () => {
  const [north, south] = await Promise.all(
    ['N', 'S'].map(async (name) => (await shop.post('locations', { name, external_id: name })).body.data),
  )
  const member = await enrol({ joined_location_id: String(north.id) })
  expect(member.joined_location.name).toBe('N')
  const { body } = await shop.put(`profiles/${member.id}`, { ...member, joined_location_external_id: 'S' })
  expect(body.data.joined_location_id).toBe(south.id)
  expect((await shop.put(`profiles/${member.id}`, { joined_location_id: null })).body.data.joined_location).toBeNull()
})

test('what another member has stays theirs', async () => {
  await enrol({
    email: 'taken@example.com',
    mobile_phone: '0414 000 001',
    identities: [{ handle: 'pos', identifier: 'TAKEN' }],
  })
  const member = await enrol({ first_name: 'Before' })
  const change = (fields: Record<string, unknown>) =>
    shop.put(`profiles/${member.id}`, { first_name: 'After', ...fields })
  expect((await change({ email: 'TAKEN@example.com' })).body.code).toBe('email_taken')
  expect((await change({ mobile_phone: '0414000001' })).body.errors).toEqual({
    mobile_phone: ['The phone number exists'],
  })
  expect((await change({ identities: [{ handle: 'pos', identifier: 'TAKEN' }] })).body.code).toBe('identity_taken')
  expect((await change({ birth_day: 31, birth_month: 6 })).body.errors).toHaveProperty('birth_day')
  expect((await change({ email: null })).body.errors).toHaveProperty('email')
  expect((await shop.get(`profiles/${member.id}`)).body.data).toEqual(member)
})

test('two changes at once both take effect', async () => {
  const member = await enrol()
  await Promise.all(
    ['a', 'b', 'c', 'd'].map((handle) => shop.put(`profiles/${member.id}`, { dates_attributes: [{ handle }] })),
  )
  const { body } = await shop.get(`profiles/${member.id}`)
  expect(body.data.attributes.dates.map((date: { handle: string }) => date.handle).sort()).toEqual(['a', 'b', 'c', 'd'])
})

test('who may read members may not change them', async () => {
  const member = await enrol()
  const token = await shop.tokenWith(['read-profiles'])
  expect((await shop.get(`profiles/${member.id}`, { token })).status).toBe(200)
  expect((await shop.put(`profiles/${member.id}`, {}, { token })).body.details).toEqual({ scope: 'update-profiles' })
  expect((await shop.remove(`profiles/${member.id}`, { token })).body.details).toEqual({ scope: 'delete-profiles' })
  expect((await shop.post('profiles', {}, { token })).body.details).toEqual({ scope: 'create-profiles' })
})
