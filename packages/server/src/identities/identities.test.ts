import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

let count = 0
/** A new member's path. */
const enrol = async (): Promise<string> => {
  const { body } = await shop.post('profiles', { email: `identity${(count += 1)}@example.com` })
  return `profiles/${body.data.id}`
}

test('an identity is active and not primary unless it is said', async () => {
  const member = await enrol()
  const made = await shop.post(`${member}/identities`, { handle: 'loyalty-card', identifier: '6610004471' })
  expect(made.status).toBe(201)
  expect(made.body.data).toEqual({
    id: expect.any(Number),
    handle: 'loyalty-card',
    identifier: '6610004471',
    is_primary: false,
    is_active: true,
    profile_id: member.slice('profiles/'.length),
    merged_from: null,
    created_at: '2025-07-04 01:15:00',
    updated_at: '2025-07-04 01:15:00',
  })
  expect((await shop.get(`${member}/identities`)).body).toEqual({ data: [made.body.data] })
  expect((await shop.get(`${member}/identities/loyalty-card`)).body).toEqual(made.body)
  expect((await shop.get(`${member}/identities/id/${made.body.data.id}`)).body).toEqual(made.body)
})

test('what a scanner adds is not kept, and all else is kept as it was sent', async () => {
  const member = await enrol()
  const kept = async (identifier: string) =>
    (await shop.post(`${member}/identities`, { handle: 'card', identifier })).body.data.identifier
  expect(await kept(']C16610004472\r\n')).toBe('6610004472')
  expect(await kept('6610004473\t')).toBe('6610004473')
  expect(await kept('0006610004474')).toBe('0006610004474')
  expect(await kept('Mixed Case/#1')).toBe('Mixed Case/#1')
})

test('of several identities with one handle the latest is meant', async () => {
  const member = await enrol()
  for (const identifier of ['S-1', 'S-2']) await shop.post(`${member}/identities`, { handle: 'staff', identifier })
  expect((await shop.get(`${member}/identities/staff`)).body.data.identifier).toBe('S-2')
  expect((await shop.put(`${member}/identities/staff`, { identifier: 'S-3' })).body.data.identifier).toBe('S-3')
  expect((await shop.remove(`${member}/identities/staff`)).status).toBe(204)
  expect((await shop.get(`${member}/identities/staff`)).body.data.identifier).toBe('S-1')
  expect((await shop.remove(`${member}/identities/staff`)).status).toBe(204)
  expect((await shop.get(`${member}/identities/staff`)).status).toBe(404)
})

test('by its id an identity is read, changed and removed, and then it is gone', async () => {
  const member = await enrol()
  const { body } = await shop.post(`${member}/identities`, { handle: 'shopify', identifier: 'X-1' })
  const path = `${member}/identities/id/${body.data.id}`
  shop.wait(1_000)
  const changed = await shop.put(path, { identifier: 'X-2', is_active: false, handle: 'ignored' })
  expect(changed.body.data).toEqual({
    ...body.data,
    identifier: 'X-2',
    is_active: false,
    updated_at: changed.body.data.updated_at,
  })
  expect(changed.body.data.updated_at > body.data.updated_at).toBe(true)
  expect((await shop.get(member)).body.data.updated_at).toBe(changed.body.data.updated_at)
  expect((await shop.remove(path)).status).toBe(204)
  expect((await shop.get(path)).status).toBe(404)
  expect((await shop.put(path, {})).status).toBe(404)
  expect((await shop.remove(path)).status).toBe(404)
})

test('a member has one primary identity at most, and it is the external id', async () => {
  const member = await enrol()
  const add = (identifier: string, is_primary: boolean) =>
    shop.post(`${member}/identities`, { handle: 'pos', identifier, is_primary })
  const externalId = async () => (await shop.get(member)).body.data.external_id
  const first = await add('P-1', true)
  expect(await externalId()).toBe('P-1')
  await add('P-2', true)
  expect(await externalId()).toBe('P-2')
  await shop.put(`${member}/identities/id/${first.body.data.id}`, { is_primary: true })
  expect(await externalId()).toBe('P-1')
  await shop.put(`${member}/identities/id/${first.body.data.id}`, { is_primary: false })
  expect(await externalId()).toBeNull()
  const answers = await Promise.all([3, 4, 5, 6].map((n) => add(`P-${n}`, true)))
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
  const { body } = await shop.get(`${member}/identities`)
  expect(body.data.filter((identity: { is_primary: boolean }) => identity.is_primary)).toHaveLength(1)
})

test('handle and identifier together belong to one member, also when two tills add them at once', async () => {
  const [one, two] = [await enrol(), await enrol()]
  const card = { handle: 'pos', identifier: 'C-1' }
  await shop.post(`${one}/identities`, card)
  for (const member of [one, two]) {
    const clash = await shop.post(`${member}/identities`, card)
    expect(clash.status).toBe(422)
    expect(clash.body).toMatchObject({ code: 'identity_taken', errors: { identifier: [expect.any(String)] } })
  }
  expect((await shop.post(`${two}/identities`, { ...card, handle: 'ecommerce' })).status).toBe(201)
  expect((await shop.put(`${two}/identities/ecommerce`, { identifier: 'C-2' })).status).toBe(200)
  const other = await shop.post(`${two}/identities`, { handle: 'pos', identifier: 'C-3' })
  expect((await shop.put(`${two}/identities/id/${other.body.data.id}`, { identifier: 'C-1' })).body.code).toBe(
    'identity_taken',
  )
  const race = { handle: 'pos', identifier: 'C-RACE' }
  const answers = await Promise.all([one, two, one, two].map((member) => shop.post(`${member}/identities`, race)))
  expect(answers.map(({ status }) => String(status)).sort()).toEqual(['201', '422', '422', '422'])
})

test('one member’s identity is not there under another', async () => {
  const [one, two] = [await enrol(), await enrol()]
  const { body } = await shop.post(`${one}/identities`, { handle: 'pos', identifier: 'O-1' })
  for (const path of [
    `${two}/identities/id/${body.data.id}`,
    `${two}/identities/pos`,
    `${one}/identities/id/abc`,
    'profiles/abc/identities',
    `${one}/identities/id/999999999999999`,
  ]) {
    expect((await shop.get(path)).status, path).toBe(404)
  }
  expect((await shop.remove(`${two}/identities/id/${body.data.id}`)).status).toBe(404)
  expect(
    (await shop.post('profiles/00000000-0000-4000-8000-000000000000/identities', { handle: 'a', identifier: 'b' }))
      .status,
  ).toBe(404)
})

test('identities are listed with filters, and with their members when that is asked for', async () => {
  const member = await enrol()
  const profileId = member.slice('profiles/'.length)
  await shop.post(`${member}/identities`, { handle: 'listed', identifier: 'L-1', is_primary: true })
  await shop.post(`${member}/identities`, { handle: 'listed', identifier: 'L-2', is_active: false })
  const identifiers = async (query: string) => {
    const { status, body } = await shop.get(`identities?filter[profile_id]=${profileId}&${query}`)
    expect(status, query).toBe(200)
    return body.data.map((row: { identifier: string }) => row.identifier)
  }
  expect(await identifiers('')).toEqual(['L-1', 'L-2'])
  expect(await identifiers('sort=-id')).toEqual(['L-2', 'L-1'])
  expect(await identifiers('filter[is_active]=1')).toEqual(['L-1'])
  expect(await identifiers('filter[is_primary]=0')).toEqual(['L-2'])
  expect(await identifiers('filter[identifier][in]=L-1,L-2&filter[handle]=listed')).toEqual(['L-1', 'L-2'])
  expect(await identifiers('filter[identifier][ne]=L-1')).toEqual(['L-2'])
  expect(await identifiers('filter[identifier][gt]=L-1')).toEqual(['L-2'])
  expect(await identifiers('filter[created_at][gt]=2030-01-01')).toEqual([])
  expect((await shop.get('identities?filter[handle]=listed')).body.data[0]).not.toHaveProperty('profile')
  const included = await shop.get('identities?filter[handle]=listed&include=profile')
  expect(included.body.data[0].profile).toEqual((await shop.get(member)).body.data)
})

test('bad identities are refused by the name of their field, and nothing changes', async () => {
  const member = await enrol()
  const faults: [object, string][] = [
    [{ identifier: 'x' }, 'handle'],
    [{ handle: 'pos' }, 'identifier'],
    [{ handle: 'not a handle', identifier: 'x' }, 'handle'],
    [{ handle: 'pos', identifier: 5 }, 'identifier'],
    [{ handle: 'pos', identifier: '\r\n' }, 'identifier'],
    [{ handle: 'pos', identifier: 'a\u0000b' }, 'identifier'],
    [{ handle: 'pos', identifier: 'x'.repeat(256) }, 'identifier'],
    [{ handle: 'pos', identifier: 'x', is_primary: 'yes' }, 'is_primary'],
  ]
  for (const [body, field] of faults) {
    const answer = await shop.post(`${member}/identities`, body)
    expect([answer.status, Object.keys(answer.body.errors)], JSON.stringify(body)).toEqual([422, [field]])
  }
  expect((await shop.get(`${member}/identities`)).body.data).toEqual([])
  await shop.post(`${member}/identities`, { handle: 'pos', identifier: 'keep' })
  expect((await shop.put(`${member}/identities/pos`, { identifier: '\t' })).body.errors).toHaveProperty('identifier')
  expect((await shop.put(`${member}/identities/pos`, { is_active: null })).status).toBe(422)
  expect((await shop.get(`${member}/identities/pos`)).body.data.identifier).toBe('keep')
})

test('reading and writing identities need their scopes', async () => {
  const member = await enrol()
  const reader = { token: await shop.tokenWith(['read-profiles']) }
  expect((await shop.get(`${member}/identities`, reader)).status).toBe(200)
  expect((await shop.post(`${member}/identities`, { handle: 'a', identifier: 'b' }, reader)).body.details).toEqual({
    scope: 'update-profiles',
  })
  for (const path of ['identities', 'identities/search?identifier=x', 'identities/search-profile/x']) {
    expect((await shop.get(path, reader)).body.details).toEqual({ scope: 'read-identities' })
  }
})
