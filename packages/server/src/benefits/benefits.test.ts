import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { dayMs } from '@tillside/rules/time'

import { entriesOf, newMember, rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let definitionId: string
beforeAll(async () => {
  shop = await openShop()
  definitionId = await define({
    handle: 'free-hemming',
    type: 'gift',
    redeem_code_pos: 'HEMFREE',
    max_redemptions: 2,
    is_extendable: true,
  })
})
afterAll(() => shop.close())
// After each story the ledger explains what is left on every row.
afterEach(async ({ task }) => {
  const rows = await rowsThatDisagree(shop)
  if (rows.length > 0) throw new Error(`after "${task.name}" the ledger disagrees: ${JSON.stringify(rows)}`)
})

const define = async (fields: object): Promise<string> =>
  (await shop.post('benefits/definitions', { name: 'Free hemming', period: 30, ...fields })).body.data.id

const issue = async (profileId: string, fields: object = {}) =>
  (
    await shop.post('benefits', {
      profile_id: profileId,
      benefit_definition_id: definitionId,
      issued_at: '2025-07-01 00:00:00',
      timezone: 'Australia/Melbourne',
      ...fields,
    })
  ).body.data

test('a benefit keeps the times that were sent, and its definition’s id is the same text everywhere', async () => {
  const profileId = await newMember(shop)
  const benefit = await issue(profileId, {
    issued_at: '2024-12-05 08:30:00',
    expires_at: '2024-12-06',
    value: 9.5,
    external_id: 'B-1',
    meta: { a: 1 },
  })
  expect(benefit).toMatchObject({
    profile_id: profileId,
    external_id: 'B-1',
    issued_at: '2024-12-05 08:30:00',
    expires_at: '2024-12-06 00:00:00',
    timezone: 'Australia/Melbourne',
    is_expired: true,
    is_redeemable: false,
    redemptions_remaining: 2,
    total_global_redemptions_remaining: null,
    claimed_at: null,
    extended_at: null,
    value: 9.5,
    redeem_code_pos: 'HEMFREE',
    redeem_code_online: null,
    is_combined: null,
    combine_meta: null,
    meta: { a: 1 },
    source_id: null,
    source_type: null,
  })
  expect(benefit.definition.id).toBe(definitionId)
  const again = await issue(profileId, { benefit_definition_id: Number(definitionId) })
  expect(again.definition.id).toBe(definitionId)
  expect((await shop.get(`benefits/${benefit.id}`)).body.data).toEqual(benefit)
  expect((await shop.get(`profiles/${profileId}/benefits/${benefit.id}`)).body.data).toEqual(benefit)
  expect((await entriesOf(shop, profileId))[0]).toEqual({
    kind: 'benefit',
    row_id: benefit.id,
    cause: 'issue',
    amount: 2,
    value_minor: null,
  })
})

test('without an end it works to the end of a day of the store, and nothing about its definition stands in the way', async () => {
  const profileId = await newMember(shop)
  const plain = await define({ handle: 'unpublished', is_assignable: false })
  expect(await issue(profileId, { benefit_definition_id: plain })).toMatchObject({
    expires_at: '2025-07-31 13:59:59',
    is_redeemable: true,
    redemptions_remaining: 1,
  })
})

test('a later change of the uses of a definition leaves issued benefits as they are', async () => {
  const profileId = await newMember(shop)
  const id = await define({ handle: 'changing', max_redemptions: 4 })
  const benefit = await issue(profileId, { benefit_definition_id: id })
  await shop.put(`benefits/definitions/${id}`, { max_redemptions: 9 })
  expect((await shop.get(`benefits/${benefit.id}`)).body.data).toMatchObject({
    redemptions_remaining: 4,
    definition: { max_redemptions: 9 },
  })
})

test('a benefit can be changed on its own path and on its member’s, and not on another member’s', async () => {
  const profileId = await newMember(shop)
  const benefit = await issue(profileId)
  const changed = await shop.put(`benefits/${benefit.id}`, {
    expires_at: '2025-08-01',
    external_id: 'X',
    meta: null,
    value: 3,
    redeem_code_pos: 'OWN',
    redeem_code_online: 'NET',
  })
  expect(changed.body.data).toMatchObject({
    expires_at: '2025-08-01 00:00:00',
    external_id: 'X',
    value: 3,
    redeem_code_pos: 'OWN',
    redeem_code_online: 'NET',
  })
  const path = `profiles/${profileId}/benefits/${benefit.id}`
  expect((await shop.put(path, { redeem_code_pos: null, expires_at: null })).body.data).toMatchObject({
    redeem_code_pos: 'HEMFREE',
    expires_at: null,
    value: 3,
  })
  const foreign = `profiles/${await newMember(shop)}/benefits/${benefit.id}`
  expect([
    (await shop.get(foreign)).status,
    (await shop.put(foreign, {})).status,
    (await shop.remove(foreign)).status,
  ]).toEqual([404, 404, 404])
  expect((await shop.remove(path)).status).toBe(204)
  expect([(await shop.get(path)).status, (await shop.remove(`benefits/${benefit.id}`)).status]).toEqual([404, 404])
  expect((await entriesOf(shop, profileId)).map(({ cause, amount }) => [cause, amount])).toEqual([
    ['issue', 2],
    ['removal', -2],
  ])
})

test('a till asks for what can be used now, in either way', async () => {
  const profileId = await newMember(shop)
  const usable = await issue(profileId)
  await issue(profileId, { expires_at: '2025-07-02' })
  await issue(profileId, { issued_at: '2025-08-01' })
  const ids = async (query: string): Promise<number[]> =>
    (await shop.get(`profiles/${profileId}/benefits${query}`)).body.data.map((row: { id: number }) => row.id)
  expect(await ids('')).toHaveLength(3)
  expect(await ids('?filter[status]=active')).toEqual([usable.id])
  expect(await ids('/redeemable')).toEqual([usable.id])
  expect(await ids('/redeemable?filter[definition.type]=voucher')).toEqual([])
  expect((await shop.get(`profiles/${profileId}/benefits?filter[status]=odd`)).body.errors).toHaveProperty(
    'filter[status]',
  )
  expect((await shop.get('profiles/nobody/benefits/redeemable')).status).toBe(404)
})

test('a till asks for what has run out or not begun, in every form of a filter', async () => {
  const profileId = await newMember(shop)
  const usable = await issue(profileId)
  const ended = await issue(profileId, { expires_at: '2025-07-02' })
  const coming = await issue(profileId, { issued_at: '2025-08-01' })
  const used = await issue(profileId)
  const all = { count: used.redemptions_remaining }
  expect((await shop.post(`profiles/${profileId}/benefits/${used.id}/redeem`, all)).status).toBe(201)
  const ids = async (query: string): Promise<number[]> =>
    (await shop.get(`profiles/${profileId}/benefits?${query}`)).body.data.map((row: { id: number }) => row.id)
  expect(await ids('filter[status]=expired')).toEqual([ended.id])
  expect(await ids('filter[status]=pending')).toEqual([coming.id])
  expect(await ids('filter[status]=redeemed')).toEqual([used.id])
  expect(await ids('filter[status][in]=active,expired')).toEqual([usable.id, ended.id])
  expect(await ids('filter[status][ne]=active')).toEqual([ended.id, coming.id, used.id])
  expect(await ids('filter[status][nullable]=1')).toEqual([])
  expect(await ids(`filter[profile_id]=${profileId}`)).toHaveLength(4)
})

test('benefits are found by what tills and web shops know of them, and counted', async () => {
  const profileId = await newMember(shop)
  const id = await define({ handle: 'counted', redeem_code_online: 'WEBCODE' })
  const benefit = await issue(profileId, { benefit_definition_id: id, external_id: 'EXT-7', value: 12 })
  await issue(profileId)
  for (const filter of [
    'filter[external_id]=EXT-7',
    `filter[benefit_definition_id]=${id}`,
    'filter[redeem_code_online]=WEBCODE',
    'filter[value]=12&filter[definition.handle]=counted',
    `filter[profile_id]=${profileId}&filter[expires_at][lte]=2025-07-31 13:59:59&filter[definition.type][nullable]=1`,
  ]) {
    expect((await shop.get(`benefits?${filter}`)).body.data).toEqual([benefit])
  }
  expect((await shop.get(`benefits.count?filter[profile_id]=${profileId}`)).body).toEqual({
    data: { countAll: 2, countRedeemed: 0 },
  })
  expect(
    (await shop.get(`benefits.count?filter[benefit_definition_id]=${id}&filter[status]=active`)).body.data.countAll,
  ).toBe(1)
})

test('a benefit can be given more time, by a date or by days from its own end, even when it has expired', async () => {
  const profileId = await newMember(shop)
  const expired = await issue(profileId, { expires_at: '2024-12-06' })
  const days = await shop.post('benefits/extend', { ids: [expired.id], profile_id: profileId, extend_days: 1 })
  expect(days.body.data).toMatchObject([
    { id: expired.id, expires_at: '2024-12-07 00:00:00', extended_at: '2025-07-04 01:15:00' },
  ])
  const date = await shop.post('benefits/extend', {
    ids: [expired.id],
    profile_id: profileId,
    extend_date: '2025-12-31 10:00:00',
    extend_days: 3,
  })
  expect(date.body.data).toMatchObject([{ expires_at: '2025-12-31 10:00:00', is_redeemable: true }])
  const fixed = await issue(profileId, { benefit_definition_id: await define({ handle: 'not-extendable' }) })
  const refused = await shop.post('benefits/extend', {
    ids: [expired.id, fixed.id],
    profile_id: profileId,
    extend_days: 1,
  })
  expect(refused.body).toMatchObject({ code: 'definition_not_extendable', errors: { ids: [expect.any(String)] } })
  expect((await shop.post('benefits/extend', { ids: [expired.id], profile_id: profileId })).body.errors).toHaveProperty(
    'extend_days',
  )
  expect(
    (await shop.post('benefits/extend', { ids: [expired.id], profile_id: await newMember(shop), extend_days: 1 })).body
      .code,
  ).toBe('reference_unknown')
  expect((await shop.get(`benefits/${expired.id}`)).body.data.expires_at).toBe('2025-12-31 10:00:00')
})

test('a benefit expires by the clock alone', async () => {
  const benefit = await issue(await newMember(shop), { expires_at: '2025-07-04 01:15:00' })
  expect(benefit).toMatchObject({ is_expired: false, is_redeemable: true })
  shop.wait(1_000)
  expect((await shop.get(`benefits/${benefit.id}`)).body.data).toMatchObject({ is_expired: true, is_redeemable: false })
  shop.wait(dayMs)
})

test.each<[string, object]>([
  ['profile_id', { profile_id: '00000000-0000-4000-8000-000000000000' }],
  ['benefit_definition_id', { benefit_definition_id: '999' }],
  ['benefit_definition_id', { benefit_definition_id: 'x' }],
  ['issued_at', { issued_at: undefined }],
  ['timezone', { timezone: 'Mars/Base' }],
  ['value', { value: 1.234 }],
  ['expires_at', { expires_at: '2025-06-31' }],
  ['meta', { meta: [1] }],
])('a benefit with a bad %s is refused by name: %o', async (field, part) => {
  const profileId = await newMember(shop)
  const answer = await shop.post('benefits', {
    profile_id: profileId,
    benefit_definition_id: definitionId,
    issued_at: '2025-07-01',
    timezone: 'UTC',
    ...part,
  })
  expect(answer.status).toBe(422)
  expect(Object.keys(answer.body.errors)).toContain(field)
  expect((await shop.get(`profiles/${profileId}/benefits`)).body.data).toEqual([])
})
