import { afterAll, beforeAll, expect, test } from 'vitest'

import { newMember } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const birthday = { name: 'Birthday $25', handle: 'birthday-25', value: 25, type: 'birthday', period: 30 }

test('a reward definition comes back with everything that was said, and null for what was not', async () => {
  const sent = {
    ...birthday,
    handle: 'full',
    max_value: 50.5,
    period_type: 'absolute_date',
    absolute_expiry: '2025-12-31 12:59:59',
    is_assignable: false,
    is_reassignable: true,
    is_extendable: true,
    is_published: false,
    extend_days: 14,
    description: 'd',
    short_description: 's',
    long_description: '<p>l</p>',
    terms_conditions: 't',
    earn_instructions: 'e',
    internal_notes: 'i',
    icon: 'gift',
    image_url: 'https://x/y.png',
    issue_target_id: 3,
    expiry_target_id: 4,
    extend_target_id: 5,
    notify_issue_offset: 1,
    notify_expiry_offset: -2,
    notify_schedule_offset: 3,
    notify_issue_offset_days: 1,
    notify_issue_offset_hour: 9,
    notify_remind_offset_days: 2,
    notify_remind_offset_hour: 10,
    notify_extend_offset_days: 3,
    notify_extend_offset_hour: 11,
    region_id: 7,
    region: { id: 7, name: 'East', handle: 'east' },
    tags: ['birthday'],
    currency: 'AUD',
  }
  const made = await shop.post('rewards/definitions', sent)
  expect(made.status).toBe(201)
  expect(made.body.data).toEqual({
    ...sent,
    id: expect.any(Number),
    created_at: '2025-07-04 01:15:00',
    updated_at: '2025-07-04 01:15:00',
  })
  const plain = (await shop.post('rewards/definitions', birthday)).body.data
  expect(Object.keys(plain).sort()).toEqual(Object.keys(made.body.data).sort())
  expect(plain).toMatchObject({
    period_type: 'days',
    is_assignable: true,
    is_published: true,
    is_extendable: false,
    description: null,
    region: null,
  })
  expect((await shop.get(`rewards/definitions/${plain.id}`)).body.data).toEqual(plain)
  expect((await shop.get(`reward-definitions/${plain.id}`)).body.data).toEqual(plain)
})

test('a change touches only what it names, and never the handle', async () => {
  const made = (
    await shop.post('reward-definitions', { ...birthday, handle: 'kept', description: 'old', icon: 'cake' })
  ).body.data
  shop.wait(1_000)
  const changed = await shop.put(`reward-definitions/${made.id}`, { handle: 'other', value: 30, description: null })
  expect(changed.status).toBe(200)
  expect(changed.body.data).toEqual({ ...made, value: 30, description: null, updated_at: '2025-07-04 01:15:01' })
  const echoed = await shop.put(`rewards/definitions/${made.id}`, changed.body.data)
  expect(echoed.body.data).toEqual(changed.body.data)
})

test('two definitions cannot have one handle, also when they are made at once', async () => {
  const again = await shop.post('rewards/definitions', { ...birthday, handle: 'kept' })
  expect(again.body).toMatchObject({ code: 'handle_taken', errors: { handle: ['The handle has already been taken.'] } })
  const both = await Promise.all([1, 2].map(() => shop.post('rewards/definitions', { ...birthday, handle: 'racing' })))
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422])
})

test('definitions are found by handle, type, value and tag', async () => {
  await shop.post('rewards/definitions', {
    ...birthday,
    handle: 'vip',
    type: 'tier',
    value: 12.34,
    tags: ['vip', 'gold'],
  })
  for (const filter of [
    'filter[handle]=vip',
    'filter[type]=tier',
    'filter[value]=12.34',
    'filter[tags.handle]=gold',
    'filter[tags][handle]=vip',
  ]) {
    const { body } = await shop.get(`rewards/definitions?${filter}`)
    expect(body.data.map((row: { handle: string }) => row.handle)).toEqual(['vip'])
    expect(body.meta.total).toBe(1)
  }
})

test('a definition goes only while no member holds a reward of it', async () => {
  const { id } = (await shop.post('rewards/definitions', { ...birthday, handle: 'held' })).body.data
  const issued = await shop.post('rewards', {
    profile_id: await newMember(shop),
    reward_definition_id: id,
    timezone: 'UTC',
  })
  expect((await shop.remove(`rewards/definitions/${id}`)).body.code).toBe('definition_in_use')
  await shop.remove(`rewards/${issued.body.data.id}`)
  expect((await shop.remove(`reward-definitions/${id}`)).status).toBe(204)
  expect((await shop.get(`rewards/definitions/${id}`)).status).toBe(404)
  expect((await shop.put(`rewards/definitions/${id}`, { name: 'x' })).status).toBe(404)
  expect((await shop.remove(`rewards/definitions/${id}`)).status).toBe(404)
  expect((await shop.post('rewards/definitions', { ...birthday, handle: 'held' })).status).toBe(201)
})

test.each<[string, object]>([
  ['name', { name: undefined }],
  ['handle', { handle: 'two words' }],
  ['value', { value: -1 }],
  ['value', { value: 1.005 }],
  ['value', { value: '25' }],
  ['value', { value: 1e308 }],
  ['max_value', { max_value: 0.001 }],
  ['type', { type: 'fixed' }],
  ['period', { period: undefined }],
  ['period', { period: -1 }],
  ['period_type', { period_type: 'fortnights' }],
  ['absolute_expiry', { absolute_expiry: '2025-02-30' }],
  ['absolute_expiry', { period_type: 'absolute_date' }],
  ['currency', { currency: 'NZD' }],
  ['extend_days', { extend_days: 0 }],
  ['tags.0', { tags: [5] }],
])('a definition with a bad %s is refused by name: %o', async (field, part) => {
  const answer = await shop.post('rewards/definitions', { ...birthday, handle: 'bad', ...part })
  expect(answer.status).toBe(422)
  expect(Object.keys(answer.body.errors)).toEqual([field])
  expect((await shop.get('rewards/definitions?filter[handle]=bad')).body.data).toEqual([])
})
