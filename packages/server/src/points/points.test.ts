import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { dayMs } from '@tillside/rules/time'

import { entriesOf, newMember, rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())
// After each story the ledger explains what is left on every row.
afterEach(async ({ task }) => {
  const rows = await rowsThatDisagree(shop)
  if (rows.length > 0) throw new Error(`after "${task.name}" the ledger disagrees: ${JSON.stringify(rows)}`)
})

const issue = async (profileId: string, fields: object = {}) =>
  (
    await shop.post('points', {
      profile_id: profileId,
      point_definition_id: 1,
      value_initial: 100,
      issued_at: '2025-07-01 10:00:00',
      ...fields,
    })
  ).body.data

test('a tenant starts with a point definition whose id is 1, and it stays', async () => {
  const first = (await shop.get('points/definitions/1')).body.data
  expect(first).toMatchObject({ id: 1, handle: 'points', name: 'Points', issue_period: null, currency: 'AUD' })
  expect((await shop.get('point-definitions')).body.data).toEqual([first])
  expect((await shop.remove('points/definitions/1')).body.code).toBe('definition_in_use')
})

test('a point definition comes back with everything that was said, can change, and can go', async () => {
  const sent = {
    name: 'Bonus',
    handle: 'bonus',
    description: 'd',
    notes: 'n',
    is_reassignable: true,
    tags: ['bonus'],
    issue_period: 48,
    issue_period_type: 'hours',
    issue_absolute_expiry: '2026-01-01 00:00:00',
    region_id: 2,
    region: { id: 2 },
    currency: 'AUD',
  }
  const made = await shop.post('points/definitions', sent)
  expect(made.status).toBe(201)
  expect(made.body.data).toEqual({
    ...sent,
    id: 2,
    created_at: '2025-07-04 01:15:00',
    updated_at: '2025-07-04 01:15:00',
  })
  const changed = await shop.put('point-definitions/2', {
    name: 'Extra',
    handle: 'else',
    issue_period: null,
    notes: null,
  })
  expect(changed.body.data).toEqual({ ...made.body.data, name: 'Extra', issue_period: null, notes: null })
  expect((await shop.post('point-definitions', sent)).body.code).toBe('handle_taken')
  expect(
    (
      await shop.post('points/definitions', {
        ...sent,
        handle: 'b',
        issue_period_type: 'absolute_date',
        issue_absolute_expiry: null,
      })
    ).body.errors,
  ).toHaveProperty('issue_absolute_expiry')
  expect((await shop.post('points/definitions', { ...sent, handle: 'b', currency: 'NZD' })).body.code).toBe(
    'currency_unsupported',
  )
  const point = await issue(await newMember(shop), { point_definition_id: '2' })
  expect((await shop.remove('points/definitions/2')).body.code).toBe('definition_in_use')
  await shop.remove(`points/${point.id}`)
  expect((await shop.remove('point-definitions/2')).status).toBe(204)
  expect((await shop.get('points/definitions/2')).status).toBe(404)
})

test('points come back as they were sent, with their worth in money, and do not expire by default', async () => {
  const profileId = await newMember(shop)
  const point = await issue(profileId, {
    value_initial: 125.125,
    value_remaining: 0.1,
    description: 'Welcome',
    meta: { a: 1 },
  })
  expect(point).toMatchObject({
    profile_id: profileId,
    linked_profile_id: null,
    value_initial: 125.125,
    value_remaining: 0.1,
    value_initial_currency: 1.25,
    value_remaining_currency: 0,
    issued_at: '2025-07-01 10:00:00',
    accrued_at: '2025-07-01 10:00:00',
    expires_at: null,
    status: 'active',
    description: 'Welcome',
    meta: { a: 1 },
    source_type: null,
    source_id: null,
    source: null,
    rate: null,
    definition: { id: 1 },
  })
  expect((await shop.get(`points/${point.id}`)).body.data).toEqual(point)
  expect((await shop.get(`profiles/${profileId}/points/${point.id}`)).body.data).toEqual(point)
  expect((await shop.get(`profiles/${profileId}/points`)).body.data).toEqual([point])
  expect((await shop.get(`points?filter[profile_id]=${profileId}&filter[value_initial]=125.125`)).body.data).toEqual([
    point,
  ])
  expect(await entriesOf(shop, profileId)).toEqual([
    { kind: 'point', row_id: point.id, cause: 'issue', amount: 100, value_minor: 0 },
  ])
  const dated = await issue(profileId, { expires_at: '2025-12-31' })
  expect(dated.expires_at).toBe('2025-12-31 00:00:00')
})

test('points of a definition with a period end with a day of the tenant', async () => {
  const { body } = await shop.post('points/definitions', {
    name: 'Month',
    handle: 'month',
    issue_period: 1,
    issue_period_type: 'months',
  })
  const point = await issue(await newMember(shop), { point_definition_id: body.data.id })
  expect(point.expires_at).toBe('2025-08-01 13:59:59')
})

test('points are pending until the later of their two dates', async () => {
  const profileId = await newMember(shop)
  const pending = await issue(profileId, { accrued_at: '2025-07-05 00:00:00' })
  const announced = await issue(profileId, { issued_at: null, accrued_at: '2025-07-05 00:00:00' })
  expect([pending.status, announced.status, announced.issued_at]).toEqual(['pending', 'pending', '2025-07-05 00:00:00'])
  shop.wait(dayMs)
  expect((await shop.get(`points/${pending.id}`)).body.data.status).toBe('active')
})

test('a change of what is left is an adjustment, and what is taken away a removal', async () => {
  const profileId = await newMember(shop)
  const point = await issue(profileId)
  const changed = await shop.put(`points/${point.id}`, {
    value_initial: 50,
    value_remaining: 250.5,
    description: 'More',
    expires_at: '2025-09-01 08:00:00',
  })
  expect(changed.body.data).toMatchObject({
    value_initial: 50,
    value_remaining: 250.5,
    description: 'More',
    expires_at: '2025-09-01 08:00:00',
  })
  expect((await shop.put(`points/${point.id}`, { meta: { x: 1 } })).body.data).toMatchObject({
    meta: { x: 1 },
    value_remaining: 250.5,
  })
  expect((await shop.remove(`points/${point.id}`)).status).toBe(204)
  expect((await shop.get(`points/${point.id}`)).status).toBe(404)
  expect((await shop.put(`points/${point.id}`, {})).status).toBe(404)
  expect(
    (await entriesOf(shop, profileId)).map(({ cause, amount, value_minor }) => [cause, amount, value_minor]),
  ).toEqual([
    ['issue', 100_000, 100],
    ['adjustment', 150_500, 150],
    ['removal', -250_500, -250],
  ])
})

test.each<[string, object]>([
  ['profile_id', { profile_id: '00000000-0000-4000-8000-000000000000' }],
  ['point_definition_id', { point_definition_id: 999 }],
  ['point_definition_id', { point_definition_id: undefined }],
  ['value_initial', { value_initial: undefined }],
  ['value_initial', { value_initial: -5 }],
  ['value_initial', { value_initial: 0.0001 }],
  ['value_remaining', { value_remaining: 1e308 }],
  ['issued_at', { issued_at: undefined }],
  ['issued_at', { issued_at: '2025-13-01' }],
])('points with a bad %s are refused by name: %o', async (field, part) => {
  const profileId = await newMember(shop)
  const answer = await shop.post('points', {
    profile_id: profileId,
    point_definition_id: 1,
    value_initial: 1,
    issued_at: '2025-07-01',
    ...part,
  })
  expect(answer.status).toBe(422)
  expect(Object.keys(answer.body.errors)).toContain(field)
  expect((await shop.get(`profiles/${profileId}/points`)).body.data).toEqual([])
})
