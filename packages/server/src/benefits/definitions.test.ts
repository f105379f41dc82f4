import { afterAll, beforeAll, expect, test } from 'vitest'

import { newMember } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const hemming = { name: 'Free hemming', handle: 'free-hemming', period: 30 }

const everything = {
  name: 'Everything',
  handle: 'everything',
  type: 'gift',
  value: 19.95,
  currency: 'AUD',
  period: 2,
  period_type: 'absolute_month',
  absolute_expiry: '2025-12-31 00:00:00',
  end_at: '2026-01-01 00:00:00',
  external_id: 'E-1',
  redeem_code_pos: 'HEMFREE',
  redeem_code_online: 'WEB',
  max_redemptions: 3,
  max_global_redemptions: 100,
  is_extendable: true,
  is_assignable: false,
  is_reassignable: true,
  is_published: true,
  is_archived: true,
  allow_user_redeem: true,
  is_claimable: true,
  is_reclaimable: true,
  claim_period_start_at: '2025-01-01 00:00:00',
  claim_period_end_at: '2025-02-01 00:00:00',
  description: 'd',
  short_description: 's',
  long_description: 'l',
  terms_conditions: 't',
  earn_instructions: 'e',
  redeem_instructions_store: 'rs',
  redeem_instructions_online: 'ro',
  internal_notes: 'i',
  icon: 'c',
  image_url: 'u',
  campaign: 'summer',
  region_id: 1,
  region: { id: 1 },
  claim_condition: { '==': [1, 1] },
  claim_timeframe: 'P1D',
  view_condition: [],
  visibility_condition: true,
  force_allocation: false,
  issue_target_id: 1,
  remind_target_id: 2,
  extend_target_id: 3,
  notify_issue_offset: 0,
  notify_expiry_offset: 1,
  notify_schedule_offset: 2,
  notify_issue_offset_days: 3,
  notify_issue_offset_hour: 4,
  notify_remind_offset_days: 5,
  notify_remind_offset_hour: 6,
  notify_extend_offset_days: 7,
  notify_extend_offset_hour: 8,
  tags: ['vip'],
  meta: { a: [1] },
}

test('a benefit definition comes back with everything that was said, and its id is text', async () => {
  const made = await shop.post('benefits/definitions', everything)
  expect(made.status).toBe(201)
  expect(made.body.data).toEqual({
    ...everything,
    id: expect.stringMatching(/^\d+$/),
    total_global_redemptions: 0,
    total_global_redemptions_remaining: 100,
    total_global_created: 0,
    same_campaign_count: 1,
    total_allocations: null,
    total_allocations_remaining: null,
    created_at: '2025-07-04 01:15:00',
    updated_at: '2025-07-04 01:15:00',
  })
  const { id } = made.body.data
  for (const path of [
    `benefits/definitions/${id}`,
    `benefit-definitions/${id}`,
    'benefits/definitions/handle/everything',
    'benefit-definitions/handle/everything',
  ]) {
    expect((await shop.get(path)).body.data).toEqual(made.body.data)
  }
})

test('a minimal one has one use for each benefit and no limit for all', async () => {
  const { data } = (await shop.post('benefit-definitions', hemming)).body
  expect(Object.keys(data).sort()).toEqual(
    Object.keys((await shop.get('benefits/definitions/handle/everything')).body.data).sort(),
  )
  expect(data).toMatchObject({
    max_redemptions: 1,
    max_global_redemptions: null,
    total_global_redemptions_remaining: null,
    period_type: 'days',
    type: null,
    meta: null,
  })
  shop.wait(1_000)
  const changed = await shop.put(`benefits/definitions/${data.id}`, {
    handle: 'other',
    campaign: 'summer',
    meta: {},
    value: 5,
  })
  expect(changed.body.data).toEqual({
    ...data,
    campaign: 'summer',
    same_campaign_count: 2,
    meta: {},
    value: 5,
    updated_at: '2025-07-04 01:15:01',
  })
  expect((await shop.put(`benefits/definitions/${data.id}`, changed.body.data)).body.data).toEqual(changed.body.data)
})

test('a clone has another handle, what was said, and all else of its original', async () => {
  const original = (await shop.get('benefits/definitions/handle/everything')).body.data
  const clone = await shop.post(`benefits/definitions/${original.id}/clone`, {
    handle: 'copy',
    max_redemptions: 5,
    icon: null,
  })
  expect(clone.status).toBe(201)
  const { id, created_at: _, updated_at: __, ...rest } = clone.body.data
  const { id: originalId, created_at: ___, updated_at: ____, ...before } = original
  expect(rest).toEqual({ ...before, handle: 'copy', max_redemptions: 5, icon: null, same_campaign_count: 3 })
  expect(id).not.toBe(originalId)
  expect((await shop.post(`benefit-definitions/${original.id}/clone`, { handle: 'copy' })).body.code).toBe(
    'handle_taken',
  )
  expect((await shop.post(`benefits/definitions/${original.id}/clone`)).body.errors).toHaveProperty('handle')
  expect((await shop.post('benefits/definitions/999/clone', { handle: 'x' })).status).toBe(404)
})

test('definitions are found by handle, campaign and code', async () => {
  const handles = async (query: string): Promise<string[]> =>
    (await shop.get(`benefits/definitions?${query}`)).body.data.map((row: { handle: string }) => row.handle)
  expect(await handles('filter[handle]=copy')).toEqual(['copy'])
  expect(await handles('filter[campaign]=summer&sort=-id')).toEqual(['copy', 'free-hemming', 'everything'])
  expect(await handles('filter[redeem_code_pos]=HEMFREE&filter[value][lt]=20')).toEqual(['everything', 'copy'])
})

test('a definition goes only while no member holds a benefit of it', async () => {
  const { id } = (await shop.post('benefits/definitions', { ...hemming, handle: 'held' })).body.data
  const issued = await shop.post('benefits', {
    profile_id: await newMember(shop),
    benefit_definition_id: id,
    issued_at: '2025-07-01',
    timezone: 'UTC',
  })
  expect((await shop.get(`benefits/definitions/${id}`)).body.data.total_global_created).toBe(1)
  expect((await shop.remove(`benefits/definitions/${id}`)).body.code).toBe('definition_in_use')
  await shop.remove(`benefits/${issued.body.data.id}`)
  expect((await shop.remove(`benefit-definitions/${id}`)).status).toBe(204)
  for (const path of [`benefits/definitions/${id}`, 'benefits/definitions/handle/held', 'benefits/definitions/none'])
    expect((await shop.get(path)).status).toBe(404)
})

test.each<[string, object]>([
  ['name', { name: '' }],
  ['handle', { handle: undefined }],
  ['period', { period: 1.5 }],
  ['type', { type: 'percentage' }],
  ['value', { value: 0.001 }],
  ['max_redemptions', { max_redemptions: 0 }],
  ['max_global_redemptions', { max_global_redemptions: -1 }],
  ['absolute_expiry', { period_type: 'absolute_date' }],
  ['currency', { currency: 'USD' }],
  ['is_published', { is_published: 'yes' }],
])('a definition with a bad %s is refused by name: %o', async (field, part) => {
  const answer = await shop.post('benefits/definitions', { ...hemming, handle: 'bad', ...part })
  expect(answer.status).toBe(422)
  expect(Object.keys(answer.body.errors)).toContain(field)
})
