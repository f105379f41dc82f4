import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { dayMs, hourMs } from '@tillside/rules/time'

import { entriesOf, newMember, rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let definitionId: number
beforeAll(async () => {
  shop = await openShop()
  definitionId = await define({ handle: 'birthday-25' })
})
afterAll(() => shop.close())
// After each story the ledger explains what is left on every row.
afterEach(async ({ task }) => {
  const rows = await rowsThatDisagree(shop)
  if (rows.length > 0) throw new Error(`after "${task.name}" the ledger disagrees: ${JSON.stringify(rows)}`)
})

async function define(fields: object): Promise<number> {
  const body = { name: 'Birthday', value: 25, type: 'birthday', period: 30, is_extendable: true, ...fields }
  return (await shop.post('rewards/definitions', body)).body.data.id
}

const issue = async (profileId: string, fields: object = {}) =>
  (
    await shop.post('rewards', {
      profile_id: profileId,
      reward_definition_id: definitionId,
      timezone: 'Australia/Sydney',
      ...fields,
    })
  ).body.data

test('a birthday reward is worth what its definition says and works to the end of the thirtieth day in the store', async () => {
  const profileId = await newMember(shop)
  const reward = await issue(profileId)
  expect(reward).toMatchObject({
    profile_id: profileId,
    value_initial: 25,
    value_remaining: 25,
    timezone: 'Australia/Sydney',
    issued_at: '2025-07-04 01:15:00',
    issued_local_at: '2025-07-04 11:15:00',
    expires_at: '2025-08-03 13:59:59',
    expires_local_at: '2025-08-03 23:59:59',
    is_active: true,
    is_expired: false,
    extended_at: null,
    has_notified_issue: null,
    notify_issue_at: null,
    meta: null,
    external_id: null,
    source_id: null,
    source_type: null,
    definition: { id: definitionId, handle: 'birthday-25', value: 25 },
  })
  expect((await shop.get(`rewards/${reward.id}`)).body.data).toEqual(reward)
  expect((await shop.get(`profiles/${profileId}/rewards/${reward.id}`)).body.data).toEqual(reward)
  expect(await entriesOf(shop, profileId)).toEqual([
    { kind: 'reward', row_id: reward.id, cause: 'issue', amount: 2500, value_minor: 2500 },
  ])
})

test('times that are sent are on the clock of the store, and come back in UTC', async () => {
  const reward = await issue(await newMember(shop), {
    timezone: 'Australia/Melbourne',
    issued_at: '2024-12-05 08:30:00',
    expires_at: '2026-01-31',
    value_initial: 10.5,
    value_remaining: 4.25,
    external_id: 'x-1',
    meta: { campaign: 'summer' },
  })
  expect(reward).toMatchObject({
    issued_at: '2024-12-04 21:30:00',
    issued_local_at: '2024-12-05 08:30:00',
    expires_at: '2026-01-30 13:00:00',
    expires_local_at: '2026-01-31 00:00:00',
    value_initial: 10.5,
    value_remaining: 4.25,
    external_id: 'x-1',
    meta: { campaign: 'summer' },
  })
})

test('a reward can be named by the handle of its definition', async () => {
  const reward = await issue(await newMember(shop), {
    reward_definition_id: undefined,
    reward_definition_handle: 'birthday-25',
  })
  expect(reward.definition.id).toBe(definitionId)
  expect((await issue(await newMember(shop), { reward_definition_id: String(definitionId) })).definition.id).toBe(
    definitionId,
  )
})

test('a manager can set what is left of a reward, even above what it began with, and the ledger says so', async () => {
  const profileId = await newMember(shop)
  const reward = await issue(profileId)
  const changed = await shop.put(`rewards/${reward.id}`, { value_remaining: 40, meta: { by: 'manager' } })
  expect(changed.body.data).toMatchObject({
    value_initial: 25,
    value_remaining: 40,
    meta: { by: 'manager' },
    expires_at: reward.expires_at,
  })
  await shop.put(`rewards/${reward.id}`, { value_initial: 5, value_remaining: 0.01, expires_at: '2025-07-05 10:00:00' })
  const last = (await shop.get(`rewards/${reward.id}`)).body.data
  expect(last).toMatchObject({
    value_initial: 5,
    value_remaining: 0.01,
    expires_at: '2025-07-05 00:00:00',
    expires_local_at: '2025-07-05 10:00:00',
  })
  expect((await shop.put(`rewards/${reward.id}`, { expires_at: null })).body.data.expires_at).toBeNull()
  expect((await entriesOf(shop, profileId)).map(({ cause, amount }) => [cause, amount])).toEqual([
    ['issue', 2500],
    ['adjustment', 1500],
    ['adjustment', -3999],
  ])
})

test('a reward that was taken away is gone, and what was left of it leaves the ledger', async () => {
  const profileId = await newMember(shop)
  const reward = await issue(profileId, { value_remaining: 7 })
  expect((await shop.remove(`rewards/${reward.id}`)).status).toBe(204)
  for (const path of [`rewards/${reward.id}`, `profiles/${profileId}/rewards/${reward.id}`])
    expect((await shop.get(path)).status).toBe(404)
  expect((await shop.get(`profiles/${profileId}/rewards`)).body.data).toEqual([])
  expect((await shop.put(`rewards/${reward.id}`, { value_remaining: 1 })).status).toBe(404)
  expect((await shop.remove(`rewards/${reward.id}`)).status).toBe(404)
  expect((await entriesOf(shop, profileId)).map(({ cause, amount }) => [cause, amount])).toEqual([
    ['issue', 700],
    ['removal', -700],
  ])
})

test('lists hold one member’s rewards, or those that a filter names', async () => {
  const [mine, other] = [await newMember(shop), await newMember(shop)]
  const first = await issue(mine, { value_initial: 3 })
  const second = await issue(mine, { value_initial: 9, external_id: 'bonus-9' })
  await issue(other)
  const ids = async (path: string): Promise<number[]> =>
    (await shop.get(path)).body.data.map((row: { id: number }) => row.id)
  expect(await ids(`rewards?filter[profile_id]=${mine}`)).toEqual([first.id, second.id])
  expect(await ids(`profiles/${mine}/rewards`)).toEqual([first.id, second.id])
  expect(await ids(`profiles/${mine}/rewards?sort=-value_initial`)).toEqual([second.id, first.id])
  expect(await ids(`profiles/${mine}/rewards?filter[value_initial][gt]=3.5`)).toEqual([second.id])
  expect(await ids(`profiles/${mine}/rewards?filter[expires_at]=${encodeURIComponent(first.expires_at)}`)).toEqual([
    first.id,
    second.id,
  ])
  expect(
    await ids(
      `profiles/${mine}/rewards?filter[definition.handle]=birthday-25&filter[reward_definition_id]=${definitionId}`,
    ),
  ).toHaveLength(2)
  expect(await ids('rewards?filter[external_id]=bonus-9')).toEqual([second.id])
  expect((await shop.get(`profiles/${mine}/rewards?page[size]=1&page[number]=2`)).body).toMatchObject({
    data: [{ id: second.id }],
    meta: { total: 2, last_page: 2 },
  })
  expect((await shop.get(`profiles/${mine}/rewards?filter[nonsense]=1`)).body.code).toBe('filter_unknown')
  expect((await shop.get(`profiles/${other}/rewards/${first.id}`)).status).toBe(404)
  for (const id of ['00000000-0000-4000-8000-000000000000', 'nobody'])
    expect((await shop.get(`profiles/${id}/rewards`)).status).toBe(404)
})

test('a reward works until its last second has passed in the store, and not before it was issued', async () => {
  const profileId = await newMember(shop)
  const today = await issue(profileId, { reward_definition_id: await define({ handle: 'today', period: 0 }) })
  const later = await issue(profileId, { issued_at: '2025-07-05' })
  expect(later.is_active).toBe(false)
  // 23:59 in Sydney, then past midnight.
  shop.wait(12 * hourMs + 44 * 60_000)
  expect((await shop.get(`rewards/${today.id}`)).body.data).toMatchObject({
    is_active: true,
    expires_local_at: '2025-07-04 23:59:59',
  })
  shop.wait(60_000)
  expect((await shop.get(`rewards/${today.id}`)).body.data).toMatchObject({ is_active: false, is_expired: true })
  expect((await shop.get(`rewards/${later.id}`)).body.data.is_active).toBe(true)
  expect((await shop.get(`profiles/${profileId}/rewards`)).body.data).toHaveLength(2)
  shop.wait(dayMs)
})

test('unpublished rewards can be issued, unassignable ones cannot', async () => {
  const hidden = await define({ handle: 'hidden', is_published: false })
  const profileId = await newMember(shop)
  expect((await issue(profileId, { reward_definition_id: hidden })).definition.is_published).toBe(false)
  const blocked = await define({ handle: 'blocked', is_assignable: false })
  const answer = await shop.post('rewards', { profile_id: profileId, reward_definition_id: blocked, timezone: 'UTC' })
  expect(answer.body).toMatchObject({
    code: 'definition_not_assignable',
    errors: { reward_definition_id: [expect.any(String)] },
  })
})

test.each<[string, object]>([
  ['profile_id', { profile_id: '00000000-0000-4000-8000-000000000000' }],
  ['profile_id', { profile_id: 'nobody' }],
  ['reward_definition_id', { reward_definition_id: 999_999 }],
  ['reward_definition_id', { reward_definition_id: null }],
  ['reward_definition_handle', { reward_definition_id: null, reward_definition_handle: 'unheard-of' }],
  ['timezone', { timezone: undefined }],
  ['timezone', { timezone: '+10:00' }],
  ['value_initial', { value_initial: -0.01 }],
  ['value_initial', { value_initial: 0.001 }],
  ['value_remaining', { value_remaining: 1e10 }],
  ['issued_at', { issued_at: '2025-02-30' }],
  ['expires_at', { expires_at: 'tomorrow' }],
  ['meta', { meta: 'text' }],
])('a reward with a bad %s is refused by name: %o', async (field, part) => {
  const profileId = await newMember(shop)
  const answer = await shop.post('rewards', {
    profile_id: profileId,
    reward_definition_id: definitionId,
    timezone: 'UTC',
    ...part,
  })
  expect(answer.status).toBe(422)
  expect(Object.keys(answer.body.errors)).toContain(field)
  expect((await shop.get(`profiles/${profileId}/rewards`)).body.data).toEqual([])
})

test('a reward that is read and sent back whole keeps its end; an end that is sent alone is read in the zone', async () => {
  const reward = await issue(await newMember(shop))
  const back = await shop.put(`rewards/${reward.id}`, { ...reward, value_remaining: 20 })
  expect(back.body.data).toMatchObject({
    value_remaining: 20,
    expires_at: reward.expires_at,
    expires_local_at: reward.expires_local_at,
  })
  const moved = await shop.put(`rewards/${reward.id}`, { expires_at: '2025-09-30 23:59:59' })
  expect(moved.body.data).toMatchObject({
    expires_at: '2025-09-30 13:59:59',
    expires_local_at: '2025-09-30 23:59:59',
  })
  const wished = { ...moved.body.data, expires_at: '2025-10-01 23:59:59' }
  expect((await shop.put(`rewards/${reward.id}`, wished)).body.data.expires_local_at).toBe('2025-10-01 23:59:59')
})
