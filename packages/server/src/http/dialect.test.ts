// A server that speaks plain Omneo: what an integration meets there, without what Tillside adds.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
beforeAll(async () => {
  shop = await openShop({ dialect: 'omneo' })
  programme = await openProgramme(shop)
})
afterAll(async () => {
  await programme.audit()
  await shop.close()
})

const receipt = (profileId: string, fields: object = {}) => ({
  profile_id: profileId,
  external_id: '14-3-000981',
  transacted_at: '2025-07-04 11:15:00',
  timezone: 'Australia/Sydney',
  total: 80,
  items: [{ name: 'Coat', quantity: 1, price_current: 80, price_sell: 80 }],
  ...fields,
})

test('an Idempotency-Key says nothing to it: the same redemption sent twice is made twice', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 50)
  const [first, second] = [
    await programme.redeem(profileId, { amount: 10 }, { key: 'once' }),
    await programme.redeem(profileId, { amount: 10 }, { key: 'once' }),
  ]
  expect([first.status, second.status]).toEqual([201, 201])
  expect(first.body.data.id).not.toBe(second.body.data.id)
  expect(second.headers.get('idempotency-replayed')).toBeNull()
  expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30 })
  const odd = await programme.redeem(profileId, { amount: 10 }, { headers: { 'idempotency-key': 'two words' } })
  expect(odd.status).toBe(201)
})

test('a hold is an unknown field to it: whatever it says, the redemption is made without one', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 50)
  for (const hold of [{ expires_in: 60 }, { expires_in: 'soon' }, 7]) {
    const { status, body } = await programme.redeem(profileId, { amount: 10, hold })
    expect([status, body.data.hold_expires_at]).toEqual([201, null])
    expect(await programme.redemption(body.data.id)).toMatchObject({ state: 'open' })
  }
})

test('allowances are paths that it does not have', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 50)
  const id = '0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44'
  expect((await shop.put('settings/offline.mode', { value: 'reserve' })).status).toBe(200)
  const { paths } = (await shop.get('/openapi.json')).body
  expect(Object.keys(paths).filter((path) => path.includes('allowances'))).toEqual([])
  for (const [method, path] of [
    ['POST', `profiles/${profileId}/allowances`],
    ['POST', `allowances/${id}/report`],
    ['GET', 'allowances'],
    ['GET', `allowances/${id}`],
  ] as const) {
    const answer = await fetch(`${shop.url}/api/v3/${path}`, {
      method,
      headers: { authorization: `Bearer ${shop.adminToken}` },
    })
    expect([answer.status, await answer.json()], path).toMatchObject([404, { code: 'route_unknown' }])
  }
  expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 50 })
})

test('the feed of changes is a path that it does not have, and digests are the id of nobody', async () => {
  for (const [path, code] of [
    ['changes', 'route_unknown'],
    ['profiles/digests', 'not_found'],
  ]) {
    const answer = await fetch(`${shop.url}/api/v3/${path}`, {
      headers: { authorization: `Bearer ${shop.adminToken}` },
    })
    expect([answer.status, await answer.json()], path).toMatchObject([404, { code }])
  }
})

test('a sale sent again under its external id is refused, and recorded once; update-create brings it up to date', async () => {
  const profileId = await programme.member()
  const first = await shop.post('transactions', receipt(profileId))
  expect(first.status).toBe(201)
  for (const fields of [{}, { total: 70 }]) {
    const { status, body } = await shop.post('transactions', receipt(profileId, fields))
    expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'external_id_taken', ['external_id']])
  }
  const changed = await shop.post('transactions/update-create', receipt(profileId, { tender: 'EFTPOS' }))
  expect([changed.status, changed.body.data.id, changed.body.data.tender]).toEqual([200, first.body.data.id, 'EFTPOS'])
  expect((await shop.get(`transactions?filter[profile_id]=${profileId}`)).body.meta.total).toBe(1)
})
