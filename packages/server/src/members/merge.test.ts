// Two members who turn out to be one person: what the winner has afterwards, and what is left of the loser.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { changesAfter, newestChange } from '../../test/changes.ts'
import { findingsOf } from '../../test/doctor.ts'
import { merge, merged, noSums, sumsOf } from '../../test/merging.ts'
import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let programme: Programme
let till: Till
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
  till = openTill(shop)
})
afterAll(async () => {
  expect(await findingsOf(shop)).toEqual({})
  await shop.close()
})

let count = 0
const enrol = async (fields: Record<string, unknown> = {}) => {
  const { status, body } = await shop.post('profiles', { email: `merge${(count += 1)}@example.com`, ...fields })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.data
}
const card = (identifier: string, more: object = {}) => ({ handle: 'loyalty-card', identifier, ...more })
const statusAndCode = async (answer: ReturnType<typeof merge>) => {
  const { status, body } = await answer
  return [status, body.code, Object.keys(body.errors ?? {}), body.details?.merged_into]
}

test('all that the loser held is the winner’s, and what it adds up to is the same to the cent', async () => {
  const [loser, winner] = [await programme.member(), await programme.member()]
  await programme.reward(loser, 30)
  await programme.reward(winner, 12.5)
  await programme.points(loser, 1_000)
  await programme.points(winner, 250.125)
  const hemming = await programme.defineBenefit('hemming', { max_redemptions: 3 })
  await programme.benefit(loser, hemming)
  await programme.redeem(loser, { amount: 7 })
  await till.record(receipt(loser, [line('Coat', 80)]))
  const before = await sumsOf(shop, loser, winner)
  await merged(shop, loser, winner)
  expect(await sumsOf(shop, winner)).toEqual(before)
  expect(await sumsOf(shop, loser)).toEqual(noSums)
  expect(await programme.balances(winner)).toMatchObject({ reward_balance: 35.5, benefit_balance: 1 })
  expect((await shop.get(`profiles/${winner}/transactions`)).body.meta.total).toBe(1)
  expect((await shop.get(`profiles/${winner}/redemptions`)).body.meta.total).toBe(1)
})

test('what the loser owes is paid from the winner’s points', async () => {
  const [loser, winner] = [await programme.member(), await programme.member()]
  const sale = await till.record(receipt(loser, [line('Coat', 100)]))
  await programme.redeem(loser, { amount: 1, strategies: ['points'] })
  await till.change(sale.id, { is_void: true })
  expect(await programme.balances(loser)).toMatchObject({ point_balance: -100 })
  await programme.points(winner, 40)
  await merged(shop, loser, winner)
  expect(await programme.balances(winner)).toMatchObject({ point_balance: -60 })
  await programme.points(winner, 90)
  expect(await programme.balances(winner)).toMatchObject({ point_balance: 30 })
})

test('and what the winner owes from the loser’s', async () => {
  const [loser, winner] = [await programme.member(), await programme.member()]
  const sale = await till.record(receipt(winner, [line('Coat', 100)]))
  await programme.redeem(winner, { amount: 1, strategies: ['points'] })
  await till.change(sale.id, { is_void: true })
  await programme.points(loser, 140)
  await merged(shop, loser, winner)
  expect(await programme.pointsLeft(winner)).toEqual([0, 0, 40])
})

test('the loser’s cards find the winner, who keeps the primary one and knows where the others come from', async () => {
  const winner = await enrol({ identities: [card('KEPT', { is_primary: true })] })
  const loser = await enrol({ identities: [card('MOVED', { is_primary: true }), card('LOST', { is_active: false })] })
  const after = await merged(shop, loser.id, winner.id)
  expect(after.external_id).toBe('KEPT')
  const told = after.identities.map(({ identifier, is_primary, is_active, merged_from }: Record<string, unknown>) => [
    identifier,
    is_primary,
    is_active,
    merged_from,
  ])
  expect(told).toEqual([
    ['KEPT', true, true, null],
    ['MOVED', false, true, loser.id],
    ['LOST', false, false, loser.id],
  ])
  const movedId = loser.identities.find((one: { identifier: string }) => one.identifier === 'MOVED').id
  expect((await shop.get(`profiles/${winner.id}/identities/id/${movedId}`)).body.data.identifier).toBe('MOVED')
  const scanned = await shop.post('profiles/search-id', { type: 'loyalty-card', id: 'MOVED' })
  expect(scanned.body.data.id).toBe(winner.id)
  expect((await shop.post('profiles/search-id', { type: 'loyalty-card', id: 'LOST' })).status).toBe(404)
  expect((await shop.get(`identities?filter[merged_from]=${loser.id}`)).body.meta.total).toBe(2)
})

test('a winner without a primary card gets the loser’s', async () => {
  const winner = await enrol()
  const loser = await enrol({ identities: [card('ONLY', { is_primary: true })] })
  expect(await merged(shop, loser.id, winner.id)).toMatchObject({ external_id: 'ONLY' })
})

test('the loser is nowhere, and every path that names it says where it went', async () => {
  const [loser, winner] = [await enrol({ first_name: 'Goneby' }), await enrol({ first_name: 'Stayer' })]
  await merged(shop, loser.id, winner.id)
  const path = `profiles/${loser.id}`
  for (const gone of ['', '/balances', '/identities', '/rewards', '/ledgers', '/transactions', '/redemptions']) {
    const { status, body } = await shop.get(path + gone)
    expect([status, body.code, body.details], gone).toEqual([404, 'not_found', { merged_into: winner.id }])
  }
  const refused = [
    await shop.put(path, { first_name: 'Back' }),
    await shop.remove(path),
    await shop.post(`${path}/redeem`, { amount: 1 }),
    await shop.post(`${path}/identities`, card('NEW')),
    await shop.post(`${path}/merge`, { loser_id: winner.id }),
  ]
  expect(refused.map(({ status, body }) => [status, body.details])).toEqual(
    refused.map(() => [404, { merged_into: winner.id }]),
  )
  const reward = { profile_id: loser.id, reward_definition_id: programme.rewardDefinitionId, timezone: 'UTC' }
  const issued = await shop.post('rewards', reward)
  expect([issued.status, issued.body.code, issued.body.details]).toEqual([
    422,
    'reference_unknown',
    { merged_into: winner.id },
  ])
  expect((await shop.get('profiles?search=goneby')).body.meta.total).toBe(0)
  expect((await shop.get(`profiles?filter[id]=${loser.id}`)).body.meta.total).toBe(0)
})

test('who looks a person up by the old id finds the person', async () => {
  const [loser, winner] = [await enrol(), await enrol()]
  await merged(shop, loser.id, winner.id)
  const lookup = { type: 'profile_id', id: loser.id }
  expect((await shop.post('profiles/search-id', lookup)).body.data.id).toBe(winner.id)
  expect((await shop.post('profiles/exists', lookup)).body.data.id).toBe(winner.id)
})

test('merged, and merged again with a third: every old id leads to who is there, and entries say whose they were', async () => {
  const [first, second, third] = [await programme.member(), await programme.member(), await programme.member()]
  await programme.reward(first, 1)
  await programme.reward(second, 2)
  await programme.reward(third, 4)
  await merged(shop, first, second)
  await merged(shop, second, third)
  for (const old of [first, second]) {
    expect((await shop.get(`profiles/${old}`)).body.details).toEqual({ merged_into: third })
    expect((await shop.post('profiles/exists', { type: 'profile_id', id: old })).body.data.id).toBe(third)
  }
  const entries = (await shop.get(`profiles/${third}/ledgers`)).body.data
  expect(entries.map((entry: Record<string, unknown>) => [entry['dollar_balance'], entry['merged_from']])).toEqual([
    [1, first],
    [3, second],
    [7, null],
  ])
  await shop.remove(`profiles/${third}`)
  expect((await shop.get(`profiles/${first}`)).body.details).toEqual({ is_deleted: true })
})

test('the other spelling of the route takes the winner from the path', async () => {
  const [loser, winner] = [await enrol(), await enrol()]
  const { status, body } = await shop.post(`profiles/${winner.id.toUpperCase()}/merge`, {
    loser_id: loser.id.toUpperCase(),
  })
  expect([status, body.data.id]).toEqual([200, winner.id])
  expect((await shop.get(`profiles/${loser.id}`)).status).toBe(404)
})

test('the same merge again is answered, with a key or without, and changes nothing', async () => {
  const [loser, winner] = [await enrol(), await enrol()]
  const first = await merge(shop, loser.id, winner.id, { key: 'merge-once' })
  const [keyed, plain] = [
    await merge(shop, loser.id, winner.id, { key: 'merge-once' }),
    await merge(shop, loser.id, winner.id),
  ]
  expect(keyed.body).toEqual(first.body)
  expect([plain.status, plain.body.data.id, plain.headers.get('idempotency-replayed')]).toEqual([
    200,
    winner.id,
    'true',
  ])
  const [row] = await shop.sql`select updated_at from profile where id = ${winner.id}`
  shop.wait(5_000)
  await merge(shop, loser.id, winner.id)
  expect((await shop.sql`select updated_at from profile where id = ${winner.id}`)[0]).toEqual(row)
})

test('nobody is merged with themselves, with somebody who is not there, or from two sides', async () => {
  const [one, two, gone] = [await enrol(), await enrol(), await enrol()]
  await shop.remove(`profiles/${gone.id}`)
  const nobody = '0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44'
  expect(await statusAndCode(merge(shop, one.id, one.id.toUpperCase()))).toEqual([
    422,
    'merge_with_itself',
    ['source_profile_id'],
    undefined,
  ])
  for (const other of [gone.id, nobody]) {
    const loser = await statusAndCode(merge(shop, other, one.id))
    expect(loser).toEqual([422, 'reference_unknown', ['source_profile_id'], undefined])
    const winner = await statusAndCode(merge(shop, one.id, other))
    expect(winner).toEqual([422, 'reference_unknown', ['destination_profile_id'], undefined])
  }
  await merged(shop, one.id, two.id)
  expect(await statusAndCode(merge(shop, two.id, one.id))).toEqual([
    422,
    'reference_unknown',
    ['destination_profile_id'],
    two.id,
  ])
  const third = await enrol()
  expect(await statusAndCode(merge(shop, one.id, third.id))).toEqual([
    422,
    'reference_unknown',
    ['source_profile_id'],
    two.id,
  ])
})

test('a merge is news of the winner, who became more, and of the loser, who went there', async () => {
  const winner = await enrol()
  const loser = await enrol({ company: 'Looms', addresses: [] })
  const before = await newestChange(shop)
  await merged(shop, loser.id, winner.id)
  await merged(shop, loser.id, winner.id)
  const told = (await changesAfter(shop, before)).map(({ profile_id, version, events }) => [
    profile_id,
    version,
    events,
  ])
  expect(told).toEqual([
    [winner.id, 2, ['profile.merged', 'profile.updated', 'balance.updated']],
    [loser.id, 2, ['profile.deleted']],
  ])
  const [change] = await shop.sql<{ events: { event: string; subject_id: string; details: object }[] }[]>`
    select events from change where profile_id = ${winner.id} order by number desc limit 1`
  expect(change?.events[0]).toEqual({
    event: 'profile.merged',
    subject_id: loser.id,
    details: { source_profile_id: loser.id, destination_profile_id: winner.id },
  })
})
