import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

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

test('a reward can be given more days by the calendar of the store, even after it expired', async () => {
  const profileId = await newMember(shop)
  // Clocks go forward in Sydney on 5 October.
  const ending = await issue(profileId, { expires_at: '2025-10-04 23:59:59' })
  const expired = await issue(profileId, { issued_at: '2025-01-01', expires_at: '2025-02-01 23:59:59' })
  const never = await issue(profileId)
  await shop.put(`rewards/${never.id}`, { expires_at: null })
  expect((await shop.get(`rewards/${expired.id}`)).body.data).toMatchObject({ is_expired: true, is_active: false })
  const answer = await shop.post('rewards/extend', {
    ids: [ending.id, String(expired.id), never.id],
    profile_id: profileId,
    extend_days: 1,
  })
  expect(answer.status).toBe(200)
  expect(answer.body.data.map((row: { expires_local_at: string }) => row.expires_local_at)).toEqual([
    '2025-10-05 23:59:59',
    '2025-02-02 23:59:59',
    null,
  ])
  expect(answer.body.data[0]).toMatchObject({ expires_at: '2025-10-05 12:59:59', extended_at: '2025-07-04 01:15:00' })
  const moved = await shop.post('rewards/extend', {
    ids: [expired.id],
    profile_id: profileId,
    extend_date: '2026-01-01',
  })
  expect(moved.body.data[0]).toMatchObject({ expires_local_at: '2026-01-01 00:00:00', is_active: true })
  expect((await entriesOf(shop, profileId)).filter(({ cause }) => cause === 'extension')).toHaveLength(4)
})

test('an extension without days uses those of the definition, and nothing is extended unless all can be', async () => {
  const profileId = await newMember(shop)
  const usual = await issue(profileId, { reward_definition_id: await define({ handle: 'two-weeks', extend_days: 14 }) })
  const fixed = await issue(profileId, {
    reward_definition_id: await define({ handle: 'fixed', is_extendable: false }),
  })
  const plain = await issue(profileId)
  const extend = (body: object) => shop.post('rewards/extend', { profile_id: profileId, ...body })
  expect((await extend({ ids: [usual.id] })).body.data[0].expires_local_at).toBe('2025-08-17 23:59:59')
  expect((await extend({ ids: [plain.id] })).body.errors).toHaveProperty('extend_days')
  expect((await extend({ ids: [usual.id, fixed.id], extend_days: 1 })).body).toMatchObject({
    code: 'definition_not_extendable',
    errors: { ids: [expect.any(String)] },
  })
  const foreign = await issue(await newMember(shop))
  expect((await extend({ ids: [usual.id, foreign.id], extend_days: 1 })).body).toMatchObject({
    code: 'reference_unknown',
    errors: { ids: [expect.any(String)] },
  })
  expect((await extend({ ids: [], extend_days: 1 })).body.errors).toHaveProperty('ids')
  expect((await shop.get(`rewards/${usual.id}`)).body.data.expires_local_at).toBe('2025-08-17 23:59:59')
})

test('what works to the last second of the calendar is kept and shown as such', async () => {
  const profileId = await newMember(shop)
  const reward = await issue(profileId, { timezone: 'America/New_York', expires_at: '9999-12-31 23:59:59' })
  expect(reward).toMatchObject({ expires_at: '9999-12-31 23:59:59', is_active: true })
  const utc = await issue(profileId, { timezone: 'UTC', expires_at: '9999-12-31 23:59:59' })
  const extended = await shop.post('rewards/extend', {
    ids: [utc.id, reward.id],
    profile_id: profileId,
    extend_days: 36_500,
  })
  expect(extended.body.data.map((row: { expires_at: string }) => row.expires_at)).toEqual([
    '9999-12-31 23:59:59',
    '9999-12-31 23:59:59',
  ])
  const always = await issue(profileId, {
    reward_definition_id: await define({ handle: 'always', period: 1e9, period_type: 'years' }),
  })
  expect(always.is_expired).toBe(false)
})
