// What was begun with the loser goes on with the winner: redemptions, holds, allowances, sales and returns.
import { secondMs } from '@tillside/rules/time'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { merged } from '../../test/merging.ts'
import { type Offline, openOffline } from '../../test/offline.ts'
import type { Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { back, codesOf, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let offline: Offline
let programme: Programme
let till: Till
beforeAll(async () => {
  shop = await openShop()
  offline = await openOffline(shop)
  programme = offline.programme
  till = openTill(shop)
})
afterAll(async () => {
  expect(await findingsOf(shop)).toEqual({})
  await shop.close()
})

const two = async (): Promise<[loser: string, winner: string]> => [await programme.member(), await programme.member()]

test('a redemption of the loser is reversed for the winner: the same rewards, as they were', async () => {
  const [loser, winner] = await two()
  const rewardId = await programme.reward(loser, 30)
  const { id } = (await programme.redeem(loser, { amount: 12 })).body.data
  await merged(shop, loser, winner)
  const reversed = await programme.reverse(id)
  expect([reversed.status, reversed.body.data.profile_id, reversed.body.data.total]).toEqual([201, winner, 12])
  expect((await shop.get(`rewards/${rewardId}`)).body.data).toMatchObject({ profile_id: winner, value_remaining: 30 })
})

test('one that was sold with is returned to the winner', async () => {
  const [loser, winner] = await two()
  await programme.reward(loser, 30)
  const { id } = (await programme.redeem(loser, { amount: 30 })).body.data
  await till.record(receipt(loser, [line('Coat', 50)], { redemption_id: id }))
  await merged(shop, loser, winner)
  expect((await programme.giveBack(id, { amount: 10 })).body.data).toMatchObject({ profile_id: winner, total: 10 })
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 10 })
})

test('a sale that was rung up for the loser, and names what the loser redeemed, is the winner’s', async () => {
  const [loser, winner] = await two()
  await programme.reward(loser, 20)
  const { id } = (await programme.redeem(loser, { amount: 20 })).body.data
  await merged(shop, loser, winner)
  const sale = await till.record(
    receipt(loser, [line('Coat', 80, { price_current: 100 })], { external_id: 'late-1', redemption_id: id }),
  )
  expect([sale.profile_id, sale.redemption_id, sale.exceptions]).toEqual([winner, id, []])
  expect(await programme.balances(winner)).toMatchObject({ point_balance: 80 })
  expect(await programme.redemption(id)).toMatchObject({ state: 'applied' })
})

test('a late receipt finds the winner by the loser’s e-mail address, and by a card', async () => {
  const enrol = async (fields: object): Promise<string> => (await shop.post('profiles', fields)).body.data.id
  const winner = await enrol({ email: 'stays@example.com' })
  const identities = [{ handle: 'pos', identifier: 'LATE-1' }]
  const loser = await enrol({ email: 'Goes@example.com', identities })
  await merged(shop, loser, winner)
  for (const [profile_id, profile_id_handle] of [
    ['goes@example.com', 'email'],
    ['LATE-1', 'pos'],
    [loser.toUpperCase(), null],
  ]) {
    const sale = await till.record({ ...receipt(String(profile_id), [line('Coat', 1)]), profile_id_handle })
    expect([sale.profile_id, codesOf(sale)], String(profile_id)).toEqual([winner, []])
  }
})

test('the loser’s receipt is sent again: as it was, changed, and returned', async () => {
  const [loser, winner] = await two()
  const sent = receipt(loser, [line('Coat', 60), line('Hat', 40)], { external_id: 'again-1' })
  const sale = await till.record(sent)
  await merged(shop, loser, winner)
  const again = await shop.post('transactions', sent)
  expect([again.body.data.id, again.headers.get('idempotency-replayed')]).toEqual([sale.id, 'true'])
  const changed = await till.upsert({ ...sent, total: 90, items: [line('Coat', 60), line('Hat', 30)] })
  expect([changed.id, changed.profile_id]).toEqual([sale.id, winner])
  const [coat] = changed.items
  await till.record(receipt(loser, [back('Coat', 60, { return_for: coat.id })]))
  expect(await programme.balances(winner)).toMatchObject({ point_balance: 30 })
  await till.change(sale.id, { is_void: true })
  expect(await programme.balances(winner)).toMatchObject({ point_balance: 0 })
})

test('a sale that one of the two took over from the other is voided as if it had always been one person’s', async () => {
  const [loser, winner] = await two()
  const sale = await till.record(receipt(loser, [line('Coat', 60)]))
  await till.change(sale.id, { profile_id: winner })
  await programme.points(loser, 5)
  await merged(shop, loser, winner)
  expect(await programme.balances(winner)).toMatchObject({ point_balance: 65 })
  await till.change(sale.id, { is_void: true })
  await till.change(sale.id, { is_void: false })
  expect(await programme.balances(winner)).toMatchObject({ point_balance: 65 })
})

test('a hold of the loser lapses into the winner’s hands, and a sale still settles it', async () => {
  const [loser, winner] = await two()
  await programme.reward(loser, 30)
  const { id } = (await programme.redeem(loser, { amount: 20, hold: { expires_in: 1 } })).body.data
  await merged(shop, loser, winner)
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 10 })
  shop.wait(secondMs)
  await shop.runJobs()
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 30 })
  const sale = await till.record(
    receipt(loser, [line('Coat', 80, { price_current: 100 })], { external_id: 'held-1', redemption_id: id }),
  )
  expect([sale.redemption.total, sale.exceptions]).toEqual([20, []])
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 10 })
})

test('what a device was granted for the loser it reports for the winner, under the signature that it has', async () => {
  await offline.set({ mode: 'reserve' })
  const [loser, winner] = [await offline.member(50), await offline.member(5)]
  const grant = await offline.granted(loser, 'till-1', { amount: 30 })
  await merged(shop, loser, winner)
  expect(await offline.rewards(winner)).toBe(25)
  const again = await offline.grant(winner, 'till-1')
  expect(again.body.data).toMatchObject({ id: grant.id, signature: grant.signature, profile_id: winner })
  const reported = await offline.report(grant, [offline.spend('a', 12)], true)
  expect([reported.status, reported.body.data.spends[0].total]).toEqual([200, 12])
  expect(await offline.rewards(winner)).toBe(43)
})

test('what is at risk of both counts for the winner', async () => {
  await offline.set({ mode: 'risk', ceiling_member: 40 })
  const [loser, winner] = [await offline.member(50), await offline.member(50)]
  await offline.granted(loser, 'till-2', { amount: 30 })
  await merged(shop, loser, winner)
  expect((await offline.granted(winner, 'till-3', { amount: 30 })).amount_total).toBe(10)
  await offline.set({ mode: 'off' })
})

test('what staff were told about the loser is about the winner', async () => {
  const [loser, winner] = await two()
  const sale = await till.record(receipt(loser, [line('Coat', 1)], { redemption_id: 999_999 }))
  await merged(shop, loser, winner)
  const { data } = (await shop.get(`exceptions?filter[profile_id]=${winner}`)).body
  expect(data.map((one: Record<string, unknown>) => [one['code'], one['transaction_id']])).toEqual([
    ['redemption_unknown', sale.id],
  ])
})

test('a redemption that is repeated under its key is answered as it was, and another one is told of the winner', async () => {
  const [loser, winner] = await two()
  await programme.reward(loser, 30)
  const first = await programme.redeem(loser, { amount: 5 }, { key: 'before-the-merge' })
  await merged(shop, loser, winner)
  expect((await programme.redeem(loser, { amount: 5 }, { key: 'before-the-merge' })).body).toEqual(first.body)
  const other = await programme.redeem(loser, { amount: 5 }, { key: 'after-the-merge' })
  expect([other.status, other.body.details]).toEqual([404, { merged_into: winner }])
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 25 })
})
