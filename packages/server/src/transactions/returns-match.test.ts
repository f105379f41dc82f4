import { afterAll, beforeAll, describe, expect, test } from 'vitest'

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

interface Returned {
  readonly item_id: number
  readonly quantity: number
  readonly points: number
  readonly amount: number
}
const returnsOf = (sale: { items: { returns: Returned[] }[] }): Returned[] =>
  sale.items.flatMap(({ returns }) => returns)

/** Two lines at 60 and 40 with a reward of 20 over them: shares 12 and 8, points 48 and 32. */
async function soldWithReward(more: Fields = {}) {
  const profileId = await till.member(20)
  const redemption_id = await till.redeem(profileId, 20)
  const items = [line('Coat', 60, { external_id: '1', sku: 'COAT' }), line('Cap', 40, { external_id: '2', sku: 'CAP' })]
  const sale = await till.record(receipt(profileId, items, { redemption_id, total: 80, ...more }))
  return { profileId, redemption_id, sale }
}

describe('which sold line comes back', () => {
  test.each<[string, (sale: { items: { id: number }[] }) => Fields, Fields]>([
    ['its id', (sale) => ({ return_for: sale.items[1]?.id }), {}],
    ['its id as text', (sale) => ({ return_for: String(sale.items[1]?.id), sku: 'CAP' }), {}],
    ['its number on the linked receipt', () => ({ return_for: '2' }), { linked_receipt_ref: 'on' }],
    ['its SKU on the linked receipt', () => ({ sku: 'CAP' }), { linked_receipt_ref: 'on' }],
  ])('is said by %s', async (_, name, header) => {
    const receipt_ref = `which-${Math.random()}`
    const { profileId, redemption_id, sale } = await soldWithReward({ receipt_ref })
    const linked = header['linked_receipt_ref'] ? { linked_receipt_ref: receipt_ref } : {}
    const returned = await till.record(receipt(profileId, [back('Cap', 32, name(sale))], linked))
    expect(returned).toMatchObject({ exceptions: [], returnable: [{ redemption_id, amount: 8 }], points_earned: 0 })
    expect(returned.items[0]).toMatchObject({ is_return: true, charged: -32, points_earned: 0, redemption_share: 0 })
    expect(returnsOf(returned)).toEqual([
      { item_id: sale.items[1].id, transaction_id: sale.id, quantity: 1, points: 32, amount: 8, redemption_id },
    ])
    expect((await till.balances(profileId)).points).toBe(48)
    expect(
      (await till.read(sale.id)).items.map((item: { returned_quantity: number }) => item.returned_quantity),
    ).toEqual([0, 1])
  })

  test('an external id that only one sale has needs no receipt; one that many have is not guessed', async () => {
    const profileId = await till.member()
    const sale = await till.record(receipt(profileId, [line('Coat', 60, { external_id: 'unique-7' })]))
    const returned = await till.record(receipt(null, [back('Coat', 60, { return_for: 'unique-7' })]))
    expect(returnsOf(returned)).toMatchObject([{ item_id: sale.items[0].id, points: 60 }])
    for (const _ of [1, 2]) await till.record(receipt(null, [line('Coat', 60, { external_id: 'common' })]))
    expect(codesOf(await till.record(receipt(null, [back('Coat', 60, { return_for: 'common' })])))).toEqual([
      'return_unmatched',
    ])
  })

  test('the till’s own number is never taken for the id of a stranger’s line', async () => {
    const stranger = await till.member()
    const sold = await till.record(receipt(stranger, [line('Ring', 500, { sku: 'RING' })]))
    const asText = String(sold.items[0].id)
    const returned = await till.record(
      receipt(await till.member(), [back('Sock', 3, { return_for: asText, sku: 'SOCK' })]),
    )
    expect([codesOf(returned), (await till.balances(stranger)).points]).toEqual([['return_unmatched'], 500])
    const mine = await till.member()
    const sale = await till.record(receipt(mine, [line('Sock', 3, { external_id: asText })]))
    const right = await till.record(receipt(mine, [back('Sock', 3, { return_for: asText })]))
    expect(returnsOf(right)).toMatchObject([{ item_id: sale.items[0].id }])
  })

  test('nor for a stranger’s line of the same number, even where the goods are the same', async () => {
    const [stranger, mine] = [await till.member(), await till.member()]
    await till.record(receipt(stranger, [line('Ring', 500, { sku: 'RING-1', external_id: '7001' })]))
    const returned = await till.record(receipt(mine, [back('Ring', 500, { return_for: '7001', sku: 'RING-1' })]))
    expect([codesOf(returned), (await till.balances(stranger)).points]).toEqual([['return_unmatched'], 500])
  })

  test('a receipt number that two members have means the sale of the one who returns', async () => {
    const [ada, bob] = [await till.member(), await till.member()]
    for (const who of [ada, bob])
      await till.record(receipt(who, [line('Bag', 100, { sku: 'BAG' })], { receipt_ref: 'shared' }))
    await till.record(receipt(ada, [back('Bag', 100, { sku: 'BAG' })], { linked_receipt_ref: 'shared' }))
    expect([(await till.balances(ada)).points, (await till.balances(bob)).points]).toEqual([0, 100])
  })

  test('two sales on one receipt number come back one after the other', async () => {
    const ada = await till.member()
    for (const _ of [1, 2])
      await till.record(receipt(ada, [line('Bag', 100, { sku: 'BAG' })], { receipt_ref: 'twice' }))
    for (const left of [100, 0]) {
      const returned = await till.record(
        receipt(ada, [back('Bag', 100, { sku: 'BAG' })], { linked_receipt_ref: 'twice' }),
      )
      expect([codesOf(returned), (await till.balances(ada)).points]).toEqual([[], left])
    }
  })

  test('a SKU that was sold on two lines comes back from the first, then from the second', async () => {
    const profileId = await till.member()
    const items = [
      line('Sock', 3, { sku: 'SOCK', quantity: 2 }),
      line('Hat', 9, { sku: 'HAT' }),
      line('Sock', 2, { sku: 'SOCK', quantity: 3 }),
    ]
    const sale = await till.record(receipt(profileId, items, { receipt_ref: 'two-lines' }))
    const returned = await till.record(
      receipt(profileId, [back('Sock', 3, { sku: 'SOCK', quantity: -3 })], { linked_receipt_ref: 'two-lines' }),
    )
    expect(returnsOf(returned)).toMatchObject([
      { item_id: sale.items[0].id, quantity: 2, points: 6 },
      { item_id: sale.items[2].id, quantity: 1, points: 2 },
    ])
    const rest = await till.record(
      receipt(profileId, [back('Sock', 2, { sku: 'SOCK' }), back('Sock', 2, { sku: 'SOCK', quantity: -2 })], {
        linked_receipt_ref: 'two-lines',
      }),
    )
    expect(returnsOf(rest)).toMatchObject([1, 2].map(() => ({ item_id: sale.items[2].id, quantity: 1, points: 2 })))
    expect(codesOf(rest)).toEqual(['return_exceeds_sale'])
    expect((await till.balances(profileId)).points).toBe(9)
  })

  test('goods that are in the catalogue are known by their variant', async () => {
    const product = (
      await shop.post('products', {
        title: 'Coat',
        handle: 'ret-coat',
        brand: 'Till',
        variants: [{ sku: 'RET-S', title: 'S', price: 60 }],
      })
    ).body.data
    const profileId = await till.member()
    await till.record(
      receipt(profileId, [line('Coat', 60, { product_variant_id: product.variants[0].id })], {
        receipt_ref: 'variant-1',
      }),
    )
    const returned = await till.record(
      receipt(profileId, [back('Coat', 60, { sku: 'RET-S' })], { linked_receipt_ref: 'variant-1' }),
    )
    expect([returned.exceptions, (await till.balances(profileId)).points]).toEqual([[], 0])
  })

  test('a receipt number that was used again means the store’s own, and of those the latest', async () => {
    const [ada, bob, cyd] = [await till.member(), await till.member(), await till.member()]
    const location_id = (await shop.post('locations', { name: 'Bondi' })).body.data.id
    const sell = (who: string, more: Fields = {}) =>
      till.record(receipt(who, [line('Hat', 9, { sku: 'HAT' })], { receipt_ref: 'used-again', ...more }))
    await sell(ada, { location_id })
    await sell(bob, { location_id })
    await sell(cyd)
    await till.record(
      receipt(null, [back('Hat', 9, { sku: 'HAT' })], { linked_receipt_ref: 'used-again', location_id }),
    )
    expect([
      (await till.balances(ada)).points,
      (await till.balances(bob)).points,
      (await till.balances(cyd)).points,
    ]).toEqual([9, 0, 9])
  })

  test.each<[string, Fields, Fields]>([
    ['nothing that names a sale', {}, {}],
    ['a receipt that we never saw', { sku: 'HAT' }, { linked_receipt_ref: 'never-seen' }],
    ['a line that we never saw', { return_for: 987_654_321 }, {}],
    ['no SKU on a receipt that we know', {}, { linked_receipt_ref: 'known' }],
  ])('with %s it is recorded, takes nothing back, and staff are told', async (_, item, header) => {
    const profileId = await till.member()
    await till.record(receipt(profileId, [line('Hat', 9, { sku: 'HAT' })], { receipt_ref: 'known' }))
    const returned = await till.record(receipt(profileId, [back('Cap', 9, item)], header))
    expect([codesOf(returned), returned.returnable, (await till.balances(profileId)).points]).toEqual([
      ['return_unmatched'],
      [],
      9,
    ])
  })

  test('a negative receipt without lines says nothing about what came back: staff are told', async () => {
    expect(codesOf(await till.record(receipt(await till.member(), [], { total: -20 })))).toEqual(['return_unmatched'])
  })

  test('a return that came before its sale is matched when it is sent once more', async () => {
    const profileId = await till.member()
    const early = receipt(profileId, [back('Hat', 9, { sku: 'HAT' })], {
      linked_receipt_ref: 'late-1',
      external_id: 'early-1',
    })
    expect(codesOf(await till.upsert(early))).toEqual(['return_unmatched'])
    await till.record(receipt(profileId, [line('Hat', 9, { sku: 'HAT' })], { receipt_ref: 'late-1' }))
    expect(returnsOf(await till.upsert(early))).toMatchObject([{ quantity: 1, points: 9 }])
    expect((await till.balances(profileId)).points).toBe(0)
  })
})

test('everything that was booked here adds up', async () => {
  expect(await rowsThatDisagree(shop)).toEqual([])
})
