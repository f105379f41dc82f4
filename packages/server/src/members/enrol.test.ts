import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  // Eleven in the morning of the 4th of July in Sydney.
  shop = await openShop({ at: '2025-07-04 01:15:00' })
})
afterAll(() => shop.close())

const sorted = (values: unknown[]): string[] => values.map(String).sort()

test('a member needs an e-mail address and nothing else', async () => {
  const made = await shop.post('profiles', { email: 'bare@example.com', somethingElse: true })
  expect(made.status).toBe(201)
  expect(made.body.data).toMatchObject({
    first_name: 'Unknown',
    last_name: 'Unknown',
    full_name: 'Unknown Unknown',
    email: 'bare@example.com',
    profile_type: 'active',
    joined_at: '2025-07-04 01:15:00',
    external_id: null,
    mobile_phone: null,
    birth_date: null,
    identities: [],
    addresses: [],
    address: null,
    tags: [],
    statuses: [],
    tier: null,
    custom_attributes: {},
    reward_balance: 0,
    credit_balance: 0,
    point_balance: 0,
    point_balance_dollars: 0,
    benefit_balance: 0,
    combined_balance_dollars: 0,
    attributes: {
      dates: [],
      comms: { email_promo: null, email_optout: false, sms_verification: 'not_sent' },
      appearance: { size_shoe: null },
    },
  })
  expect((await shop.get(`profiles/${made.body.data.id}`)).body).toEqual(made.body)
})

const sampleMember = {
  title: 'Dr',
  first_name: 'Sample',
  last_name: 'Member',
  email: 'Sample@Example.com',
  mobile_phone: '0404 000 321',
  secondary_phone: '(02) 3661 8300',
  gender: 'witheld',
  birth_day: 31,
  birth_month: 12,
  birth_year: 1990,
  company: 'Tailors',
  occupation: 'Cutter',
  avatar_url: 'https://example.com/a.png',
  currency: 'AUD',
  joined_at: '2020-02-29',
  joined_location_external_id: 'S14',
  preferred_location_external_code: 'CARL',
  joined_staff_id: '2207',
  tags: ['instore-signup', 'vip'],
  statuses: ['gold'],
  identities: [
    { handle: 'pos-customer', identifier: 'C-10077' },
    { handle: 'loyalty-card', identifier: ']C16610004471\r\n', is_primary: true },
  ],
  addresses: [
    { address_line_1: '1 Rathdowne St', city: 'Carlton', postcode: '3053', country: 'Australia', state: 'VIC' },
    {
      address_line_1: '2 Lygon St',
      city: 'Carlton',
      postcode: '3053',
      country: 'Australia',
      state: 'VIC',
      is_default: true,
    },
  ],
  attributes: { comms: { email_promo: true, sms_optout: true }, appearance: { size_shoe: '42' } },
  comms_attributes: { terms_accepted_at: '2025-07-04T11:00:00+10:00' },
  dates_attributes: [{ handle: 'wedding', name: 'Wedding', date: '2015-03-07', is_recurring: true }],
  custom_attributes: [
    { namespace: 'fit', handle: 'tailor', type: 'string', value: 'Ada' },
    { namespace: 'fit', handle: 'visits', type: 'integer', value: 3 },
  ],
  region_country: 'AU',
}

const sampleAnswer = {
  title: 'Dr',
  full_name: 'Sample Member',
  email: 'Sample@Example.com',
  external_id: '6610004471',
  mobile_phone: '+61404000321',
  mobile_phone_country: 61,
  mobile_phone_national: '404000321',
  mobile_phone_national_prefix: '0404000321',
  mobile_phone_e164: '+61404000321',
  secondary_phone: '+61236618300',
  gender: 'withheld',
  birth_date: '1990-12-31',
  next_birthday: '2025-12-31',
  birth_days: 180,
  birth_days_past: 185,
  joined_at: '2020-02-29 00:00:00',
  joined_location: { name: 'Carlton', external_id: 'S14' },
  preferred_location: { name: 'Carlton' },
  joined_staff: { full_name: 'Grace Hopper' },
  preferred_staff: null,
  tags: ['instore-signup', 'vip'],
  statuses: ['gold'],
  identities: [
    { handle: 'pos-customer', identifier: 'C-10077', is_primary: false, is_active: true },
    { handle: 'loyalty-card', identifier: '6610004471', is_primary: true },
  ],
  address: { address_line_1: '2 Lygon St', is_default: true },
  addresses: [{ is_default: false }, { is_default: true }],
  attributes: {
    comms: {
      email_promo: true,
      sms_optout: true,
      terms_accepted_at: '2025-07-04 01:00:00',
      email_consent_updated_at: '2025-07-04 01:15:00',
    },
    appearance: { size_shoe: '42' },
    dates: [{ handle: 'wedding', relationship: 'Me', date: '2015-03-07', is_recurring: true }],
  },
  custom_attributes: { fit: { tailor: 'Ada', visits: 3 } },
  region_country: 'AU',
}

test('everything that is told of a member comes back, and what follows from it too', async () => {
  await shop.post('locations', { name: 'Carlton', external_id: 'S14', external_code: 'CARL' })
  await shop.post('staff', {
    first_name: 'Grace',
    last_name: 'Hopper',
    identities: [{ handle: 'staff', identifier: '2207' }],
  })
  const made = await shop.post('profiles', sampleMember)
  expect(made.status).toBe(201)
  expect(made.body.data).toMatchObject(sampleAnswer)
})

test('an e-mail address belongs to one member, whatever the case of its letters', async () => {
  await shop.post('profiles', { email: 'one@example.com' })
  const second = await shop.post('profiles', { email: 'ONE@example.com' })
  expect(second.status).toBe(422)
  expect(second.body).toMatchObject({ code: 'email_taken', errors: { email: ['The email has already been taken.'] } })
})

test('a mobile number that another member has is refused in the words that clients wait for, and fits as second number', async () => {
  await shop.post('profiles', { email: 'phone1@example.com', mobile_phone: '0412 345 678' })
  const wish = { email: 'phone2@example.com', mobile_phone: '+61 412 345 678' }
  const refused = await shop.post('profiles', wish)
  expect(refused.status).toBe(422)
  expect(refused.body).toMatchObject({ code: 'mobile_phone_taken', message: expect.any(String) })
  expect(refused.body.errors).toEqual({ mobile_phone: ['The phone number exists'] })
  const moved = await shop.post('profiles', { email: wish.email, secondary_phone: wish.mobile_phone })
  expect([moved.status, moved.body.data.secondary_phone]).toEqual([201, '+61412345678'])
})

test('a card that another member has is refused, and nobody is enrolled', async () => {
  const card = { handle: 'loyalty-card', identifier: 'T-1' }
  await shop.post('profiles', { email: 'card1@example.com', identities: [card] })
  const refused = await shop.post('profiles', {
    email: 'card2@example.com',
    identities: [{ handle: 'pos', identifier: 'T-1' }, card],
  })
  expect(refused.status).toBe(422)
  expect(refused.body).toMatchObject({
    code: 'identity_taken',
    errors: { 'identities.1.identifier': [expect.any(String)] },
  })
  expect((await shop.get('profiles?filter[email]=card2@example.com')).body.data).toEqual([])
})

test('two tills that enrol the same person at once make one member', async () => {
  for (let round = 0; round < 5; round += 1) {
    const body = {
      email: `twice${round}@example.com`,
      mobile_phone: `0412 000 10${round}`,
      identities: [{ handle: 'pos', identifier: `P${round}` }],
    }
    const answers = await Promise.all([1, 2, 3, 4].map(() => shop.post('profiles', body)))
    expect(sorted(answers.map(({ status }) => status))).toEqual(['201', '422', '422', '422'])
    for (const { status, body: told } of answers) if (status === 422) expect(told.code).toBe('email_taken')
  }
})

test('two members who present the same phone or card at once: one gets it', async () => {
  const phones = await Promise.all(
    [1, 2, 3].map((n) => shop.post('profiles', { email: `p${n}@example.com`, mobile_phone: '0413 000 000' })),
  )
  expect(sorted(phones.map(({ body }) => body.code ?? 'made'))).toEqual([
    'made',
    'mobile_phone_taken',
    'mobile_phone_taken',
  ])
  const identities = [{ handle: 'pos', identifier: 'RACE' }]
  const cards = await Promise.all(
    [1, 2, 3].map((n) => shop.post('profiles', { email: `c${n}@example.com`, identities })),
  )
  expect(sorted(cards.map(({ body }) => body.code ?? 'made'))).toEqual(['identity_taken', 'identity_taken', 'made'])
})

test('enrolling twice under one key enrols once', async () => {
  const body = { email: 'keyed@example.com', first_name: 'Keyed' }
  const first = await shop.post('profiles', body, { key: 'enrol-1' })
  const second = await shop.post('profiles', body, { key: 'enrol-1' })
  expect(second.body).toEqual(first.body)
  expect(second.headers.get('idempotency-replayed')).toBe('true')
})
