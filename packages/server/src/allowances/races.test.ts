// Many devices at one moment: the ceilings hold, a spend is settled once, and nothing gets between a device and its reserve.
import { minuteMs } from '@tillside/rules/time'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { type Grant, type Offline, openOffline } from '../../test/offline.ts'
import { type Answer, openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let offline: Offline
beforeEach(async () => {
  shop = await openShop()
  offline = await openOffline(shop)
  await offline.set({ count: 50, amount_per_sale: 10, amount_total: 10, valid_minutes: 60, grace_minutes: 0 })
})
afterEach(async () => {
  expect(await findingsOf(shop)).toEqual({})
  await shop.close()
})

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)))
const granted = (answers: readonly Answer[]): number =>
  answers.reduce((sum, { status, body }) => sum + (status === 201 ? body.data.amount_total * 100 : 0), 0) / 100

test('ten devices ask at once for one member: never more than the member’s ceiling', async () => {
  await offline.set({ mode: 'risk', ceiling_member: 35, ceiling_device: 1000, ceiling_day: 1000 })
  const profileId = await offline.member(500)
  const answers = await times(10, (index) => offline.grant(profileId, `till-${index}`))
  expect(granted(answers)).toBe(35)
})

test('one device asks at once for ten members: never more than the device’s ceiling', async () => {
  await offline.set({ mode: 'risk', ceiling_member: 1000, ceiling_device: 35, ceiling_day: 1000 })
  const members = await times(10, () => offline.member(50))
  expect(granted(await Promise.all(members.map((profileId) => offline.grant(profileId, 'till-1'))))).toBe(35)
})

test('ten devices ask at once for ten members: never more than the ceiling of the day', async () => {
  await offline.set({ mode: 'risk', ceiling_member: 1000, ceiling_device: 1000, ceiling_day: 35 })
  const members = await times(10, () => offline.member(50))
  const answers = await Promise.all(members.map((profileId, index) => offline.grant(profileId, `till-${index}`)))
  expect(granted(answers)).toBe(35)
})

test('a device that asks ten times at once gets one allowance', async () => {
  await offline.set({ mode: 'reserve' })
  const profileId = await offline.member(500)
  const answers = await times(10, () => offline.grant(profileId, 'till-1'))
  expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1)
  expect(await offline.rewards(profileId)).toBe(490)
})

test('ten devices reserve at once beside tills that redeem: never more than there is', async () => {
  await offline.set({ mode: 'reserve' })
  const profileId = await offline.member(95)
  const [grants, redeemed] = await Promise.all([
    times(10, (index) => offline.grant(profileId, `till-${index}`)),
    times(10, () => offline.programme.redeem(profileId, { amount: 5 })),
  ])
  const spent = redeemed.reduce((sum, { status, body }) => sum + (status === 201 ? body.data.total : 0), 0)
  expect([granted(grants) + spent, await offline.rewards(profileId)]).toEqual([95, 0])
})

test.each(['reserve', 'risk'])('%s: a report that is sent twenty times at once is settled once', async (mode) => {
  await offline.set({ mode })
  const profileId = await offline.member(100)
  const grant = await offline.granted(profileId, 'till-1')
  const spends = [offline.spend('a', 4), offline.spend('b', 3)]
  const answers = await times(20, (index) => offline.report(grant, spends, true, index % 2 ? { key: 'same' } : {}))
  expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body.data.spends)}`)).size).toBe(1)
  expect(await offline.allowance(grant.id)).toMatchObject({ spent_count: 2, settled: 7, shortfall: 0 })
  expect(await offline.rewards(profileId)).toBe(93)
})

test('a report and the lapse of its reserve, at the same moment: what was spent is taken, and the rest is back, once', async () => {
  await offline.set({ mode: 'reserve' })
  for (let round = 0; round < 10; round += 1) {
    const profileId = await offline.member(10)
    const grant = await offline.granted(profileId, 'till-1')
    const spend = offline.spend('a', 4)
    shop.wait(60 * minuteMs)
    const [answer] = await Promise.all([offline.report(grant, [spend], round % 2 === 0), shop.runJobs()])
    expect(answer.body.data.spends).toMatchObject([{ total: 4, shortfall: 0 }])
    await shop.runJobs()
    expect(await offline.rewards(profileId)).toBe(6)
  }
})

test('ten partitioned tills attack one member: with reserves there is no shortfall at all', async () => {
  await offline.set({ mode: 'reserve' })
  const profileId = await offline.member(75)
  const answers = await times(10, (index) => offline.grant(profileId, `till-${index}`))
  const grants = answers.flatMap(({ status, body }): Grant[] => (status === 201 ? [body.data] : []))
  await offline.programme.redeem(profileId, { amount: 75 })
  const reports = await Promise.all(
    grants.map((grant) => offline.report(grant, [offline.spend('all', grant.amount_total)], true)),
  )
  expect(reports.map(({ body }) => body.data.allowance.shortfall)).toEqual(grants.map(() => 0))
  expect([granted(answers), await offline.rewards(profileId)]).toEqual([75, 0])
})

test('ten partitioned tills attack one member at risk: the loss is what the report says, and never above the ceiling', async () => {
  await offline.set({ mode: 'risk', ceiling_member: 42, ceiling_device: 1000, ceiling_day: 1000 })
  const profileId = await offline.member(30)
  const answers = await times(10, (index) => offline.grant(profileId, `till-${index}`))
  const grants = answers.flatMap(({ status, body }): Grant[] => (status === 201 ? [body.data] : []))
  await offline.programme.redeem(profileId, { amount: 30 })
  const reports = await Promise.all(
    grants.map((grant) => offline.report(grant, [offline.spend('all', grant.amount_total)], true)),
  )
  const lost = reports.reduce((sum, { body }) => sum + body.data.allowance.shortfall, 0)
  expect(lost).toBe(42)
  const { body } = await shop.get('allowances/group/profile_id')
  expect(body.data).toMatchObject([{ value: profileId, shortfall: 42, settled: 0, outstanding: 0 }])
})
