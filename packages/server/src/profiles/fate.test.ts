// What a refusal says of a member who is gone: whoever keeps copies of members must not take a server that never had one for one
// that deleted them.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const enrol = async (name: string): Promise<string> =>
  (await shop.post('profiles', { email: `${name}@example.com`, first_name: name })).body.data.id

test('the id of a member who was deleted says so, and an id that nobody ever had says nothing', async () => {
  const id = await enrol('leaving')
  await shop.remove(`profiles/${id}`)
  expect((await shop.get(`profiles/${id}`)).body).toMatchObject({ code: 'not_found', details: { is_deleted: true } })
  const strange = await shop.get('profiles/6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721')
  expect(strange.body).toEqual({ message: 'Not found.', code: 'not_found' })
})

test('of one who was merged into somebody who was deleted since, it says that they are deleted', async () => {
  const [loser, winner] = [await enrol('loser'), await enrol('winner')]
  await shop.post('profiles/merge', { source_profile_id: loser, destination_profile_id: winner })
  expect((await shop.get(`profiles/${loser}`)).body.details).toEqual({ merged_into: winner })
  await shop.remove(`profiles/${winner}`)
  expect((await shop.get(`profiles/${loser}`)).body.details).toEqual({ is_deleted: true })
})
