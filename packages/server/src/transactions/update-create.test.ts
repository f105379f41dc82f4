import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { back, codesOf, type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'
import { rowsThatDisagree } from '../../test/member.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

const namesOf = (sale: { items: { name: string }[] }): string[] => sale.items.map(({ name }) => name)

describe('sent again', () => {
  test('its own answer is accepted and changes nothing: no row, no entry, no time', async () => {
    const profileId = await till.member(30)
    const redemption_id = await till.redeem(profileId, 10)
    const location_id = (await shop.post('locations', { name: 'Bondi', external_id: 'UC-1' })).body.data.id
    const product = (
      await shop.post('products', {
        title: 'Coat',
        handle: 'uc-coat',
        brand: 'Till',
        variants: [{ sku: 'UC-S', title: 'S', price: 60 }],
      })
    ).body.data
    const recorded = await till.upsert(
      receipt(
        profileId,
        [
          line('Coat', 60, {
            product_variant_id: product.variants[0].id,
            quantity: 2,
            discounts: [{ reason_desc: 'x', amount: 3 }],
          }),
          line('Loose', 15.555, { sku: 'LOOSE', meta: { zeta: 1, a: 2 } }),
          back('Old', 5, { sku: 'NEVER-SOLD' }),
        ],
        {
          external_id: 'own-1',
          redemption_id,
          location_id,
          staff_id: 'S-7',
          payments: ['CASH', { b: 1, a: 2 }],
          meta: { zeta: 1, a: 2 },
          order_id: 5,
          linked_receipt_ref: 'none',
        },
      ),
    )
    const before = await till.counts()
    shop.wait(60_000)
    const again = await shop.post('transactions/update-create', recorded)
    expect(again.body.data).toEqual(recorded)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await till.counts()).toEqual(before)
  })

  test('what the till sent first, sent again, changes nothing either, also not its exceptions', async () => {
    const profileId = await till.member()
    const sale = receipt(
      profileId,
      [line('Cap', 5, { product_variant_sku: 'NOPE', meta: { zeta: 1, a: 2 } }), back('Shoe', 9, { sku: 'UNKNOWN' })],
      {
        external_id: 'own-2',
        location_id: 'nowhere',
        staff_id: 'S-8',
        redemption_id: 987_654,
        profile_id_handle: null,
        meta: { zz: 1, a: 2 },
        linked_receipt_ref: 'lost',
      },
    )
    const first = await till.upsert(sale)
    expect(codesOf(first)).toEqual([
      'location_unknown',
      'redemption_unknown',
      'return_unmatched',
      'staff_unknown',
      'variant_unknown',
    ])
    const before = await till.counts()
    shop.wait(60_000)
    expect(await till.upsert(sale)).toEqual(first)
    expect(await till.counts()).toEqual(before)
  })

  test('an exception that staff resolved does not come back when nothing changed', async () => {
    const sale = receipt(null, [line('Cap', 5)], { external_id: 'own-3', location_id: 'nowhere' })
    const first = await till.upsert(sale)
    await shop.post(`exceptions/${first.exceptions[0].id}/resolve`, { resolution: 'The store is closed.' })
    expect((await till.upsert(sale)).exceptions).toEqual([])
  })

  test('the answer of a sale whose redemption was reversed since keeps its shares and stays as it is', async () => {
    const profileId = await till.member(30)
    const redemption_id = await till.redeem(profileId, 10)
    const { id } = await till.upsert(
      receipt(profileId, [line('Coat', 60), line('Cap', 40)], { external_id: 'own-4', redemption_id }),
    )
    await shop.post(`redemptions/${redemption_id}/reversal`)
    const reversed = await till.read(id)
    expect([reversed.redemption_id, reversed.reversed_redemptions[0].id, codesOf(reversed)]).toEqual([
      null,
      redemption_id,
      ['redemption_reversed_after_sale'],
    ])
    const before = await till.counts()
    expect(await till.upsert(reversed)).toEqual(reversed)
    expect(await till.counts()).toEqual(before)
  })

  test('the answer of a sale whose member left the programme keeps its member', async () => {
    const profileId = await till.member()
    const { id } = await till.upsert(receipt(profileId, [line('Coat', 60)], { external_id: 'own-5' }))
    await shop.remove(`profiles/${profileId}`)
    const before = await till.counts()
    const left = await till.read(id)
    expect(await till.upsert(left)).toEqual(left)
    expect(await till.counts()).toEqual(before)
  })

  test('with delete_existing_items it changes nothing when the lines are the same', async () => {
    const profileId = await till.member()
    const sale = receipt(profileId, [line('Coat', 60, { external_id: 'a' }), line('Cap', 5), line('Cap', 5)], {
      external_id: 'own-6',
      delete_existing_items: true,
    })
    const first = await till.upsert(sale)
    await till.record(receipt(profileId, [back('Coat', 60, { return_for: first.items[0].id })]))
    const before = await till.counts()
    const again = await till.upsert(sale)
    expect(again.items.map(({ id }: { id: number }) => id)).toEqual(first.items.map(({ id }: { id: number }) => id))
    expect(again.items[0].returned_quantity).toBe(1)
    expect(await till.counts()).toEqual(before)
    expect((await till.upsert({ ...again, delete_existing_items: true })).items).toEqual(again.items)
    expect(await till.counts()).toEqual(before)
  })
})

describe('which sale is meant', () => {
  test('the external id wins over the id; the id finds a sale that gets its external id now; else it is made', async () => {
    const one = await till.upsert(receipt(null, [], { total: 1, external_id: 'which-1' }))
    const two = await till.upsert(receipt(null, [], { total: 2 }))
    expect((await till.upsert(receipt(null, [], { total: 3, external_id: 'which-1', id: two.id }))).id).toBe(one.id)
    const renamed = await till.upsert(receipt(null, [], { total: 4, external_id: 'which-2', id: two.id }))
    expect([renamed.id, renamed.external_id, renamed.total]).toEqual([two.id, 'which-2', 4])
    const made = await till.upsert(receipt(null, [], { total: 5, external_id: 'which-3', id: 987_654 }))
    expect([one.id, two.id]).not.toContain(made.id)
  })

  test('header fields that are sent replace what was there, those that are left out stay', async () => {
    const first = await till.upsert(
      receipt(null, [line('Cap', 5)], {
        external_id: 'head-1',
        tags: ['a', 'b'],
        meta: { a: 1, b: 2 },
        tender: 'cash',
        receipt_ref: 'R-1',
      }),
    )
    shop.wait(1_000)
    const second = await till.upsert({
      external_id: 'head-1',
      total: 5,
      transacted_at: '2025-07-04 12:00:00',
      timezone: 'UTC',
      tags: ['c', 'a'],
      meta: { b: 3 },
      tender: null,
    })
    expect(second).toMatchObject({
      id: first.id,
      tags: ['c', 'a'],
      meta: { b: 3 },
      tender: null,
      receipt_ref: 'R-1',
      transacted_at: '2025-07-04 12:00:00',
      timezone: 'UTC',
    })
    const { transacted_at } = second
    expect(second.items).toEqual(
      first.items.map((item: { transaction: object }) => ({
        ...item,
        transaction: { ...item.transaction, transacted_at },
      })),
    )
    expect(second.updated_at).not.toBe(first.updated_at)
  })
})

describe('which line is meant', () => {
  test('by id, then by external id, then by position; others stay, in their places, and new ones follow', async () => {
    const first = await till.upsert(
      receipt(null, [line('A', 1), line('B', 2, { external_id: 'b' }), line('C', 3), line('D', 4)], {
        external_id: 'lines-1',
        total: 10,
      }),
    )
    const [a, b, c] = first.items
    const second = await till.upsert(
      receipt(
        null,
        [
          line('A again', 1),
          line('C again', 3, { id: c.id }),
          line('B again', 2, { external_id: 'b' }),
          line('New', 5, { external_id: 'new' }),
        ],
        { external_id: 'lines-1', total: 15 },
      ),
    )
    expect(namesOf(second)).toEqual(['A again', 'B again', 'C again', 'D', 'New'])
    expect(second.items.slice(0, 3).map(({ id }: { id: number }) => id)).toEqual([a.id, b.id, c.id])
    const third = await till.upsert({
      external_id: 'lines-1',
      total: 15,
      transacted_at: '2025-07-04',
      timezone: 'UTC',
      items: [line('D again', 4, { id: first.items[3].id })],
    })
    expect(namesOf(third)).toEqual(['A again', 'B again', 'C again', 'D again', 'New'])
  })

  test('a line that names an id of another sale, or none that is there, is new', async () => {
    const other = await till.upsert(receipt(null, [line('Other', 1)], { external_id: 'lines-2' }))
    const first = await till.upsert(receipt(null, [line('A', 1)], { external_id: 'lines-3' }))
    const second = await till.upsert(
      receipt(null, [line('Stranger', 2, { id: other.items[0].id })], { external_id: 'lines-3', total: 3 }),
    )
    expect(namesOf(second)).toEqual(['A', 'Stranger'])
    expect(second.items[0].id).toBe(first.items[0].id)
    expect(namesOf(await till.read(other.id))).toEqual(['Other'])
  })

  test('delete_existing_items leaves the lines that are sent, in their order, and nothing of the others', async () => {
    const profileId = await till.member()
    const first = await till.upsert(
      receipt(profileId, [line('A', 10, { external_id: 'a', department: 'Mens' }), line('B', 20)], {
        external_id: 'lines-4',
      }),
    )
    const second = await till.upsert(
      receipt(profileId, [line('C', 5), line('A', 10, { external_id: 'a' })], {
        external_id: 'lines-4',
        delete_existing_items: true,
      }),
    )
    expect(namesOf(second)).toEqual(['C', 'A'])
    expect([second.items[1].department, second.points_earned]).toEqual([null, 15])
    expect(await till.balances(profileId)).toEqual({ rewards: 0, points: 15 })
    expect((await shop.get(`transactions/${first.id}/items/${first.items[1].id}`)).status).toBe(404)
    const emptied = await till.upsert({ ...second, items: [], total: 0, delete_existing_items: true })
    expect([emptied.items, emptied.points_earned]).toEqual([[], 0])
  })
})

test('everything that was booked here adds up', async () => {
  expect(await rowsThatDisagree(shop)).toEqual([])
})

test('who may only record sales may send one again, and not change it', async () => {
  const token = await shop.tokenWith(['create-transactions'])
  const sale = receipt(null, [line('Cap', 5)], { external_id: 'only-record' })
  const send = (more: Fields = {}) => shop.post('transactions/update-create', { ...sale, ...more }, { token })
  expect([(await send()).status, (await send()).status]).toEqual([200, 200])
  const refused = await send({ total: 4 })
  expect([refused.status, refused.body.code]).toEqual([403, 'scope_missing'])
  expect((await shop.get('transactions/external/only-record')).body.data.total).toBe(5)
})
