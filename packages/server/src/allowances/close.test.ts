// What is lost at risk counts on the day on which it is settled, and staff close what no till will report any more.
import { dayMs, hourMs, minuteMs } from '@tillside/rules/time'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { type Grant, type Offline, openOffline } from '../../test/offline.ts'
import { type Answer, openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let offline: Offline
// It is noon in Sydney.
beforeEach(async () => {
  shop = await openShop({ at: '2025-07-04 02:00:00' })
  offline = await openOffline(shop)
  await offline.set({ mode: 'risk', count: 9, amount_per_sale: 100, amount_total: 100 })
  await offline.set({ valid_minutes: 60, grace_minutes: 60 })
  await offline.set({ ceiling_member: 100, ceiling_device: 100, ceiling_day: 1000 })
})
afterEach(async () => {
  expect(await findingsOf(shop)).toEqual({})
  await shop.close()
})

const reason = 'The disk of till 1 broke, R. Chen'
const close = (grant: Grant, body: object = { reason }, token = shop.adminToken): Promise<Answer> =>
  shop.post(`allowances/${grant.id}/close`, body, { token })
const refusal = ({ status, body }: Answer): unknown[] => [status, body.code, body.details?.ceiling]

/** A till that loses all that it may, since the member spends it elsewhere; it reports so much later. */
async function lose(profileId: string, device: string, reportsAfterMs = 0): Promise<void> {
  const grant = await offline.granted(profileId, device)
  await offline.programme.redeem(profileId, { amount: 100 })
  const spends = [offline.spend('a', 100)]
  shop.wait(reportsAfterMs)
  expect((await offline.report(grant, spends, true)).body.data.allowance.shortfall).toBe(100)
  await offline.programme.reward(profileId, 100)
}

test('what is lost over midnight counts on the day on which it was reported, for the member and for the device', async () => {
  const profileId = await offline.member(100)
  // Ten minutes before midnight in Sydney.
  shop.wait(12 * hourMs - 10 * minuteMs)
  await lose(profileId, 'till-1', 15 * minuteMs)
  expect(refusal(await offline.grant(profileId, 'till-2'))).toEqual([422, 'offline_ceiling_reached', 'member'])
  const other = await offline.member(100)
  expect(refusal(await offline.grant(other, 'till-1'))).toEqual([422, 'offline_ceiling_reached', 'device'])
  shop.wait(dayMs)
  expect((await offline.grant(profileId, 'till-1')).status).toBe(201)
})

test('what was lost today of yesterday’s allowances takes from the ceiling of today', async () => {
  await offline.set({ ceiling_day: 150 })
  shop.wait(12 * hourMs - 10 * minuteMs)
  await lose(await offline.member(100), 'till-1', 15 * minuteMs)
  expect((await offline.granted(await offline.member(100), 'till-2')).amount_total).toBe(50)
})

test('a till that died keeps its member and its name from others until staff close its allowance, with a reason', async () => {
  const profileId = await offline.member(200)
  const lost = await offline.granted(profileId, 'till-1')
  shop.wait(30 * dayMs)
  for (const device of ['till-1', 'till-2']) {
    expect(refusal(await offline.grant(profileId, device))).toEqual([422, 'offline_ceiling_reached', 'member'])
  }
  const closed = await close(lost)
  expect([closed.status, closed.body.data]).toMatchObject([
    200,
    { state: 'closed', outstanding: 0, written_off: 100, shortfall: 0, closed_reason: reason },
  ])
  expect((await shop.get('allowances?filter[state]=lapsed')).body.data).toEqual([])
  expect((await shop.get('allowances/group/state')).body.data).toMatchObject([{ value: 'closed', written_off: 100 }])
})

test('what staff gave up counts as lost on that day, and not on the next', async () => {
  const profileId = await offline.member(200)
  const lost = await offline.granted(profileId, 'till-1')
  shop.wait(3 * dayMs)
  await close(lost)
  expect(refusal(await offline.grant(profileId, 'till-1'))).toEqual([422, 'offline_ceiling_reached', 'member'])
  expect(refusal(await offline.grant(await offline.member(100), 'till-1'))).toEqual([
    422,
    'offline_ceiling_reached',
    'device',
  ])
  shop.wait(dayMs)
  expect((await offline.granted(profileId, 'till-1')).amount_total).toBe(100)
})

test('a till that comes back after its allowance was closed is settled like any other, and only what it lost stays lost', async () => {
  const profileId = await offline.member(100)
  const grant = await offline.granted(profileId, 'till-1')
  const spends = [offline.spend('a', 30)]
  shop.wait(dayMs)
  await close(grant)
  expect((await offline.report(grant, spends)).body.data).toMatchObject({
    allowance: { state: 'closed', spent: 30, settled: 30, shortfall: 0, written_off: 70 },
    spends: [{ total: 30, shortfall: 0 }],
  })
  expect((await offline.report(grant, [], true)).body.data.allowance).toMatchObject({
    state: 'reported',
    written_off: 0,
  })
  expect(await offline.rewards(profileId)).toBe(70)
  expect((await offline.granted(profileId, 'till-2')).amount_total).toBe(70)
})

test('only what lapsed without its last report can be closed, once', async () => {
  const profileId = await offline.member(100)
  const grant = await offline.granted(profileId, 'till-1')
  expect(refusal(await close(grant))).toEqual([422, 'allowance_not_lapsed', undefined])
  shop.wait(dayMs)
  expect((await close(grant)).status).toBe(200)
  expect(refusal(await close(grant))).toEqual([422, 'allowance_not_lapsed', undefined])
  shop.wait(dayMs)
  const other = await offline.granted(profileId, 'till-1')
  await offline.report(other, [], true)
  shop.wait(dayMs)
  expect(refusal(await close(other))).toEqual([422, 'allowance_not_lapsed', undefined])
  const nobody = { ...grant, id: '0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44' }
  expect((await close(nobody)).status).toBe(404)
})

test('closing takes the scope close-allowances and a reason that says something', async () => {
  const grant = await offline.granted(await offline.member(100), 'till-1')
  shop.wait(dayMs)
  const till = await shop.tokenWith(['redeem-strategy', 'read-redemptions', 'return', 'reverse-late'])
  expect((await close(grant, { reason }, till)).status).toBe(403)
  for (const body of [{}, { reason: '' }, { reason: '   ' }]) {
    const { status, body: said } = await close(grant, body)
    expect([status, Object.keys(said.errors)]).toEqual([422, ['reason']])
  }
  expect(await offline.allowance(grant.id)).toMatchObject({ state: 'lapsed', closed_at: null })
  expect((await close(grant, { reason }, await shop.tokenWith(['close-allowances']))).status).toBe(200)
})

test('a reserve that lapsed is back in the balance already: closing it loses nothing', async () => {
  await offline.set({ mode: 'reserve' })
  const profileId = await offline.member(100)
  const grant = await offline.granted(profileId, 'till-1')
  shop.wait(dayMs)
  expect((await close(grant)).body.data).toMatchObject({ state: 'closed', written_off: 0 })
  await shop.runJobs()
  expect(await offline.rewards(profileId)).toBe(100)
})

test('two tills that were given one name: the second is not given what the first has, and is told so', async () => {
  const profileId = await offline.member(100)
  const first = await shop.tokenWith(['redeem-strategy'])
  const second = await shop.tokenWith(['redeem-strategy'])
  expect((await offline.grant(profileId, 'till-1', {}, { token: first })).status).toBe(201)
  const { status, body } = await offline.grant(profileId, 'till-1', {}, { token: second })
  expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'device_taken', ['device']])
  expect((await offline.grant(profileId, 'till-1', {}, { token: first })).status).toBe(201)
})
