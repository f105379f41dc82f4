import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  // Eleven in the morning of the 4th of July in Sydney.
  shop = await openShop({ at: '2025-07-04 01:15:00' })
})
afterAll(() => shop.close())

const faults: [string, Record<string, unknown>, string][] = [
  ['no e-mail', { email: undefined }, 'email'],
  ['an e-mail that is none', { email: 'nobody' }, 'email'],
  ['a phone number that nobody can have', { mobile_phone: '0411' }, 'mobile_phone'],
  ['a second number that nobody can have', { secondary_phone: 'call me' }, 'secondary_phone'],
  ['the 31st of February', { birth_day: 31, birth_month: 2 }, 'birth_day'],
  ['a day without a month', { birth_day: 5 }, 'birth_month'],
  ['a month of 13', { birth_day: 5, birth_month: 13 }, 'birth_month'],
  ['a birth tomorrow', { birth_day: 5, birth_month: 7, birth_year: 2025 }, 'birth_year'],
  ['a year like 1e308', { birth_year: 1e308 }, 'birth_year'],
  ['an unknown gender', { gender: 'robot' }, 'gender'],
  ['an unknown type', { profile_type: 'deleted' }, 'profile_type'],
  ['a name that is a number', { first_name: 5 }, 'first_name'],
  ['a name with a NUL', { first_name: 'a\u0000b' }, 'first_name'],
  ['a name with half a character', { last_name: 'a\ud800b' }, 'last_name'],
  ['an impossible date of joining', { joined_at: '2025-02-30' }, 'joined_at'],
  ['a location that is not there', { joined_location_id: 4711 }, 'joined_location_id'],
  [
    'a location code that is not there',
    { preferred_location_external_code: 'NOPE' },
    'preferred_location_external_code',
  ],
  ['staff who are not there', { preferred_staff_id: 'nobody' }, 'preferred_staff_id'],
  ['another currency', { currency: 'NZD' }, 'currency'],
  ['an avatar that is a script', { avatar_url: 'javascript:alert(1)' }, 'avatar_url'],
  ['an identity without a number', { identities: [{ handle: 'pos', identifier: ' \r\n' }] }, 'identities.0.identifier'],
  ['an identity of no handle', { identities: [{ identifier: 'x' }] }, 'identities.0.handle'],
  [
    'an address without a city',
    { addresses: [{ address_line_1: 'x', postcode: '1', country: 'AU', state: 'VIC' }] },
    'addresses.0.city',
  ],
  ['a changed address that is not there', { addresses: [{ id: 4711 }] }, 'addresses.0.id'],
  ['a date that is none', { dates_attributes: [{ handle: 'a', date: '2025-13-01' }] }, 'dates_attributes.0.date'],
  [
    'a custom attribute of another type',
    { custom_attributes: [{ namespace: 'a', handle: 'b', type: 'integer', value: 'x' }] },
    'custom_attributes.0.value',
  ],
  ['a consent that is a word', { comms_attributes: { email_promo: 'yes' } }, 'comms_attributes.email_promo'],
  ['tags that are no list', { tags: 'vip' }, 'tags'],
]

test.each(faults)('%s is refused by the name of its field', async (_, fault, field) => {
  const answer = await shop.post('profiles', { email: 'fault@example.com', ...fault })
  expect(answer.status).toBe(422)
  expect(Object.keys(answer.body.errors)).toContain(field)
  expect((await shop.get('profiles?filter[email]=fault@example.com')).body.meta.total).toBe(0)
})
