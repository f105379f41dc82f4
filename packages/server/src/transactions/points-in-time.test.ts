// Points of a sale keep the end that they had: what is corrected, undone or brought back later neither revives what has
// expired, nor takes away what was spent in time.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { back, type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
beforeEach(() => shop.put('points/definitions/1', { issue_period: 1, issue_period_type: 'hours' }))
afterAll(() => shop.close())

const minute = 60_000
const pointsOf = async (profileId: string): Promise<number> => (await till.balances(profileId)).points
const spendAll = (profileId: string, amount: number) => till.redeem(profileId, amount, { strategies: ['points'] })
const nowSold = (profileId: string | null, items: readonly Fields[], more: Fields = {}) =>
  receipt(profileId, items, {
    transacted_at: new Date(shop.now()).toISOString().slice(0, 19),
    timezone: 'UTC',
    ...more,
  })
const utc = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')

async function give(profileId: string, points: number, more: Fields = {}): Promise<number> {
  const issued_at = utc(shop.now() - 1_000)
  const wish = { profile_id: profileId, point_definition_id: 1, value_initial: points, issued_at, expires_at: null }
  const lasting = { expires_at: '2099-01-01 00:00:00', ...more }
  const { status, body } = await shop.post('points', { ...wish, ...lasting })
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return body.data.id
}

test('a return of goods whose points have expired, voided or deleted or corrected, revives none of them', async () => {
  const profileId = await till.member()
  const sale = await till.record(nowSold(profileId, [line('Coat', 25, { quantity: 4 })]))
  shop.wait(61 * minute)
  expect(await pointsOf(profileId)).toBe(0)
  const returned = await till.record(nowSold(profileId, [back('Coat', 25, { return_for: sale.items[0].id })]))
  const two = back('Coat', 25, { id: returned.items[0].id, return_for: sale.items[0].id, quantity: -2 })
  await till.change(returned.id, { items: [two], total: -50 })
  expect(await pointsOf(profileId)).toBe(0)
  await till.change(returned.id, { is_void: true })
  expect(await pointsOf(profileId)).toBe(0)
  await till.change(returned.id, { is_void: false })
  await shop.remove(`transactions/${returned.id}`)
  expect(await pointsOf(profileId)).toBe(0)
})

test('a sale that is corrected by 1.00 after its points were spent and their time is over costs the member nothing', async () => {
  const profileId = await till.member()
  const sale = await till.record(nowSold(profileId, [line('Coat', 100)]))
  shop.wait(59 * minute)
  await spendAll(profileId, 1)
  shop.wait(2 * minute)
  await till.change(sale.id, { total: 101, items: [line('Coat', 101, { id: sale.items[0].id })] })
  expect(await pointsOf(profileId)).toBe(0)
})

test('a sale that is voided and brought back after its points were spent leaves the member’s other points as they were', async () => {
  const profileId = await till.member()
  const sale = await till.record(nowSold(profileId, [line('Coat', 100)]))
  await spendAll(profileId, 1)
  shop.wait(61 * minute)
  await give(profileId, 500)
  await till.change(sale.id, { is_void: true })
  expect(await pointsOf(profileId)).toBe(400)
  await till.change(sale.id, { is_void: false })
  expect(await pointsOf(profileId)).toBe(500)
})

test('a sale that moves to another member and back after its points were spent in time leaves no debt', async () => {
  const [ada, bob] = [await till.member(), await till.member()]
  const sale = await till.record(nowSold(ada, [line('Coat', 100)]))
  await spendAll(ada, 1)
  shop.wait(61 * minute)
  await till.change(sale.id, { profile_id: bob })
  expect([await pointsOf(ada), await pointsOf(bob)]).toEqual([-100, 0])
  await till.change(sale.id, { profile_id: ada })
  expect([await pointsOf(ada), await pointsOf(bob)]).toEqual([0, 0])
})

test('a debt that other points paid is given back to them when the return turns out to be a mistake', async () => {
  const profileId = await till.member()
  const sale = await till.record(nowSold(profileId, [line('Coat', 100)]))
  await spendAll(profileId, 1)
  const returned = await till.record(nowSold(profileId, [back('Coat', 100, { return_for: sale.items[0].id })]))
  await give(profileId, 300)
  expect(await pointsOf(profileId)).toBe(200)
  shop.wait(61 * minute)
  await till.change(returned.id, { is_void: true })
  expect(await pointsOf(profileId)).toBe(300)
})

test('points that paid for a sale, got that back and then expired pay for it once more, and leave no debt', async () => {
  const profileId = await till.member()
  const sale = await till.record(nowSold(profileId, [line('Coat', 100)]))
  await spendAll(profileId, 1)
  await till.record(nowSold(profileId, [line('Hat', 30)]))
  const returned = await till.record(nowSold(profileId, [back('Coat', 100, { return_for: sale.items[0].id })]))
  expect(await pointsOf(profileId)).toBe(-70)
  await give(profileId, 70, { expires_at: utc(shop.now() + 30 * minute) })
  expect(await pointsOf(profileId)).toBe(0)
  shop.wait(61 * minute)
  await till.change(returned.id, { is_void: true })
  await till.change(returned.id, { is_void: false })
  expect(await pointsOf(profileId)).toBe(0)
})

test('points that staff took away are not owed a second time when the goods come back', async () => {
  const profileId = await till.member()
  const sale = await till.record(nowSold(profileId, [line('Coat', 100)]))
  const [row] = (await shop.get(`profiles/${profileId}/points`)).body.data
  expect((await shop.remove(`points/${row.id}`)).status).toBe(204)
  const returned = await till.record(nowSold(profileId, [back('Coat', 100, { return_for: sale.items[0].id })]))
  expect(await pointsOf(profileId)).toBe(0)
  await till.change(returned.id, { is_void: true })
  expect(await pointsOf(profileId)).toBe(0)
  await till.change(sale.id, { total: 130, items: [line('Coat', 130, { id: sale.items[0].id })] })
  expect(await pointsOf(profileId)).toBe(30)
})

test('points that become usable later pay a debt as well, and do not leave it behind when they expire', async () => {
  const profileId = await till.member()
  const sale = await till.record(nowSold(profileId, [line('Sofa', 1000)]))
  await spendAll(profileId, 10)
  await till.record(nowSold(profileId, [back('Sofa', 1000, { return_for: sale.items[0].id })]))
  expect(await pointsOf(profileId)).toBe(-1000)
  const soon = utc(shop.now() + 2_000)
  await give(profileId, 1000, { issued_at: soon, accrued_at: soon, expires_at: utc(shop.now() + 10 * minute) })
  shop.wait(3_000)
  expect(await pointsOf(profileId)).toBe(0)
  shop.wait(11 * minute)
  expect(await pointsOf(profileId)).toBe(0)
})

test('points that staff add to a row pay a debt first', async () => {
  const profileId = await till.member()
  const row = await give(profileId, 1, { expires_at: utc(shop.now() + 100 * minute) })
  const sale = await till.record(nowSold(profileId, [line('Sofa', 1000)]))
  await spendAll(profileId, 10)
  await till.record(nowSold(profileId, [back('Sofa', 1000, { return_for: sale.items[0].id })]))
  expect(await pointsOf(profileId)).toBe(-999)
  await shop.put(`points/${row}`, { value_remaining: 2000 })
  expect(await pointsOf(profileId)).toBe(1001)
  shop.wait(101 * minute)
  expect(await pointsOf(profileId)).toBe(0)
})

test('points end with the day of the store that sold, not with the day of head office', async () => {
  await shop.put('points/definitions/1', { issue_period: 1, issue_period_type: 'days' })
  const profileId = await till.member()
  await till.record(
    receipt(profileId, [line('Coat', 10)], { transacted_at: '2025-07-03 12:00:00', timezone: 'America/New_York' }),
  )
  const [row] = (await shop.get(`profiles/${profileId}/points`)).body.data
  expect(row.expires_at).toBe('2025-07-05 03:59:59')
})

test('everything that was booked here adds up', async () => {
  expect(await rowsThatDisagree(shop)).toEqual([])
})
