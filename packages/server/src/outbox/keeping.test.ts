// Changes are kept for so many days as the tenant says; who was away for longer is told.
import { setTimeout as sleep } from 'node:timers/promises'

import { dayMs } from '@tillside/rules/time'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { changesAfter, newestChange } from '../../test/changes.ts'
import { findingsOf } from '../../test/doctor.ts'
import { openProgramme, type Programme } from '../../test/programme.ts'
import { openReceiver } from '../../test/receiver.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
})
afterAll(() => shop.close())

const numbers = async (after: number): Promise<number[]> =>
  (await changesAfter(shop, after)).map(({ number }) => number)

test('what is older than the tenant keeps is removed from the front, and a receiver that has not read it is told so', async () => {
  const member = await programme.member()
  for (let value = 1; value <= 3; value += 1) await programme.reward(member, value)
  const old = await newestChange(shop)
  expect(old).toBe(3)
  shop.wait(30 * dayMs - 60_000)
  await programme.reward(member, 4)
  expect(await numbers(0)).toEqual([1, 2, 3, 4])
  shop.wait(60_001)
  await shop.runJobs()
  expect(await numbers(3)).toEqual([4])
  const { status, body } = await shop.get('changes?after=2')
  expect([status, body.code, body.details]).toEqual([410, 'cursor_too_old', { oldest: 4, newest: 4 }])
  expect((await shop.get('changes')).body.data.map((change: { number: number }) => change.number)).toEqual([4])
  expect(await findingsOf(shop)).toEqual({})
})

test('with all of it removed the numbers go on, and the last one can still be asked from', async () => {
  shop.wait(31 * dayMs)
  await shop.runJobs()
  const { status, body } = await shop.get('changes?after=4')
  expect([status, body]).toEqual([200, { data: [], meta: { next_after: 4, newest: 4 } }])
  expect((await shop.get('changes?after=3')).body.code).toBe('cursor_too_old')
  await programme.reward(await programme.member(), 5)
  expect(await numbers(4)).toEqual([5])
  expect(await findingsOf(shop)).toEqual({})
})

test('the tenant chooses for how long', async () => {
  const { status, body } = await shop.put('settings/changes.keep_days', { value: '0' })
  expect([status, body.code]).toEqual([422, 'setting_invalid'])
  expect((await shop.put('settings/changes.keep_days', { value: '1' })).status).toBe(200)
  shop.wait(dayMs + 1)
  await shop.runJobs()
  expect((await shop.get('changes')).body).toEqual({ data: [], meta: { next_after: 5, newest: 5 } })
})

test('more than a few thousand are numbered and removed in several steps', async () => {
  await shop.sql`
    insert into outbox (types, events, at)
    select '{product}', '[{"event": "product.updated", "subject_id": 1}]', ${shop.now()} from generate_series(1, 2500)`
  expect(await numbers(5)).toEqual(Array.from({ length: 2_500 }, (_, index) => index + 6))
  shop.wait(dayMs + 1)
  await shop.runJobs()
  expect((await shop.get('changes')).body.meta).toEqual({ next_after: 2_505, newest: 2_505 })
})

test('what no webhook was told of yet is kept, however old it is', async () => {
  const receiver = await openReceiver()
  await shop.post('webhooks', { trigger: 'profile.updated', url: receiver.url, namespace: 'pos' })
  const member = await programme.member()
  const newest = await newestChange(shop)
  await shop.put(`profiles/${member}`, { first_name: 'Augusta' })
  // Its number was given, and then the server was away.
  const stopNumbering = shop.startNumbering()
  while ((await shop.get('changes?limit=1')).body.meta.newest === newest) await sleep(20)
  await stopNumbering()
  shop.wait(40 * dayMs)
  await shop.runJobs()
  expect(receiver.events()).toEqual(['profile.updated'])
  await shop.runJobs()
  expect((await shop.get(`changes?after=${newest}`)).body.code).toBe('cursor_too_old')
  await receiver.close()
})
