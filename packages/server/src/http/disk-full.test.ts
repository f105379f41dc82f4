import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

test('while the disk of the database is full, tills hear that it is unavailable, and reads go on', async () => {
  await shop.sql`
    create function fill() returns trigger language plpgsql
    as $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`
  await shop.sql`create trigger full_disk before insert on profile for each row execute function fill()`
  const member = { first_name: 'Robin', last_name: 'Late', email: 'robin@example.com' }
  const refused = await shop.post('profiles', member)
  expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([503, 'unavailable', '1'])
  expect((await shop.get('profiles')).status).toBe(200)
  await shop.sql`drop trigger full_disk on profile`
  expect((await shop.post('profiles', member)).status).toBe(201)
})
