// A POS beside plain Omneo: no versions, no digests, no batches. What is told is asked for, and the compare reads everything.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../server/test/shop.ts'
import { openPosSide, type PosSide } from './pos-side.ts'

let shop: Shop
let side: PosSide
beforeAll(async () => {
  shop = await openShop({ dialect: 'omneo' })
  side = await openPosSide(shop, 'sqlite', {}, 'omneo')
})
afterAll(async () => {
  await side.close()
  await shop.close()
})

test('a member is filled in, told of, changed below, and found again after the news was lost', async () => {
  const { id } = (await shop.post('profiles', { email: 'plain@example.com', first_name: 'Plain' })).body.data
  await side.service.fillOnce(() => {})
  await side.service.link({ again: false })
  expect(await side.customerOf(id)).toMatchObject({ first_name: 'Plain' })

  await shop.put(`profiles/${id}`, { first_name: 'Told' })
  expect(await side.keeper.takeHint(id, null)).toBe('applied')
  expect(await side.customerOf(id)).toMatchObject({ first_name: 'Told' })

  await side.run(`update customer set company = 'Below Ltd' where loyalty_profile_id = '${id}'`)
  await side.service.sendUp({ all: false })
  expect((await shop.get(`profiles/${id}`)).body.data.company).toBe('Below Ltd')

  await shop.put(`profiles/${id}`, { first_name: 'Lost' })
  const gone = (await shop.post('profiles', { email: 'gone@example.com' })).body.data.id
  await side.service.catchUp()
  expect(await side.customerOf(id)).toMatchObject({ first_name: 'Lost' })
  await shop.remove(`profiles/${gone}`)
  expect(await side.service.compare()).toMatchObject({ repaired: 1, setAside: 0 })
  expect(await side.customerOf(gone)).toBeUndefined()
  expect(await side.service.compare()).toMatchObject({ repaired: 0 })
})
