import { afterAll, beforeAll, expect, test } from 'vitest'

import { newMember } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

test('balances say in which currency they are, and at what rate', async () => {
  const path = `profiles/${await newMember(shop)}/balances`
  const row = { id: expect.any(Number), from: 'AUD', to: 'AUD', rate: 1, is_system: true }
  for (const query of ['', '?currency=AUD']) {
    const { currency } = (await shop.get(path + query)).body.data
    expect(currency).toEqual({ ...row, created_at: '2025-07-04 01:15:00', updated_at: '2025-07-04 01:15:00' })
  }
  expect((await shop.get(`${path}?currency=NZD`)).body).toMatchObject({
    code: 'currency_unsupported',
    errors: { currency: [expect.any(String)] },
  })
})
