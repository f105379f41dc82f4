// What sales do with points, told by the services that a sale calls: a sale over HTTP is told with transactions.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { dayMs, type Instant, instant } from '@tillside/rules/time'

import { entriesOf, newMember, rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { settlePoints } from './earn.ts'

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

const given = new Map<number, number>()
/** Brings a sale to what it should give now. */
const settle = (profileId: string, saleId: number, points: number, at: { issuedAt?: Instant; by?: number } = {}) => {
  const isNew = !given.has(saleId)
  given.set(saleId, points)
  const sale = {
    saleId,
    profileId,
    thousandths: points * 1000,
    issuedAt: at.issuedAt ?? shop.now(),
    timeZone: 'UTC',
    isNew,
  }
  return shop.transact((tx) => settlePoints(tx, sale, { byTransactionId: at.by ?? saleId, userId: null }, shop.now()))
}
const earn = (profileId: string, saleId: number, points: number, issuedAt = shop.now()) =>
  settle(profileId, saleId, points, { issuedAt })
const takeBack = (profileId: string, points: number, sales: { at: number; from: number }) =>
  settle(profileId, sales.from, (given.get(sales.from) ?? 0) - points, { by: sales.at })
const pointsOf = async (profileId: string): Promise<[number, number][]> =>
  (await shop.get(`profiles/${profileId}/points`)).body.data.map(
    (row: { source_id: number; value_remaining: number }) => [row.source_id, row.value_remaining],
  )
const spend = (profileId: string, transactionId: number, points: number) => shop.sql`
  with spent as (
    update point set value_remaining = value_remaining - ${points * 1000}
    where profile_id = ${profileId} and source_id = ${transactionId} returning id)
  insert into ledger_entry (profile_id, kind, row_id, amount, cause, created_at)
  select ${profileId}, 'point', id, ${-points * 1000}, 'redeem', now() from spent`

test('a sale earns one row of points that names it, and a sale of nothing earns none', async () => {
  const profileId = await newMember(shop)
  await earn(profileId, 1, 0)
  await earn(profileId, 2, 52.5)
  const [row] = (await shop.get(`profiles/${profileId}/points`)).body.data
  expect(row).toMatchObject({
    value_initial: 52.5,
    value_remaining: 52.5,
    source_type: 'transaction',
    source_id: 2,
    source: { id: 2 },
    expires_at: null,
  })
  expect(await entriesOf(shop, profileId)).toMatchObject([{ cause: 'earn', amount: 52_500, value_minor: 52 }])
})

test('what a sale takes back leaves its own points first, then the others that end soonest, and comes back the same way', async () => {
  await shop.put('points/definitions/1', { issue_period: 30 })
  const profileId = await newMember(shop)
  for (const [sale, days] of [
    [10, 1],
    [11, 2],
    [12, 3],
  ] as const)
    await earn(profileId, sale, 30, instant(shop.now() - days * dayMs))
  await spend(profileId, 10, 20)
  await takeBack(profileId, 25, { at: 20, from: 10 })
  expect(await pointsOf(profileId)).toEqual([
    [10, 0],
    [11, 30],
    [12, 15],
  ])
  await earn(profileId, 10, 30)
  expect(await pointsOf(profileId)).toEqual([
    [10, 10],
    [11, 30],
    [12, 30],
  ])
  await shop.put('points/definitions/1', { issue_period: null })
})

test('points that were spent before the return become a debt, and later earning pays it first', async () => {
  const profileId = await newMember(shop)
  await earn(profileId, 30, 100)
  await spend(profileId, 30, 80)
  await takeBack(profileId, 100, { at: 31, from: 30 })
  expect(await pointsOf(profileId)).toEqual([
    [30, 0],
    [30, -80],
  ])
  expect((await shop.get(`profiles/${profileId}/points`)).body.data[1]).toMatchObject({
    value_initial: -80,
    value_remaining_currency: -0.8,
  })
  await earn(profileId, 32, 50)
  expect(await pointsOf(profileId)).toEqual([
    [30, 0],
    [30, -30],
    [32, 0],
  ])
  await earn(profileId, 33, 50)
  expect(await pointsOf(profileId)).toEqual([
    [30, 0],
    [30, 0],
    [32, 0],
    [33, 20],
  ])
  const paid = (await entriesOf(shop, profileId)).filter(({ cause }) => cause === 'debt_paid')
  expect(paid.map(({ amount }) => amount)).toEqual([-50_000, 50_000, -30_000, 30_000])
})

test('points that expired unused are taken back where they are, and cost the member nothing else', async () => {
  await shop.put('points/definitions/1', { issue_period: 1 })
  const profileId = await newMember(shop)
  const longAgo = instant(shop.now() - 10 * dayMs)
  await earn(profileId, 40, 10, longAgo)
  await earn(profileId, 41, 10)
  await takeBack(profileId, 10, { at: 42, from: 40 })
  expect(await pointsOf(profileId)).toEqual([
    [40, 0],
    [41, 10],
  ])
  // Points that are too late to be used do not pay a debt either.
  await spend(profileId, 41, 5)
  await takeBack(profileId, 10, { at: 43, from: 41 })
  await earn(profileId, 44, 10, longAgo)
  expect(await pointsOf(profileId)).toEqual([
    [40, 0],
    [41, 0],
    [41, -5],
    [44, 10],
  ])
  await shop.put('points/definitions/1', { issue_period: null })
})
