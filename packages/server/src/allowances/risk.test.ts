// Allowances at risk: granting takes nothing, and the ceilings bound what can be lost.
import { dayMs, hourMs } from '@tillside/rules/time'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { type Grant, type Offline, openOffline } from '../../test/offline.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let offline: Offline
// Each story has a day, and so a ceiling, of its own. It is noon in Sydney.
beforeEach(async () => {
  shop = await openShop({ at: '2025-07-04 02:00:00' })
  offline = await openOffline(shop)
  await offline.set({
    mode: 'risk',
    count: 3,
    amount_per_sale: 30,
    amount_total: 50,
    valid_minutes: 60,
    grace_minutes: 30,
  })
  await offline.set({ ceiling_member: 80, ceiling_device: 120, ceiling_day: 300 })
})
afterEach(async () => {
  expect(await findingsOf(shop)).toEqual({})
  await shop.close()
})

const refusedBy = async (profileId: string, device: string): Promise<string> => {
  const { status, body } = await offline.grant(profileId, device)
  expect([status, body.code]).toEqual([422, 'offline_ceiling_reached'])
  return body.details.ceiling
}

test('granting takes nothing; a spend takes what is there, and the rest is a shortfall that staff see', async () => {
  const profileId = await offline.member(50)
  const grant = await offline.granted(profileId, 'till-3')
  expect([grant.amount_total, grant.reserve_redemption_id, await offline.rewards(profileId)]).toEqual([50, null, 50])
  await offline.programme.redeem(profileId, { amount: 35 })
  const { body } = await offline.report(grant, [offline.spend('a', 10), offline.spend('b', 10), offline.spend('c', 7)])
  expect(body.data.spends).toMatchObject([
    { total: 10, shortfall: 0 },
    { total: 5, shortfall: 5 },
    { redemption_id: null, total: 0, shortfall: 7 },
  ])
  expect(body.data.allowance).toMatchObject({ spent: 27, settled: 15, shortfall: 12, outstanding: 23, state: 'open' })
  const raised = (await shop.get('exceptions?filter[code]=allowance_shortfall')).body.data
  expect(raised.map((one: { details: { amount: number } }) => one.details.amount)).toEqual([5, 7])
})

test('a member’s ceiling holds across all devices; what is nearest to it is granted, and then no more', async () => {
  const profileId = await offline.member(70)
  expect((await offline.granted(profileId, 'till-1')).amount_total).toBe(50)
  expect((await offline.granted(profileId, 'till-2')).amount_total).toBe(30)
  expect(await refusedBy(profileId, 'till-3')).toBe('member')
})

test('a device that has lost more than it was allowed to counts with what it lost', async () => {
  const profileId = await offline.member(50)
  const grant = await offline.granted(profileId, 'till-1')
  await offline.programme.redeem(profileId, { amount: 50 })
  await offline.report(grant, [offline.spend('a', 30), offline.spend('b', 40)])
  await offline.programme.reward(profileId, 50)
  expect((await offline.granted(profileId, 'till-2')).amount_total).toBe(10)
})

test('a device’s ceiling holds across all members', async () => {
  const grants: Grant[] = []
  for (let count = 0; count < 3; count += 1) grants.push(await offline.granted(await offline.member(50), 'till-1'))
  expect(grants.map(({ amount_total }) => amount_total)).toEqual([50, 50, 20])
  expect(await refusedBy(await offline.member(50), 'till-1')).toBe('device')
  expect((await offline.granted(await offline.member(50), 'till-2')).amount_total).toBe(50)
})

test('what is granted on a local day has a ceiling, whether it is reported or not; the next day has its own', async () => {
  for (let count = 0; count < 6; count += 1) {
    await offline.report(await offline.granted(await offline.member(50), `till-${count}`), [], true)
  }
  const profileId = await offline.member(50)
  expect(await refusedBy(profileId, 'till-9')).toBe('day')
  shop.wait(11 * hourMs)
  expect(await refusedBy(profileId, 'till-9')).toBe('day')
  // Midnight in Sydney, where the day ends.
  shop.wait(hourMs)
  expect((await offline.granted(profileId, 'till-9')).amount_total).toBe(50)
})

test('an allowance that was never reported keeps counting, for days; once it is reported it does not', async () => {
  const profileId = await offline.member(100)
  const lost = await offline.granted(profileId, 'till-1')
  shop.wait(3 * dayMs)
  await shop.runJobs()
  expect(await offline.allowance(lost.id)).toMatchObject({ state: 'lapsed', outstanding: 50 })
  expect((await offline.granted(profileId, 'till-1')).amount_total).toBe(30)
  expect(await refusedBy(profileId, 'till-2')).toBe('member')
  const spend = offline.spend('late', 20, { spent_at: '2025-07-04 02:30:00' })
  expect((await offline.report(lost, [spend], true)).body.data.spends).toMatchObject([{ total: 20, shortfall: 0 }])
  expect((await offline.granted(profileId, 'till-2')).amount_total).toBe(50)
})

test('what was lost counts against the ceiling to the end of the day', async () => {
  const profileId = await offline.member(50)
  const grant = await offline.granted(profileId, 'till-1')
  await offline.programme.redeem(profileId, { amount: 50 })
  await offline.report(grant, [offline.spend('a', 30), offline.spend('b', 20)], true)
  await offline.programme.reward(profileId, 100)
  expect((await offline.granted(profileId, 'till-1')).amount_total).toBe(30)
  expect(await refusedBy(profileId, 'till-2')).toBe('member')
})

test('an operator sees what is outstanding and what was lost, to the cent', async () => {
  const profileId = await offline.member(50)
  const [first, second] = [await offline.granted(profileId, 'till-1'), await offline.granted(profileId, 'till-2')]
  await offline.programme.redeem(profileId, { amount: 44.45 })
  await offline.report(first, [offline.spend('a', 10.1)], true)
  const { body } = await shop.get('allowances/group/device')
  expect(body.data).toEqual([
    {
      value: 'till-1',
      count: 1,
      amount_total: 50,
      outstanding: 0,
      spent: 10.1,
      settled: 5.55,
      shortfall: 4.55,
      written_off: 0,
    },
    {
      value: 'till-2',
      count: 1,
      amount_total: 30,
      outstanding: 30,
      spent: 0,
      settled: 0,
      shortfall: 0,
      written_off: 0,
    },
  ])
  expect((await shop.get('allowances/group/state?filter[mode]=risk')).body.data).toMatchObject([
    { value: 'open', count: 1 },
    { value: 'reported', count: 1, shortfall: 4.55 },
  ])
  expect((await shop.get('allowances/group/granted_day')).body.data).toMatchObject([{ value: '2025-07-04', count: 2 }])
  expect((await shop.get('allowances/group/colour')).status).toBe(404)
  const listed = async (query: string): Promise<string[]> =>
    (await shop.get(`allowances?${query}`)).body.data.map((row: Grant) => row.id)
  expect(await listed(`filter[profile_id]=${profileId}&sort=id`)).toEqual([first.id, second.id])
  expect(await listed('filter[state]=open')).toEqual([second.id])
  expect(await listed('filter[device]=till-1&filter[shortfall][gt]=4.54')).toEqual([first.id])
  expect(await listed('filter[mode]=reserve')).toEqual([])
  const one = await offline.allowance(first.id)
  expect(one).toMatchObject({
    settled: 5.55,
    spends: [{ reference: 'a', amount: 10.1, total: 5.55, shortfall: 4.55, outside: null }],
  })
  expect(one.signature).toBeUndefined()
})
