import { afterAll, beforeAll, expect, test } from 'vitest'

import { rowsThatDisagree } from '../../test/member.ts'
import { type Answer, openShop, type Shop } from '../../test/shop.ts'
import { back, codesOf, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

const times = (count: number, work: (index: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)))
const sum = (amounts: number[]): number => Math.round(amounts.reduce((total, amount) => total + amount, 0) * 100) / 100
const assertAnswered = (answers: readonly Answer[]): void =>
  expect(answers.map(({ status }) => status).filter((status) => status >= 400)).toEqual([])

test('one receipt that twenty tills send at once is one sale', async () => {
  const profileId = await till.member(30)
  const redemption_id = await till.redeem(profileId, 10)
  const sale = receipt(profileId, [line('Coat', 60)], {
    external_id: 'race-1',
    redemption_id,
    total: 50,
    staff_id: 'S-race',
    tags: ['race-b', 'race-a'],
  })
  const before = await till.counts()
  const answers = await times(20, (index) =>
    shop.post(index % 4 === 3 ? 'transactions/update-create' : 'transactions', sale),
  )
  assertAnswered(answers)
  expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1)
  expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1)
  const after = await till.counts()
  expect([
    after.transaction - before.transaction,
    after.transaction_item - before.transaction_item,
    await till.balances(profileId),
  ]).toEqual([1, 1, { rewards: 20, points: 50 }])
})

test('receipts with the same new store, staff, tags, systems and variants at once all come through', async () => {
  const product = (await shop.post('products', { title: 'Sock', handle: 'race-sock', brand: 'Till' })).body.data
  const skus = ['RACE-1', 'RACE-2', 'RACE-3']
  const items = (reverse: boolean) =>
    (reverse ? skus.toReversed() : skus).map((sku) =>
      line('Sock', 3, { tags: [sku.toLowerCase()], product_variant: { product_id: product.id, sku, price: 3 } }),
    )
  const answers = await times(12, (index) =>
    shop.post(
      'transactions',
      receipt(null, items(index % 2 === 0), {
        staff_id: `S-${index % 2}`,
        tags: index % 2 ? ['t-1', 't-2'] : ['t-2', 't-1'],
        systems: ['race'],
      }),
    ),
  )
  assertAnswered(answers)
  expect(
    answers
      .flatMap(({ body }) => body.data.items)
      .every((item: { product_variant: unknown }) => item.product_variant !== null),
  ).toBe(true)
})

test('one line that many tills return at once comes back no more often than it was sold', async () => {
  const profileId = await till.member(30)
  const redemption_id = await till.redeem(profileId, 10)
  const sale = await till.record(receipt(profileId, [line('Sock', 20, { quantity: 3 })], { redemption_id, total: 50 }))
  const answers = await times(8, (index) =>
    shop.post(
      'transactions',
      receipt(index % 2 ? profileId : null, [back('Sock', 20, { return_for: sale.items[0].id })]),
    ),
  )
  assertAnswered(answers)
  expect(answers.filter(({ body }) => codesOf(body.data).length === 0)).toHaveLength(3)
  const returns = answers.flatMap(({ body }) => body.data.items[0].returns)
  expect([
    sum(returns.map((row: { amount: number }) => row.amount)),
    sum(returns.map((row: { points: number }) => row.points)),
  ]).toEqual([10, 50])
  expect([(await till.read(sale.id)).items[0].returned_quantity, (await till.balances(profileId)).points]).toEqual([
    3, 0,
  ])
})

test('a line of nobody’s sale that many return at once comes back once', async () => {
  const sale = await till.record(receipt(null, [line('Sock', 20)]))
  const answers = await times(8, () =>
    shop.post('transactions', receipt(null, [back('Sock', 20, { return_for: sale.items[0].id })])),
  )
  assertAnswered(answers)
  expect(answers.filter(({ body }) => codesOf(body.data).length === 0)).toHaveLength(1)
  expect((await till.read(sale.id)).items[0].returned_quantity).toBe(1)
})

test('a sale and the reversal of its redemption at once agree on what happened', async () => {
  for (let round = 0; round < 6; round += 1) {
    const profileId = await till.member(30)
    const redemption_id = await till.redeem(profileId, 10)
    const [sold, reversed] = await Promise.all([
      shop.post('transactions', receipt(profileId, [line('Coat', 60)], { redemption_id, total: 50 })),
      shop.post(`redemptions/${redemption_id}/reversal`),
    ])
    expect([sold.status, reversed.status]).toEqual([201, 201])
    const sale = await till.read(sold.body.data.id)
    expect(['redemption_reversed', 'redemption_reversed_after_sale']).toContain(codesOf(sale).join())
    expect([sale.redemption, sale.reversed_redemptions[0].id, (await till.balances(profileId)).rewards]).toEqual([
      null,
      redemption_id,
      30,
    ])
  }
})

test('two sales that name one redemption at once: one gets it', async () => {
  const profileId = await till.member(30)
  const redemption_id = await till.redeem(profileId, 10)
  const answers = await times(6, () =>
    shop.post('transactions', receipt(profileId, [line('Coat', 60)], { redemption_id })),
  )
  assertAnswered(answers)
  expect(answers.filter(({ body }) => body.data.redemption_id === redemption_id)).toHaveLength(1)
  expect(answers.filter(({ body }) => codesOf(body.data).join() === 'redemption_already_applied')).toHaveLength(5)
})

test('a change of a sale and a return of its line at once leave exactly what is still sold', async () => {
  for (let round = 0; round < 6; round += 1) {
    const [ada, bob] = [await till.member(), await till.member()]
    const sale = await till.record(receipt(ada, [line('Sock', 20, { quantity: 4 })]))
    const answers = await Promise.all([
      shop.post('transactions', receipt(ada, [back('Sock', 20, { return_for: sale.items[0].id })])),
      shop.put(`transactions/${sale.id}`, {
        total: 40,
        items: [line('Sock', 10, { id: sale.items[0].id, quantity: 4 })],
      }),
      shop.put(`transactions/${sale.id}`, { profile_id: bob }),
      shop.post('transactions', receipt(bob, [back('Sock', 20, { return_for: sale.items[0].id })])),
    ])
    assertAnswered(answers)
    const after = await till.read(sale.id)
    const taken = await shop.sql<
      { points: number }[]
    >`select sum(points)::bigint as points from item_return where original_transaction_id = ${sale.id}`
    expect(after.items[0]).toMatchObject({ points_earned: 40, returned_quantity: 2 })
    expect([(await till.balances(ada)).points, (await till.balances(bob)).points]).toEqual([
      0,
      Math.max(0, 40 - Number(taken[0]?.points) / 1000),
    ])
  }
})

test('voiding, deleting and returning at once undo everything once', async () => {
  for (let round = 0; round < 4; round += 1) {
    const profileId = await till.member(30)
    const redemption_id = await till.redeem(profileId, 10)
    const sale = await till.record(receipt(profileId, [line('Coat', 60)], { redemption_id, total: 50 }))
    const answers = await Promise.all([
      shop.put(`transactions/${sale.id}`, { is_void: true }),
      shop.remove(`transactions/${sale.id}`),
      shop.put(`transactions/${sale.id}`, { is_void: true }),
      shop.post('transactions', receipt(profileId, [back('Coat', 60, { return_for: sale.items[0].id })])),
      shop.post(`redemptions/${redemption_id}/reversal`),
    ])
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([])
    expect(await till.balances(profileId)).toEqual({ rewards: 30, points: 0 })
  }
})

test('exchanges between two members’ sales in both directions never wait in a circle', async () => {
  const [ada, bob] = [await till.member(), await till.member()]
  const sell = (who: string) => till.record(receipt(who, [line('Sock', 5, { quantity: 20 })]))
  const [one, two] = [await sell(ada), await sell(bob)]
  const lineOf = (sale: { items: { id: number }[] }) => back('Sock', 5, { return_for: sale.items[0]?.id })
  const answers = await times(16, (index) =>
    shop.post(
      'transactions',
      receipt(index % 2 ? ada : bob, index % 2 ? [lineOf(two), lineOf(one)] : [lineOf(one), lineOf(two)]),
    ),
  )
  assertAnswered(answers)
  expect([(await till.balances(ada)).points, (await till.balances(bob)).points]).toEqual([20, 20])
})

test('everything that was booked here adds up', async () => {
  expect(await rowsThatDisagree(shop)).toEqual([])
})
