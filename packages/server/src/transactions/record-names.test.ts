import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { codesOf, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

describe('who, where and what a sale names', () => {
  test('the member may be named by id, by e-mail in any case, or by a card as the scanner delivers it', async () => {
    const { data } = (
      await shop.post('profiles', { first_name: 'Ada', last_name: 'Walker', email: 'ada.walker@example.com' })
    ).body
    await shop.post(`profiles/${data.id}/identities`, { handle: 'loyalty-card', identifier: '6610004471' })
    const named = [
      { profile_id: data.id },
      { profile_id: data.id.toUpperCase() },
      { profile_id: 'ADA.Walker@example.com', profile_id_handle: 'email' },
      { profile_id: ']C16610004471\r\n', profile_id_handle: 'loyalty-card' },
    ]
    for (const name of named) {
      const recorded = await till.record(receipt(null, [line('Cap', 5)], name))
      expect(
        [recorded.profile_id, recorded.profile, recorded.points_earned, recorded.exceptions],
        JSON.stringify(name),
      ).toEqual([data.id, { email: 'ada.walker@example.com' }, 5, []])
    }
  })

  test('an anonymous sale earns nothing and is no exception', async () => {
    for (const anonymous of [{ profile_id: null }, { profile_id: undefined }]) {
      const recorded = await till.record(receipt(null, [line('Cap', 5)], anonymous))
      expect(recorded).toMatchObject({ profile_id: null, points_earned: 0, exceptions: [] })
    }
  })

  test('a store may be named by id, as text, by external id or by code', async () => {
    const { data } = (await shop.post('locations', { name: 'Bondi', external_id: 'B-14', external_code: 'BON' })).body
    for (const location_id of [data.id, String(data.id), 'B-14', 'BON']) {
      const recorded = await till.record(receipt(null, [], { total: 1, location_id }))
      expect([recorded.location_id, recorded.location.name, recorded.exceptions]).toEqual([data.id, 'Bondi', []])
    }
  })

  test('a staff number gets a placeholder the first time, and is known the second', async () => {
    const first = await till.record(receipt(null, [], { total: 1, staff_id: 2207 }))
    expect([codesOf(first), first.staff.identities[0].identifier]).toEqual([['staff_unknown'], '2207'])
    const second = await till.record(receipt(null, [], { total: 1, staff_id: '2207' }))
    expect([codesOf(second), second.staff.id]).toEqual([[], first.staff.id])
  })

  const nobody = '00000000-0000-4000-8000-000000000000'
  test.each([
    ['a store', { location_id: 'nowhere' }, 'location_unknown', { location_id: 'nowhere' }],
    ['a store by number', { location_id: 987_654 }, 'location_unknown', { location_id: 987_654 }],
    ['a member', { profile_id: nobody }, 'profile_unknown', { profile_id_handle: 'id' }],
    ['a member by words', { profile_id: 'not a uuid' }, 'profile_unknown', { profile_id_handle: 'id' }],
    [
      'a member by e-mail',
      { profile_id: 'no@example.com', profile_id_handle: 'email' },
      'profile_unknown',
      { profile_id_handle: 'email' },
    ],
    [
      'a member by card',
      { profile_id: '123', profile_id_handle: 'no-such-card' },
      'profile_unknown',
      { profile_id_handle: 'no-such-card' },
    ],
    ['a redemption', { redemption_id: 987_654 }, 'redemption_unknown', { redemption_id: 987_654 }],
    ['a redemption as text', { redemption_id: '987654321' }, 'redemption_unknown', { redemption_id: 987_654_321 }],
  ])('%s that we do not know is recorded without the link, and staff are told', async (_, named, code, details) => {
    const recorded = await till.record(receipt(null, [line('Cap', 5)], named))
    expect(recorded).toMatchObject({ location: null, profile: null, redemption: null })
    expect(codesOf(recorded)).toEqual([code])
    expect((await shop.get(`exceptions/${recorded.exceptions[0].id}`)).body.data).toMatchObject({
      code,
      details,
      transaction_id: recorded.id,
      status: 'open',
    })
  })

  test('lines name their goods by id, SKU or description, and unknown goods are an exception each', async () => {
    const product = (
      await shop.post('products', {
        title: 'Coat',
        handle: 'coat',
        brand: 'Till',
        department: 'Womens',
        variants: [{ sku: 'COAT-S', title: 'Small', price: 150 }],
      })
    ).body.data
    const variantId = product.variants[0].id
    const inline = { product_id: product.id, sku: 'COAT-L', title: 'Large', price: 160 }
    const recorded = await till.record(
      receipt(null, [
        line('By id', 1, { product_variant_id: variantId }),
        line('By SKU', 1, { product_variant_sku: 'COAT-S' }),
        line('Brought along', 1, { product_variant: inline }),
        line('Loose', 1, { sku: 'LOOSE' }),
        line('Unknown id', 1, { product_variant_id: 987_654 }),
        line('Unknown SKU', 1, { product_variant_sku: 'NOPE' }),
      ]),
    )
    const variants = recorded.items.map(
      (item: { product_variant: { sku: string } | null }) => item.product_variant?.sku ?? null,
    )
    expect(variants).toEqual(['COAT-S', 'COAT-S', 'COAT-L', null, null, null])
    expect(recorded.items[0]).toMatchObject({
      product_variant_id: variantId,
      product_id: product.id,
      product: { title: 'Coat', department: 'Womens', brand: 'Till' },
    })
    expect(codesOf(recorded)).toEqual(['variant_unknown', 'variant_unknown'])
    expect(recorded.items[5].sku).toBe('NOPE')
  })
})
