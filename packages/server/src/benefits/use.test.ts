// Which benefits are used, told by the services that a redemption calls: redeeming over HTTP is told with redemptions.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import type { Tx } from '../db/open.ts'
import { newMember, rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { returnBenefitUses } from './return.ts'
import { type AskedUse, chooseBenefits, takeBenefitUses } from './use.ts'

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

const define = async (handle: string, fields: object = {}): Promise<string> =>
  (await shop.post('benefits/definitions', { name: handle, handle, period: 30, ...fields })).body.data.id
const issue = async (profileId: string, definitionId: string, fields: object = {}) =>
  (
    await shop.post('benefits', {
      profile_id: profileId,
      benefit_definition_id: definitionId,
      issued_at: '2025-07-01',
      timezone: 'UTC',
      ...fields,
    })
  ).body.data

/** As a redemption does it; a second is left for another till to come in between. */
async function use(profileId: string, asked: readonly AskedUse[], redemptionId = 1): Promise<string | number[]> {
  return shop.transact(async (tx: Tx) => {
    await tx`select 1 from profile where id = ${profileId} for no key update`
    const chosen = await chooseBenefits(tx, profileId, asked, shop.now())
    if (!chosen.ok) return `${chosen.refusal.code} ${chosen.refusal.field}`
    await tx`select pg_sleep(0.05)`
    await takeBenefitUses(tx, { profileId, uses: chosen.value, redemptionId, userId: null }, shop.now())
    return chosen.value.map(({ benefitId }) => benefitId)
  }) as Promise<string | number[]>
}
const byId = (id: number, quantity = 1): AskedUse => ({ id, handle: null, quantity })
const byHandle = (handle: string, quantity = 1): AskedUse => ({ id: null, handle, quantity })
const left = async (id: number): Promise<number> => (await shop.get(`benefits/${id}`)).body.data.redemptions_remaining

test('a benefit is used as often as it says, and then refused with the reason', async () => {
  const profileId = await newMember(shop)
  const benefit = await issue(profileId, await define('coffee', { max_redemptions: 2 }))
  expect(await use(profileId, [byId(benefit.id, 3)])).toBe('benefit_used_up benefits.0.id')
  expect(await use(profileId, [byId(benefit.id)])).toEqual([benefit.id])
  expect(await use(profileId, [byId(benefit.id), byId(benefit.id)])).toBe('benefit_used_up benefits.1.id')
  expect(await left(benefit.id)).toBe(1)
  expect(await use(profileId, [byId(benefit.id)])).toEqual([benefit.id])
  expect((await shop.get(`benefits/${benefit.id}`)).body.data).toMatchObject({
    redemptions_remaining: 0,
    is_redeemable: false,
  })
  expect((await shop.get(`benefits.count?filter[profile_id]=${profileId}`)).body.data).toEqual({
    countAll: 1,
    countRedeemed: 1,
  })
})

test('expired, future and foreign benefits are refused, each with its own reason', async () => {
  const profileId = await newMember(shop)
  const id = await define('parking')
  expect(await use(profileId, [byId((await issue(profileId, id, { expires_at: '2025-07-02' })).id)])).toBe(
    'benefit_expired benefits.0.id',
  )
  expect(await use(profileId, [byId((await issue(profileId, id, { issued_at: '2025-08-01' })).id)])).toBe(
    'benefit_not_yet_valid benefits.0.id',
  )
  expect(await use(profileId, [byId((await issue(await newMember(shop), id)).id)])).toBe(
    'reference_unknown benefits.0.id',
  )
  expect(await use(profileId, [byHandle('unheard-of')])).toBe('reference_unknown benefits.0.handle')
})

test('by its handle the benefit that ends first is used, and the next when that is not enough', async () => {
  const profileId = await newMember(shop)
  const id = await define('gift-wrap', { max_redemptions: 2 })
  const late = await issue(profileId, id, { expires_at: '2025-09-01' })
  const soon = await issue(profileId, id, { expires_at: '2025-08-01' })
  await issue(profileId, id, { expires_at: '2025-07-02' })
  expect(await use(profileId, [byHandle('gift-wrap', 5)])).toMatch('benefit_used_up')
  expect(await use(profileId, [byHandle('gift-wrap', 3)])).toEqual([soon.id, late.id])
  expect([await left(soon.id), await left(late.id)]).toEqual([0, 1])
})

test('of a benefit that is limited for all members, two tills cannot both take the last use', async () => {
  const id = await define('limited', { max_global_redemptions: 3 })
  const members = await Promise.all(Array.from({ length: 6 }, () => newMember(shop)))
  const benefits = await Promise.all(members.map((member) => issue(member, id)))
  const answers = await Promise.all(members.map((member, index) => use(member, [byId(benefits[index].id)])))
  expect(answers.filter((answer) => Array.isArray(answer))).toHaveLength(3)
  expect(answers.filter((answer) => answer === 'benefit_sold_out benefits.0.id')).toHaveLength(3)
  expect((await shop.get(`benefits/definitions/${id}`)).body.data).toMatchObject({
    total_global_redemptions: 3,
    total_global_redemptions_remaining: 0,
  })
  const unused = await shop.get(`benefits?filter[benefit_definition_id]=${id}&filter[redemptions_remaining]=1`)
  expect(unused.body.data.map((row: { is_redeemable: boolean }) => row.is_redeemable)).toEqual([false, false, false])
  expect(unused.body.data[0].total_global_redemptions_remaining).toBe(0)
  expect((await shop.get(`profiles/${unused.body.data[0].profile_id}/benefits/redeemable`)).body.data).toEqual([])
})

test('a use that comes back is a new benefit with a fresh period, and is free again for all members', async () => {
  const profileId = await newMember(shop)
  const id = await define('tasting', { max_global_redemptions: 1, redeem_code_pos: 'T' })
  const original = await issue(profileId, id, { value: 8, expires_at: '2025-07-10', meta: { seat: 4 } })
  await use(profileId, [byId(original.id)], 7)
  await shop.transact((tx) =>
    returnBenefitUses(
      tx,
      { profileId, redemptionId: 8, userId: null },
      [{ entryId: 1, benefitId: original.id, count: 1 }],
      shop.now(),
    ),
  )
  const [before, back] = (await shop.get(`profiles/${profileId}/benefits`)).body.data
  expect(before).toMatchObject({ id: original.id, redemptions_remaining: 0, expires_at: '2025-07-10 00:00:00' })
  expect(back).toMatchObject({
    redemptions_remaining: 1,
    value: 8,
    meta: { seat: 4 },
    expires_at: '2025-08-03 23:59:59',
    issued_at: '2025-07-04 01:15:00',
    is_redeemable: true,
    source_type: 'redemption',
    source_id: 8,
    definition: { id, total_global_redemptions: 0 },
  })
  expect(await use(profileId, [byId(back.id)])).toEqual([back.id])
})

test('a benefit that was taken away after some uses still counts them for all members', async () => {
  const profileId = await newMember(shop)
  const id = await define('half-used', { max_redemptions: 3, max_global_redemptions: 5 })
  const benefit = await issue(profileId, id)
  await use(profileId, [byId(benefit.id)])
  await shop.remove(`benefits/${benefit.id}`)
  expect((await shop.get(`benefits/definitions/${id}`)).body.data).toMatchObject({
    total_global_redemptions: 1,
    total_global_redemptions_remaining: 4,
    total_global_created: 0,
  })
  expect(await use(profileId, [byId(benefit.id)])).toBe('reference_unknown benefits.0.id')
})
