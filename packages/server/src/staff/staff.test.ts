import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { findOrMakeStaff, findStaffByIds, toStaffSummary } from './service.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const sell = (number: string | number): Promise<{ id: number; isPlaceholder: boolean }> =>
  shop.sql.begin((tx) => findOrMakeStaff(tx, number, shop.now())) as Promise<{ id: number; isPlaceholder: boolean }>

const kim = {
  first_name: 'Kim',
  last_name: 'Tran',
  email: 'kim@example.com',
  identities: [{ handle: 'staff', identifier: '2207' }],
}

test('staff are added once and found by their number and by their id', async () => {
  const made = await shop.post('staff', kim)
  expect(made.status).toBe(201)
  expect(made.body.data).toEqual({
    ...kim,
    id: expect.any(Number),
    full_name: 'Kim Tran',
    identities: [
      {
        id: expect.any(Number),
        handle: 'staff',
        identifier: '2207',
        is_primary: true,
        is_active: true,
        created_at: '2025-07-04 01:15:00',
        updated_at: '2025-07-04 01:15:00',
      },
    ],
    is_placeholder: false,
    created_at: '2025-07-04 01:15:00',
    updated_at: '2025-07-04 01:15:00',
  })
  expect((await shop.get('staff/2207')).body).toEqual(made.body)
  expect((await shop.get(`staff/${made.body.data.id}`)).body).toEqual(made.body)
  expect(await sell('2207')).toEqual({ id: made.body.data.id, isPlaceholder: false })
  expect(await sell(2207)).toEqual({ id: made.body.data.id, isPlaceholder: false })
  expect(await sell(made.body.data.id)).toEqual({ id: made.body.data.id, isPlaceholder: false })
  expect((await shop.get('staff/nobody')).body.code).toBe('not_found')
})

test('somebody with one name and no email is staff too', async () => {
  const { data } = (await shop.post('staff', { first_name: 'Cher' })).body
  expect(data).toMatchObject({
    first_name: 'Cher',
    last_name: '',
    full_name: 'Cher',
    identities: [],
    is_placeholder: false,
  })
  expect(data.email).toMatch(/^staff-profile-[0-9a-f]+@tillside\.example$/)
})

test('a number wins over an id, and the handle staff over other handles', async () => {
  const { data: first } = (
    await shop.post('staff', { first_name: 'First', identities: [{ handle: 'badge', identifier: 'B-1' }] })
  ).body
  const { data: second } = (
    await shop.post('staff', { first_name: 'Second', identities: [{ handle: 'badge', identifier: String(first.id) }] })
  ).body
  expect((await sell(first.id)).id).toBe(second.id)
  const { data: third } = (
    await shop.post('staff', { first_name: 'Third', identities: [{ handle: 'staff', identifier: 'B-1' }] })
  ).body
  expect((await shop.get('staff/B-1')).body.data.id).toBe(third.id)
})

test('a sale with an unknown number makes a placeholder once, even from many tills at once', async () => {
  const made = await Promise.all(Array.from({ length: 16 }, () => sell('5150')))
  expect(new Set(made.map(({ id }) => id)).size).toBe(1)
  expect(made.filter(({ isPlaceholder }) => isPlaceholder)).toHaveLength(1)
  const id = made[0]?.id
  const { data } = (await shop.get('staff/5150')).body
  expect(data).toMatchObject({
    id,
    full_name: 'Staff 5150',
    is_placeholder: true,
    identities: [{ handle: 'staff', identifier: '5150' }],
  })
  expect((await shop.get('staff?filter[is_placeholder]=1')).body.data).toHaveLength(1)
})

test('a placeholder becomes the person whose number is added later, and keeps its id', async () => {
  const { id } = await sell('0042')
  const { data } = (
    await shop.post('staff', {
      ...kim,
      email: 'late@example.com',
      identities: [{ handle: 'staff-number', identifier: '0042' }],
    })
  ).body
  expect(data).toMatchObject({ id, full_name: 'Kim Tran', email: 'late@example.com', is_placeholder: false })
  expect(data.identities.map((row: { handle: string }) => row.handle)).toEqual(['staff', 'staff-number'])
  expect(await sell('0042')).toEqual({ id, isPlaceholder: false })
})

test('a change replaces the numbers that it sends, and a changed placeholder is none any more', async () => {
  const { id } = await sell('K-777')
  shop.wait(1000)
  const named = await shop.put(`staff/${id}`, {
    first_name: 'Noa',
    last_name: null,
    identities: [
      { handle: 'staff', identifier: 'K-777' },
      { handle: 'badge', identifier: 'N7' },
    ],
  })
  expect(named.body.data).toMatchObject({ full_name: 'Noa', is_placeholder: false, updated_at: '2025-07-04 01:15:01' })
  const [kept, added] = named.body.data.identities
  expect([kept.created_at, added.created_at]).toEqual(['2025-07-04 01:15:00', '2025-07-04 01:15:01'])
  const fewer = await shop.put(`staff/${id}`, { identities: [added, added] })
  expect(fewer.body.data.identities).toEqual([{ ...added, is_primary: true }])
  expect((await shop.put(`staff/${id}`, fewer.body.data)).body.data).toEqual(fewer.body.data)
  expect((await shop.put(`staff/${id}`, { identities: null })).body.data.identities).toEqual([])
})

test('an email and a number belong to one person', async () => {
  const email = await shop.post('staff', { first_name: 'Copy', email: 'KIM@example.com' })
  expect([email.status, email.body.code]).toEqual([422, 'email_taken'])
  const number = await shop.post('staff', { first_name: 'Copy', identities: [{ handle: 'staff', identifier: '2207' }] })
  expect([number.status, number.body.code]).toEqual([422, 'identity_taken'])
  const { id } = (await shop.post('staff', { first_name: 'Other' })).body.data
  expect((await shop.put(`staff/${id}`, { identities: kim.identities })).body.code).toBe('identity_taken')
  expect((await shop.get('staff?filter[first_name]=Copy')).body.data).toEqual([])
})

test('who leaves is gone from the list, frees the number, and stays on past sales', async () => {
  const { data } = (
    await shop.post('staff', {
      first_name: 'Leo',
      email: 'leo@example.com',
      identities: [{ handle: 'staff', identifier: '900' }],
    })
  ).body
  expect((await shop.remove(`staff/${data.id}`)).status).toBe(204)
  expect((await shop.get('staff/900')).status).toBe(404)
  expect((await shop.get(`staff/${data.id}`)).status).toBe(404)
  expect((await shop.put(`staff/${data.id}`, { first_name: 'x' })).status).toBe(404)
  expect((await shop.remove(`staff/${data.id}`)).status).toBe(404)
  const [past] = await findStaffByIds(shop.sql, [data.id])
  expect(past && toStaffSummary(past)).toEqual({
    id: data.id,
    full_name: 'Leo',
    email: 'leo@example.com',
    identities: [],
  })
  const next = await shop.post('staff', {
    first_name: 'Mia',
    email: 'leo@example.com',
    identities: [{ handle: 'staff', identifier: '900' }],
  })
  expect(next.status).toBe(201)
})

test('staff are searched by name, email and number', async () => {
  const found = async (query: string): Promise<string[]> =>
    (await shop.get(`staff?${query}`)).body.data.map((row: { full_name: string }) => row.full_name)
  expect(await found('search=cher')).toEqual(['Cher'])
  expect(await found('filter[search]=K-777')).toEqual([])
  expect(await found('search=5150')).toEqual(['Staff 5150'])
  expect(await found('filter[identities.identifier]=2207')).toEqual(['Kim Tran'])
  expect(await found('filter[email]=kim@example.com')).toEqual(['Kim Tran'])
  expect(await found('search=%25')).toEqual([])
  expect((await found('sort=-first_name&page[size]=1'))[0]).toBe('Third')
})

test('bad fields are named, and staff are guarded like profiles', async () => {
  const answer = await shop.post('staff', {
    first_name: 5,
    email: 'x',
    identities: [{ handle: 'a b', identifier: '' }],
  })
  expect(answer.status).toBe(422)
  expect(Object.keys(answer.body.errors)).toEqual([
    'first_name',
    'email',
    'identities.0.handle',
    'identities.0.identifier',
  ])
  for (const body of [
    {},
    [],
    { first_name: 'a\u0000' },
    { first_name: 'x', identities: 'staff' },
    { first_name: 'x'.repeat(300) },
  ]) {
    expect((await shop.post('staff', body)).status).toBe(422)
  }
  for (const id of ['0', '-1', '2207x', '999999999999999999999', '%00', 'é%F0%9F%99%82']) {
    expect((await shop.get(`staff/${id}`)).status).toBe(404)
    expect((await shop.put(`staff/${id}`, {})).status).toBe(404)
  }
  const token = await shop.tokenWith([])
  expect((await shop.get('staff/2207', { token })).body.details).toEqual({ scope: 'read-profiles' })
  expect((await shop.post('staff', kim, { token })).body.details).toEqual({ scope: 'create-profiles' })
})
