// What sales do with points, told by the services that a sale calls: a sale over HTTP is told with transactions.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { dayMs, instant } from '@tillside/rules/time'

import { entriesOf, newMember, rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { earnPoints, takeBackPoints } from './earn.ts'

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

const earn = (profileId: string, transactionId: number, points: number, issuedAt = shop.now()) =>
  shop.sql.begin((tx) =>
    earnPoints(tx, { profileId, thousandths: points * 1000, transactionId, issuedAt, userId: null }, shop.now()),
  )
const takeBack = (profileId: string, points: number, sales: { at: number; from: number | null }) =>
  shop.sql.begin((tx) =>
    takeBackPoints(
      tx,
      { profileId, thousandths: points * 1000, transactionId: sales.at, fromTransactionId: sales.from, userId: null },
      shop.now(),
    ),
  )
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
  expect(await earn(profileId, 1, 0)).toBeNull()
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

test('a return takes back the points of its own sale first, then the others that end soonest', async () => {
  const profileId = await newMember(shop)
  await earn(profileId, 10, 30)
  await earn(profileId, 11, 30)
  await earn(profileId, 12, 30)
  expect(await takeBack(profileId, 40, { at: 20, from: 12 })).toEqual({ owed: 0 })
  expect(await pointsOf(profileId)).toEqual([
    [10, 20],
    [11, 30],
    [12, 0],
  ])
})

test('points that were spent before the return become a debt, and later earning pays it first', async () => {
  const profileId = await newMember(shop)
  await earn(profileId, 30, 100)
  await spend(profileId, 30, 80)
  expect(await takeBack(profileId, 100, { at: 31, from: 30 })).toEqual({ owed: 80_000 })
  expect(await pointsOf(profileId)).toEqual([
    [30, 0],
    [31, -80],
  ])
  expect((await shop.get(`profiles/${profileId}/points`)).body.data[1]).toMatchObject({
    value_initial: -80,
    value_remaining_currency: -0.8,
  })
  await earn(profileId, 32, 50)
  expect(await pointsOf(profileId)).toEqual([
    [30, 0],
    [31, -30],
    [32, 0],
  ])
  await earn(profileId, 33, 50)
  expect(await pointsOf(profileId)).toEqual([
    [30, 0],
    [31, 0],
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
  await takeBack(profileId, 15, { at: 43, from: 41 })
  await earn(profileId, 44, 10, longAgo)
  expect(await pointsOf(profileId)).toEqual([
    [40, 0],
    [41, 0],
    [43, -5],
    [44, 10],
  ])
  await shop.put('points/definitions/1', { issue_period: null })
})
