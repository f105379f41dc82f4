// Who let whom in, and as what, is written down, and read by the operator.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { minuteMs } from '@tillside/rules/time'

import { pairedPage, staffMember } from '../../test/device.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

type Row = Record<string, unknown>
const eventsOf = async (staffId: number): Promise<Row[]> =>
  (await shop.get(`staff-access-events?filter[staff_id]=${staffId}`)).body.data
const change = (number: string, access: object, token = shop.adminToken) =>
  shop.put(`staff/${number}/access`, access, { token })

test('each change of a role, a PIN or a badge says who made it, with which token, when, and what it was', async () => {
  const id = await staffMember(shop, '2207', { role: 'cashier', pin: '7391', badge: 'BADGE-7f3k' })
  const office = (await shop.post('auth/api-tokens', { name: 'head office', scopes: ['update-users'] })).body
  shop.wait(minuteMs)
  await change('2207', { role: 'manager' }, office.accessToken)
  await change('2207', { role: 'manager', pin: '6402', badge: null }, office.accessToken)
  await change('2207', { role: null, pin: null })
  const me = (await shop.get('users/me')).body
  const rows = await eventsOf(id)
  const common = { event: 'changed', staff: { id, full_name: 'Staff 2207' } }
  const user = { id: me.id, name: me.name }
  const byAdmin = { by: 'test', token_id: expect.any(String), user }
  const byOffice = { by: 'head office', token_id: office.token.id, user }
  const [first, later] = ['2025-07-04 01:15:00', '2025-07-04 01:16:00']
  const known = { id: expect.any(Number) }
  expect(rows).toEqual([
    {
      ...known,
      ...common,
      ...byAdmin,
      role_before: null,
      role: 'cashier',
      pin: 'set',
      badge: 'set',
      created_at: first,
    },
    {
      ...known,
      ...common,
      ...byOffice,
      role_before: 'cashier',
      role: 'manager',
      pin: 'kept',
      badge: 'kept',
      created_at: later,
    },
    {
      ...known,
      ...common,
      ...byOffice,
      role_before: 'manager',
      role: 'manager',
      pin: 'set',
      badge: 'taken',
      created_at: later,
    },
    {
      ...known,
      ...common,
      ...byAdmin,
      role_before: 'manager',
      role: null,
      pin: 'taken',
      badge: 'kept',
      created_at: later,
    },
  ])
  expect((await shop.get('staff-access-events?filter[by]=head office&sort=-id')).body.data).toEqual([rows[2], rows[1]])
})

test('who is removed loses what they were let in by, and that is written down under their name', async () => {
  const id = await staffMember(shop, '2208', { role: 'supervisor', pin: '2846' })
  expect((await shop.remove(`staff/${id}`)).status).toBe(204)
  expect((await eventsOf(id)).slice(1)).toEqual([
    expect.objectContaining({
      event: 'removed',
      staff: { id, full_name: 'Staff 2208' },
      role_before: 'supervisor',
      role: null,
      pin: 'taken',
      badge: 'kept',
      by: 'test',
    }),
  ])
  const { data } = (await shop.post('staff', { first_name: 'Never', last_name: 'Let in' })).body
  await shop.remove(`staff/${data.id}`)
  expect(await eventsOf(data.id)).toEqual([])
})

test('what is refused is written down nowhere, and the secrets neither', async () => {
  const id = await staffMember(shop, '2209', { role: 'cashier', pin: '918273645', badge: 'BADGE-918273' })
  for (const access of [{ role: 'cashier', pin: '1234' }, { role: 'owner' }, { role: 'cashier', badge: '2209' }])
    expect((await change('2209', access)).status).toBe(422)
  expect(await eventsOf(id)).toHaveLength(1)
  const kept = await shop.sql`select e::text as text from staff_access_event e`
  expect(JSON.stringify(kept)).not.toMatch(/918273/)
})

test('only a token with the operator’s scope reads it, and no page of a device', async () => {
  const token = await shop.tokenWith(['update-users', 'read-profiles'])
  expect((await shop.get('staff-access-events', { token })).body.code).toBe('scope_missing')
  await staffMember(shop, '2210', { role: 'manager', pin: '7391' })
  const till = await pairedPage(shop, 'till', 'Till 1')
  await till.post('device/session', { staff_id: '2210', pin: '7391' })
  const asked = await till.get('staff-access-events')
  expect([asked.status, asked.body.code]).toEqual([403, 'token_required'])
})

test('of changes that come at once each says what the one before has left', async () => {
  const id = await staffMember(shop, '2211', { role: 'cashier', pin: '7391' })
  const roles = ['supervisor', 'manager', 'cashier', null]
  await Promise.all(Array.from({ length: 12 }, (_, index) => change('2211', { role: roles[index % 4] })))
  const rows = await eventsOf(id)
  expect(rows).toHaveLength(13)
  expect(rows.slice(1).map((row) => row['role_before'])).toEqual(rows.slice(0, -1).map((row) => row['role']))
})
