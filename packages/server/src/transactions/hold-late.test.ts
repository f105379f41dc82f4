// Sales that come after their hold has lapsed: the value is taken again where it is still there, else staff are told.
import { secondMs } from '@tillside/rules/time'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { back, codesOf, type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
let programme: Programme
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
  programme = await openProgramme(shop)
})
afterAll(async () => {
  expect(await findingsOf(shop)).toEqual({})
  await shop.close()
})

const hold = { expires_in: 60 }
const lapse = async (): Promise<void> => {
  shop.wait(60 * secondMs)
  await shop.runJobs()
}

let receipts = 0
const saleOf = (profileId: string, redemption_id: number, more: Fields = {}): Fields =>
  receipt(profileId, [line('Coat', 80, { price_current: 100, external_id: 'coat' })], {
    external_id: `L-${(receipts += 1)}`,
    redemption_id,
    ...more,
  })

async function lapsed(body: Fields = { amount: 20 }): Promise<{ profileId: string; id: number }> {
  const profileId = await till.member(30)
  const { data } = (await programme.redeem(profileId, { ...body, hold })).body
  await lapse()
  expect(await till.balances(profileId)).toMatchObject({ rewards: 30 })
  return { profileId, id: data.id }
}

test('a late sale takes the value again, under a new number, and shows the hold that had lapsed', async () => {
  const { profileId, id } = await lapsed()
  const sale = await till.record(saleOf(profileId, id))
  expect(sale.redemption_id).toBeGreaterThan(id)
  expect(sale).toMatchObject({ redemption: { total: 20 }, reversed_redemptions: [{ id, total: 20 }], exceptions: [] })
  expect(sale.items).toMatchObject([{ redemption_share: 20, charged: 80 }])
  expect(await till.balances(profileId)).toMatchObject({ rewards: 10 })
  expect(await programme.redemption(sale.redemption_id)).toMatchObject({
    type: 'redeem',
    state: 'applied',
    total: 20,
    linked_redemption_id: id,
    transaction_id: sale.id,
    hold_expires_at: null,
  })
  expect(await programme.redemption(id)).toMatchObject({ state: 'reversed', transaction_id: null })
})

test('sent again, in whichever way, it changes nothing', async () => {
  const { profileId, id } = await lapsed()
  const sent = saleOf(profileId, id)
  const sale = await till.record(sent)
  const before = await till.counts()
  expect((await shop.post('transactions', sent)).body.data).toEqual(sale)
  expect(await till.upsert(sent)).toEqual(sale)
  expect(await till.upsert(sale)).toEqual(sale)
  expect(await till.counts()).toEqual(before)
})

test('points and benefits are taken again as they were: the same kinds, and all of it', async () => {
  const profileId = await till.member(10)
  await programme.points(profileId, 3000)
  const definition = await programme.defineBenefit('gift-wrap', { max_redemptions: 2 })
  const benefitId = await programme.benefit(profileId, definition)
  const body = { amount: 15, strategies: ['points'], benefits: [{ id: benefitId, quantity: 2 }], hold }
  const { data } = (await programme.redeem(profileId, body)).body
  await lapse()
  expect(await till.balances(profileId)).toEqual({ rewards: 10, points: 3000 })
  const sale = await till.record(saleOf(profileId, data.id))
  expect(await till.balances(profileId)).toMatchObject({ rewards: 10, points: 1500 + sale.points_earned })
  const { items } = await programme.redemption(sale.redemption_id)
  expect(items).toMatchObject([
    { type: 'point', points: 1500, value: 15 },
    { type: 'benefit', count: 2 },
  ])
})

test('where the value is gone, the sale is recorded, nothing is taken, and staff are told', async () => {
  const { profileId, id } = await lapsed()
  await till.redeem(profileId, 15)
  const sent = saleOf(profileId, id)
  const sale = await till.record(sent)
  expect(codesOf(sale)).toEqual(['hold_lapsed'])
  expect(sale).toMatchObject({ redemption_id: null, reversed_redemptions: [{ id }], points_earned: 80 })
  expect(await till.balances(profileId)).toMatchObject({ rewards: 15 })
  const { body } = await shop.get(`exceptions?filter[redemption_id]=${id}`)
  expect(body.data).toMatchObject([{ code: 'hold_lapsed', transaction_id: sale.id, details: { redemption_id: id } }])

  // What the customer is given later is not taken by the same sale that is sent again.
  await till.reward(profileId, 100)
  const before = await till.counts()
  expect(await till.upsert(sent)).toEqual(sale)
  expect(await till.upsert({ ...sale, tender: 'EFTPOS' })).toMatchObject({ redemption_id: null, tender: 'EFTPOS' })
  expect(await till.counts()).toEqual(before)
})

test('of a benefit that is used up since, nothing is taken, not even the value beside it', async () => {
  const profileId = await till.member(30)
  const benefitId = await programme.benefit(profileId, await programme.defineBenefit('coffee'))
  const { data } = (await programme.redeem(profileId, { amount: 5, benefits: [{ id: benefitId }], hold })).body
  await lapse()
  await shop.post(`profiles/${profileId}/benefits/${benefitId}/redeem`)
  expect(codesOf(await till.record(saleOf(profileId, data.id)))).toEqual(['hold_lapsed'])
  expect(await till.balances(profileId)).toMatchObject({ rewards: 30 })
})

test('voided, it gives the value back; removed, it stays given back', async () => {
  const { profileId, id } = await lapsed()
  const sale = await till.record(saleOf(profileId, id))
  const voided = await till.change(sale.id, { is_void: true })
  expect(await till.balances(profileId)).toMatchObject({ rewards: 30, points: 0 })
  expect(voided.redemption_id).toBeNull()
  expect(voided.reversed_redemptions.map((row: { id: number }) => row.id).sort()).toEqual([id, sale.redemption_id])
  await shop.remove(`transactions/${sale.id}`)
  expect(await till.balances(profileId)).toMatchObject({ rewards: 30 })
})

test('goods that come back give back their share of it', async () => {
  const { profileId, id } = await lapsed()
  const sale = await till.record(saleOf(profileId, id))
  const returned = await till.record(
    receipt(profileId, [back('Coat', 80, { return_for: sale.items[0].id })], { external_id: `L-${(receipts += 1)}` }),
  )
  expect(returned.returnable).toEqual([{ redemption_id: sale.redemption_id, amount: 20 }])
  expect((await programme.giveBack(sale.redemption_id, { amount: 20 })).status).toBe(201)
  expect(await till.balances(profileId)).toMatchObject({ rewards: 30 })
})

test('a sale that was voided at the till takes nothing again, until it is no longer void', async () => {
  const { profileId, id } = await lapsed()
  const sale = await till.record(saleOf(profileId, id, { is_void: true }))
  expect([codesOf(sale), await till.balances(profileId)]).toEqual([[], { rewards: 30, points: 0 }])
  expect((await till.change(sale.id, { is_void: false })).redemption).toMatchObject({ total: 20 })
  expect(await till.balances(profileId)).toMatchObject({ rewards: 10 })
})

test('two sales that name the same lapsed hold: one of them takes it, and staff see the other', async () => {
  const { profileId, id } = await lapsed({ amount: 10 })
  const first = await till.record(saleOf(profileId, id))
  const second = await till.record(saleOf(profileId, id))
  expect([codesOf(first), codesOf(second)]).toEqual([[], ['redemption_already_applied']])
  expect(await till.balances(profileId)).toMatchObject({ rewards: 20 })
})

test('a sale that let go of it and names it once more applies what it had taken, and takes nothing twice', async () => {
  const { profileId, id } = await lapsed({ amount: 10 })
  const sent = saleOf(profileId, id)
  const sale = await till.record(sent)
  expect(await till.upsert({ ...sent, redemption_id: null })).toMatchObject({ redemption_id: null })
  expect(await till.upsert(sent)).toMatchObject({ redemption_id: sale.redemption_id, exceptions: [] })
  expect(await till.balances(profileId)).toMatchObject({ rewards: 20 })
})

test('a sale without the member, or of another, takes nothing of it', async () => {
  const { profileId, id } = await lapsed()
  const stranger = await till.member(30)
  expect(codesOf(await till.record(saleOf(stranger, id)))).toEqual(['redemption_foreign'])
  expect([await till.balances(profileId), await till.balances(stranger)]).toMatchObject([
    { rewards: 30 },
    { rewards: 30 },
  ])
})

test('a hold that a person reversed is not taken again', async () => {
  const profileId = await till.member(30)
  const { data } = (await programme.redeem(profileId, { amount: 20, hold })).body
  await programme.reverse(data.id)
  expect(codesOf(await till.record(saleOf(profileId, data.id)))).toEqual(['redemption_reversed'])
  expect(await till.balances(profileId)).toMatchObject({ rewards: 30 })
})
