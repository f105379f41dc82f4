import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

test('two definitions cannot have handles that differ in nothing but capitals', async () => {
  for (const kind of ['rewards', 'points', 'benefits']) {
    const sent = {
      handle: 'Spring-2026',
      name: 'Spring',
      value: 5,
      type: kind === 'rewards' ? 'bonus' : 'gift',
      period: 30,
    }
    const made = await shop.post(`${kind}/definitions`, sent)
    expect([made.status, made.body.data.handle], kind).toEqual([201, 'Spring-2026'])
    const other = await shop.post(`${kind}/definitions`, { ...sent, handle: 'spring-2026' })
    expect([other.status, other.body.code], kind).toEqual([422, 'handle_taken'])
    const { id } = made.body.data
    expect((await shop.put(`${kind}/definitions/${id}`, { handle: 'Spring-2026', name: 'Spring sale' })).status).toBe(
      200,
    )
    expect((await shop.remove(`${kind}/definitions/${id}`)).status).toBe(204)
    expect((await shop.post(`${kind}/definitions`, { ...sent, handle: 'spring-2026' })).status, kind).toBe(201)
  }
})
