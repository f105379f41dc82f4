// The feed of changes: what was committed is told once, in order, and what was not is never told.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { changesAfter, newestChange, newsOf } from '../../test/changes.ts'
import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
})
afterAll(() => shop.close())

const enrol = async (email: string): Promise<string> =>
  (await shop.post('profiles', { first_name: 'Mia', last_name: 'Sample', email })).body.data.id

test('an empty shop has nothing to tell, and says from where to go on', async () => {
  const { status, body } = await shop.get('changes')
  expect([status, body]).toEqual([200, { data: [], meta: { next_after: 0, newest: 0 } }])
})

test('a member’s story is told in order, each step once and with the next version', async () => {
  const profileId = await enrol('mia@example.com')
  const rewardId = await programme.reward(profileId, 50)
  const redeemed = await programme.redeem(profileId, { amount: 20 })
  await programme.reverse(redeemed.body.data.id)
  await shop.put(`profiles/${profileId}`, { first_name: 'Maya' })
  await shop.remove(`rewards/${rewardId}`)
  const told = await changesAfter(shop, 0)
  expect(told).toEqual([
    expect.objectContaining({
      number: 1,
      profile_id: profileId,
      version: 1,
      types: ['profile'],
      events: ['profile.created'],
    }),
    expect.objectContaining({
      number: 2,
      version: 2,
      types: ['balance'],
      events: ['reward.created', 'balance.updated'],
    }),
    expect.objectContaining({ number: 3, version: 3, events: ['reward.updated', 'balance.updated'] }),
    expect.objectContaining({ number: 4, version: 4, events: ['reward.updated', 'balance.updated'] }),
    expect.objectContaining({ number: 5, version: 5, types: ['profile'], events: ['profile.updated'] }),
    expect.objectContaining({ number: 6, version: 6, events: ['reward.deleted', 'balance.updated'] }),
  ])
})

test('what was refused, repeated under its key, or changed nothing is no news', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 50)
  const redeem = (amount: number, strict: boolean) =>
    programme.redeem(profileId, { amount, strict }, { key: `redeem-${amount}` })
  expect(await newsOf(shop, () => redeem(500, true))).toEqual([])
  expect(await newsOf(shop, () => redeem(10, false))).toHaveLength(1)
  expect(await newsOf(shop, () => redeem(10, false))).toEqual([])
  expect(await newsOf(shop, () => redeem(500, true))).toEqual([])
  expect(await newsOf(shop, () => shop.put(`profiles/${profileId}`, { first_name: 'Sample' }))).toEqual([])
})

test('a receiver may ask for some types only, and a page at a time, and passes by the others', async () => {
  const start = await newestChange(shop)
  const profileId = await enrol('leo@example.com')
  for (let value = 1; value <= 3; value += 1) await programme.reward(profileId, value)
  await shop.put(`profiles/${profileId}`, { first_name: 'Leon' })
  await shop.runJobs()
  const first = await shop.get(`changes?after=${start}&types=balance&limit=2`)
  expect(first.body.data.map((change: { number: number }) => change.number - start)).toEqual([2, 3])
  expect(first.body.meta).toEqual({ next_after: start + 3, newest: start + 5 })
  const second = await shop.get(`changes?after=${first.body.meta.next_after}&types=balance&limit=2`)
  expect(second.body.data.map((change: { number: number }) => change.number - start)).toEqual([4])
  expect(second.body.meta.next_after).toBe(start + 5)
  const both = await shop.get(`changes?after=${start}&types=balance,profile`)
  expect(both.body.data).toHaveLength(5)
})

test('a cursor that was never given, or is no number, is refused and says what is wrong', async () => {
  const newest = await newestChange(shop)
  const beyond = await shop.get(`changes?after=${newest + 1}`)
  expect([beyond.status, beyond.body.code, beyond.body.details]).toEqual([422, 'cursor_unknown', { newest }])
  for (const query of [
    'after=-1',
    'after=x',
    'after=1.5',
    'limit=0',
    'limit=1001',
    'types=',
    'types=profile,nothing',
    'types[]=profile',
  ]) {
    const { status, body } = await shop.get(`changes?${query}`)
    expect([status, body.code, Object.keys(body.errors)], query).toEqual([
      422,
      'validation_failed',
      [query.split(/[=[]/)[0]],
    ])
  }
})
