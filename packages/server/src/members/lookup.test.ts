import { afterAll, beforeAll, expect, test } from 'vitest'

import { document } from '../../test/openapi.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

let count = 0
const enrol = async (identities: object[] = [], fields: Record<string, unknown> = {}) => {
  const { status, body } = await shop.post('profiles', {
    email: `lookup${(count += 1)}@example.com`,
    identities,
    ...fields,
  })
  expect(status).toBe(201)
  return body.data
}
const card = (identifier: string, handle = 'loyalty-card') => ({ handle, identifier })
const scan = (id: string | number, type = 'loyalty-card') => shop.post('profiles/search-id', { type, id })

// Worked cases from the field.
test.each([
  {
    scanned: ']C16610004471\r\n',
    identifier: '6610004471',
    note: 'AIM prefix and trailing keys are not part of the number',
  },
  {
    scanned: '0042100005264',
    identifier: '042100005264',
    note: 'UPC-A read as EAN-13 with a leading zero is the same card',
  },
  { scanned: '0006610004471', identifier: '0006610004471', note: 'leading zeros are kept: a card number is text' },
])('the scan $scanned finds card $identifier everywhere ($note)', async ({ scanned, identifier }) => {
  const member = await enrol([card(identifier)])
  const found = await scan(scanned)
  expect(found.status).toBe(200)
  expect(found.body.data).toEqual(member)
  const text = encodeURIComponent(scanned)
  expect((await shop.post('profiles/exists', { type: 'loyalty-card', id: scanned })).body).toEqual({
    data: { id: member.id },
  })
  const idsOf = async (path: string, field = 'id') =>
    (await shop.get(path)).body.data.map((row: Record<string, string>) => row[field])
  expect(await idsOf(`identities/search-profile/${text}`)).toEqual([member.id])
  expect(await idsOf(`identities/search?handle=loyalty-card&identifier=${text}`, 'profile_id')).toEqual([member.id])
  expect(await idsOf(`identities/search?identifier=${text}`, 'profile_id')).toEqual([member.id])
  expect(await idsOf(`identities?filter[identifier]=${text}`, 'profile_id')).toEqual([member.id])
  expect(await idsOf(`identities?filter[handle]=loyalty-card&filter[identifier]=${text}`, 'profile_id')).toEqual([
    member.id,
  ])
  expect(await idsOf(`profiles?filter[identities.identifier]=${text}`)).toEqual([member.id])
  expect(await idsOf(`profiles?search=${text}`)).toEqual([member.id])
})

test('of two cards that a scan can mean, the exact number wins', async () => {
  const upc = await enrol([card('725272730706')])
  const ean = await enrol([card('0725272730706', 'web')])
  for (const [scanned, handle, member] of [
    ['725272730706', 'loyalty-card', upc],
    ['0725272730706', 'web', ean],
  ] as const) {
    expect((await scan(scanned, handle)).body.data.id).toBe(member.id)
    for (const path of [
      `identities/search-profile/${scanned}`,
      `profiles?filter[identities.identifier]=${scanned}`,
      `profiles?search=${scanned}`,
    ]) {
      const rows: { id: string }[] = (await shop.get(path)).body.data
      expect(
        rows.map(({ id }) => id),
        path,
      ).toEqual([member.id])
    }
    const listed = (await shop.get(`identities?filter[identifier]=${scanned}`)).body.data
    expect(listed).toMatchObject([{ profile_id: member.id }])
  }
})

test('the exact number under another handle does not hide the card that is asked for', async () => {
  const member = await enrol([card('036000291452')])
  await enrol([card('0036000291452', 'pos')])
  expect((await scan('0036000291452')).body.data.id).toBe(member.id)
  const listed = await shop.get('identities?filter[handle]=loyalty-card&filter[identifier]=0036000291452')
  expect(listed.body.data).toMatchObject([{ profile_id: member.id }])
})

test('a card of another handle, another case or nobody is not found', async () => {
  await enrol([card('Mixed-Case')])
  expect((await scan('Mixed-Case')).status).toBe(200)
  for (const [id, type] of [
    ['mixed-case', 'loyalty-card'],
    ['Mixed-Case', 'pos'],
    ['nobody', 'loyalty-card'],
    ['\r\n', 'loyalty-card'],
    ['x', 'profile_id'],
  ] as const) {
    expect((await scan(id, type)).body, id).toMatchObject({ code: 'not_found' })
    expect((await shop.post('profiles/exists', { type, id })).status).toBe(404)
  }
  expect((await shop.get('identities/search-profile/nobody')).body).toEqual({ data: [] })
  expect((await shop.get('identities/search-profile/%0D%0A')).body).toEqual({ data: [] })
})

test('a stored profile id and a card number that arrives as a number are looked up too', async () => {
  const member = await enrol([card('700700')])
  expect((await scan(member.id, 'profile_id')).body.data).toEqual(member)
  expect((await scan(member.id.toUpperCase(), 'profile_id')).body.data).toEqual(member)
  expect((await scan(700700)).body.data.id).toBe(member.id)
  expect((await shop.post('profiles/exists', { type: 'profile_id', id: member.id })).body).toEqual({
    data: { id: member.id },
  })
})

test('a lost card opens nothing, and the filtered list still shows it', async () => {
  const member = await enrol([{ ...card('LOST-1'), is_active: false }, card('NEW-1')])
  expect((await scan('LOST-1')).status).toBe(404)
  expect((await shop.get('identities/search-profile/LOST-1')).body.data).toEqual([])
  expect((await shop.get('identities/search?identifier=LOST-1')).body.data).toEqual([])
  expect((await shop.get('profiles?search=LOST-1')).body.data).toEqual([])
  expect((await shop.get('profiles?filter[identities.identifier]=LOST-1')).body.data).toEqual([])
  expect((await shop.get('identities?filter[identifier]=LOST-1')).body.data).toMatchObject([
    { is_active: false, profile_id: member.id },
  ])
  expect((await scan('NEW-1')).body.data.identities).toHaveLength(2)
})

test('one number under two handles finds both members', async () => {
  const [first, second] = [await enrol([card('SHARED', 'pos')]), await enrol([card('SHARED', 'ecommerce')])]
  const { body } = await shop.get('identities/search-profile/SHARED')
  expect(body.data).toEqual([first, second])
})

test('a look-up shows what the member can spend, as the balances do', async () => {
  const members = [await enrol([card('RICH-1')]), await enrol([card('RICH-2')]), await enrol([card('POOR')])]
  const { body: definition } = await shop.post('rewards/definitions', {
    name: 'W',
    handle: 'w',
    value: 30,
    type: 'bonus',
    period: 30,
  })
  for (const [index, value_initial] of [10, 20.5].entries()) {
    await shop.post('rewards', {
      profile_id: members[index].id,
      reward_definition_id: definition.data.id,
      timezone: 'UTC',
      value_initial,
    })
  }
  expect((await scan('RICH-1')).body.data).toMatchObject({
    reward_balance: 10,
    point_balance: 0,
    combined_balance_dollars: 10,
  })
  expect((await shop.get(`profiles/${members[1].id}/balances`)).body.data).toMatchObject({
    reward_balance: 20.5,
    benefit_balance: 0,
  })
  const ids = members.map(({ id }) => id).join(',')
  const page = await shop.get(`profiles?filter[id][in]=${ids}`)
  expect(page.body.data.map((row: { reward_balance: number }) => row.reward_balance)).toEqual([10, 20.5, 0])
})

test('availability tells whether an e-mail address and a mobile number are free, in any spelling', async () => {
  const member = await enrol([], {
    email: 'Free@example.com',
    mobile_phone: '0416 000 001',
    first_name: 'Ada',
    last_name: 'L',
  })
  const holder = { available: false, profile: { id: member.id, full_name: 'Ada L' } }
  const free = { available: true, profile: null }
  const ask = async (body: object) => (await shop.post('profiles/availability', body)).body.data
  expect(await ask({ email: 'FREE@example.com', mobile_phone: '+61416000001' })).toEqual({
    email: holder,
    mobile_phone: holder,
  })
  expect(await ask({ email: 'new@example.com', mobile_phone: '0416 000 002' })).toEqual({
    email: free,
    mobile_phone: free,
  })
  expect(await ask({ mobile_phone: '(0416) 000-001' })).toEqual({ email: null, mobile_phone: holder })
  expect(await ask({})).toEqual({ email: null, mobile_phone: null })
  const bad = await shop.post('profiles/availability', { email: 'x', mobile_phone: 5 })
  expect([bad.status, Object.keys(bad.body.errors)]).toEqual([422, ['email', 'mobile_phone']])
  expect((await shop.post('profiles/availability', { mobile_phone: '0411' })).body.errors).toHaveProperty(
    'mobile_phone',
  )
})

test('a look-up that cannot be understood is refused by the name of its field', async () => {
  for (const [body, field] of [
    [{}, 'type'],
    [{ type: 'pos' }, 'id'],
    [{ type: 5, id: 'x' }, 'type'],
    [{ type: 'pos', id: null }, 'id'],
    [{ type: 'pos', id: 'a\u0000' }, 'id'],
    [{ type: 'pos', id: '' }, 'id'],
  ] as const) {
    const answer = await shop.post('profiles/search-id', body)
    expect([answer.status, Object.keys(answer.body.errors)[0]], JSON.stringify(body)).toEqual([422, field])
  }
  expect((await shop.get('identities/search')).body.errors).toHaveProperty('identifier')
  expect((await shop.get('identities/search?identifier=x&handle[]=a')).body.errors).toHaveProperty('handle')
  expect((await shop.get('profiles/not-an-id')).status).toBe(404)
})

test('a look-up under a key is answered as things are now: what another till took since is not shown any more', async () => {
  const { id } = await enrol([card('LIVE-1')])
  const key = 'look-up-1'
  const look = (identifier: string) =>
    shop.post('profiles/search-id', { type: 'loyalty-card', id: identifier }, { key })
  expect((await look('LIVE-1')).body.data.first_name).toBe('Unknown')
  await shop.put(`profiles/${id}`, { first_name: 'Ada' })
  const again = await look('LIVE-1')
  expect([again.body.data.first_name, again.headers.get('idempotency-replayed')]).toEqual(['Ada', null])
  expect((await look('LIVE-2')).body.code).toBe('not_found')
  for (const path of ['search-id', 'exists', 'availability']) {
    const { parameters, responses } = document.paths[`/api/v3/profiles/${path}`]?.['post'] ?? {}
    expect(JSON.stringify(parameters)).not.toContain('idempotencyKey')
    expect(Object.keys(responses ?? {})).not.toContain('409')
  }
})
