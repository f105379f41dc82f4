import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { findLocationForSale, findLocationsByIds } from './service.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

test('a removed location is gone, its code is free again, and late receipts still find it by its id', async () => {
  const { id } = (await shop.post('locations', { name: 'Closing', external_id: 'S30' })).body.data
  expect((await shop.remove(`locations/${id}`)).status).toBe(204)
  for (const answer of [
    await shop.get(`locations/${id}`),
    await shop.put(`locations/${id}`, { name: 'x' }),
    await shop.remove(`locations/${id}`),
  ]) {
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found'])
  }
  expect((await shop.get(`locations?filter[id]=${id}`)).body.data).toEqual([])
  expect((await findLocationForSale(shop.sql, id))?.name).toBe('Closing')
  expect(await findLocationForSale(shop.sql, 'S30')).toBeUndefined()
  expect((await shop.post('locations', { name: 'Reopened', external_id: 'S30' })).status).toBe(201)
  expect((await findLocationForSale(shop.sql, 'S30'))?.name).toBe('Reopened')
})

test('a sale may name a location by id, external id or code, and the id wins', async () => {
  const { data: first } = (await shop.post('locations', { name: 'By id' })).body
  const { data: second } = (await shop.post('locations', { name: 'By code', external_code: String(first.id) })).body
  const { data: third } = (
    await shop.post('locations', { name: 'By external id', external_id: 'K9', external_code: 'K10' })
  ).body
  await shop.post('locations', { name: 'Its code is another’s id', external_code: 'K9' })
  const found = async (given: number | string): Promise<string | undefined> =>
    (await findLocationForSale(shop.sql, given))?.name
  expect(await Promise.all([found(first.id), found(String(first.id)), found(String(second.id))])).toEqual([
    'By id',
    'By id',
    'By code',
  ])
  expect(await Promise.all([found('K9'), found('K10'), found('nowhere'), found('99999999999999999999')])).toEqual([
    'By external id',
    'By external id',
    undefined,
    undefined,
  ])
  expect((await findLocationsByIds(shop.sql, [first.id, third.id, 987_654])).map((row) => row.name).sort()).toEqual([
    'By external id',
    'By id',
  ])
  expect(await findLocationsByIds(shop.sql, [])).toEqual([])
})
