import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

import { rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { back, codesOf, type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

const setRate = (value: string) => shop.put('settings/points.earn_rate', { value })
afterEach(() => setRate('1'))

const earnedOf = (sale: { items: { points_earned: number }[] }): number[] =>
  sale.items.map((item) => item.points_earned)

test('a sale earns a point for each 1.00 of what was charged, once', async () => {
  const profileId = await till.member()
  const sale = receipt(profileId, [line('Coat', 60), line('Cap', 5.5, { quantity: 3 })], { external_id: 'earn-1' })
  expect([earnedOf(await till.record(sale)), (await till.balances(profileId)).points]).toEqual([[60, 16.5], 76.5])
  await till.record(sale)
  await till.upsert(sale)
  expect(await till.pointEntries(profileId)).toEqual([{ cause: 'earn', amount: 76.5 }])
})

test('the points name their sale, and are usable from when it was made', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Coat', 60)]))
  const [point] = (await shop.get(`profiles/${profileId}/points`)).body.data
  expect(point).toMatchObject({
    value_initial: 60,
    issued_at: '2025-07-04 01:10:00',
    accrued_at: '2025-07-04 01:10:00',
    source_type: 'transaction',
    source_id: sale.id,
    status: 'active',
  })
})

test('a till whose clock runs ahead does not keep the points from being spent', async () => {
  const profileId = await till.member()
  await till.record(receipt(profileId, [line('Coat', 600)], { transacted_at: '2025-07-09 11:10:00' }))
  expect((await till.balances(profileId)).points).toBe(600)
})

test.each([
  ['2', 59.95, 119.9],
  ['0.5', 59.95, 29.975],
  ['0.333333', 1, 0.333],
  ['0.05', 0.01, 0.001],
  ['0.049', 0.01, 0],
  ['12.345', 10, 123.45],
])('at a rate of %s, %d earns %d: rounded to the thousandth of a point, once per line', async (rate, price, points) => {
  expect((await setRate(rate)).status).toBe(200)
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Thing', price), line('Thing', price)]))
  expect([earnedOf(sale), (await till.balances(profileId)).points]).toEqual([
    [points, points],
    Math.round(points * 2000) / 1000,
  ])
})

test.each(['0', '0.0', '0.000000'])(
  'a rate of %s turns earning off; what was earned before stays and can be taken back',
  async (rate) => {
    const profileId = await till.member()
    const before = await till.record(receipt(profileId, [line('Coat', 60)]))
    const answer = await setRate(rate)
    expect([answer.status, answer.body.data.value]).toEqual([200, rate])
    const sale = await till.record(receipt(profileId, [line('Coat', 60)]))
    expect([sale.points_earned, (await till.balances(profileId)).points]).toEqual([0, 60])
    await till.record(
      receipt(profileId, [
        back('Coat', 60, { return_for: before.items[0].id }),
        back('Coat', 60, { return_for: sale.items[0].id }),
      ]),
    )
    expect((await till.balances(profileId)).points).toBe(0)
  },
)

test.each(['-1', 'much', '', '1e3', '1.1234567', ' 1', 'NaN', '0x1'])('a rate of %j is refused', async (value) => {
  expect((await setRate(value)).status).toBe(422)
})

test('money for a point stays above zero', async () => {
  expect((await shop.put('settings/points.exchange_rate', { value: '0' })).body.code).toBe('setting_invalid')
})

test('a rate that changes later changes no line that was booked before, not even when its neighbour changes', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Coat', 60), line('Cap', 5)]))
  await setRate('10')
  expect((await till.change(sale.id, { tags: ['x'] })).points_earned).toBe(65)
  const changed = await till.change(sale.id, { total: 66, items: [line('Cap', 6, { id: sale.items[1].id })] })
  expect(earnedOf(changed)).toEqual([60, 6])
  const noLines = await till.record(receipt(profileId, [], { total: 7 }))
  await setRate('1')
  expect((await till.change(noLines.id, { tender: 'cash' })).points_earned).toBe(70)
})

test('a sale that is voided and brought back earns at the rate of the day on which it was recorded', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Coat', 100)]))
  await setRate('2')
  await till.change(sale.id, { is_void: true })
  await till.change(sale.id, { is_void: false })
  expect((await till.balances(profileId)).points).toBe(100)
})

const shares: Fields[] = [{ redeemed: 40 }, { redeemed: 40 }]
test.each<[string, number[], number, number[]]>([
  ['net of the reward', [126, 84], 210, [126, 84]],
  ['gross of it, with the total net', [150, 100], 210, [126, 84]],
  ['gross of it, as the total', [150, 100], 250, [150, 100]],
  ['rounded away from the total', [126, 84], 209.95, [125.97, 83.98]],
  ['nothing at all, though the total is there', [0, 0], 210, [126, 84]],
])('lines that are sold %s earn on what was charged', async (_, sellingPrices, total, charged) => {
  const profileId = await till.member(40)
  const redemption_id = await till.redeem(profileId, Number(shares[0]?.['redeemed']))
  const items = [150, 100].map((price, index) => line(`Line ${index}`, price, { price_sell: sellingPrices[index] }))
  const sale = await till.record(receipt(profileId, items, { redemption_id, total }))
  expect(sale.items.map((item: { charged: number }) => item.charged)).toEqual(charged)
  expect([earnedOf(sale), sale.points_earned]).toEqual([
    charged,
    Math.round(charged.reduce((sum, amount) => sum + amount, 0) * 1000) / 1000,
  ])
})

test('a discount that the till rings up as a line of its own earns nothing back', async () => {
  const profileId = await till.member()
  await till.record(receipt(profileId, [line('Coat', 100), line('Ten off', -10)]))
  expect((await till.balances(profileId)).points).toBe(90)
})

test('a sale without lines earns on its total', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [], { total: 12.34, external_id: 'earn-header' }))
  expect([sale.points_earned, (await till.balances(profileId)).points]).toEqual([12.34, 12.34])
  const withLines = await till.upsert(receipt(profileId, [line('Cap', 12.34)], { external_id: 'earn-header' }))
  expect([withLines.points_earned, (await till.balances(profileId)).points]).toEqual([12.34, 12.34])
  await till.change(sale.id, { total: 5, items: [], delete_existing_items: true })
  expect((await till.balances(profileId)).points).toBe(5)
})

test('a sale in another currency is recorded, earns nothing, and staff are told', async () => {
  const profileId = await till.member(30)
  const redemption_id = await till.redeem(profileId, 10)
  const sale = await till.record(receipt(profileId, [line('Sushi', 1200)], { currency: 'JPY', redemption_id }))
  expect(sale).toMatchObject({ total: 1200, currency: 'JPY', points_earned: 0, redemption_id: null })
  expect([codesOf(sale), await till.balances(profileId)]).toEqual([['currency_foreign'], { rewards: 20, points: 0 }])
})

test('the largest receipt that is taken earns at the largest rate without an error', async () => {
  await setRate('999999999.999999')
  const profileId = await till.member()
  const sale = await till.record(
    receipt(
      profileId,
      Array.from({ length: 10 }, () => line('Fleet', 9e9)),
    ),
  )
  expect(sale.points_earned).toBeGreaterThan(0)
  expect((await shop.get(`profiles/${profileId}/points`)).status).toBe(200)
  expect((await shop.remove(`transactions/${sale.id}`)).status).toBe(204)
  expect((await till.balances(profileId)).points).toBe(0)
})

test('everything that was booked here adds up', async () => {
  expect(await rowsThatDisagree(shop)).toEqual([])
})
