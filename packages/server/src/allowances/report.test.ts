// What a report may say, and what becomes of what an honest till cannot have done.
import { hourMs } from '@tillside/rules/time'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { type Grant, type Offline, openOffline } from '../../test/offline.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let offline: Offline
beforeAll(async () => {
  shop = await openShop()
  offline = await openOffline(shop)
})
afterAll(async () => {
  expect(await findingsOf(shop)).toEqual({})
  await shop.close()
})

const terms = { count: 2, amount_per_sale: 20, amount_total: 30, valid_minutes: 60, grace_minutes: 600 }
const ceilings = { ceiling_member: 1000, ceiling_device: 100_000, ceiling_day: 100_000 }

async function allowed(mode: 'reserve' | 'risk', rewards: number): Promise<{ profileId: string; grant: Grant }> {
  await offline.set({ mode, ...terms, ...ceilings })
  const profileId = await offline.member(rewards)
  return { profileId, grant: await offline.granted(profileId, 'till-3') }
}

test('a tenant that allows nothing grants nothing: so it is at first', async () => {
  expect((await shop.get('settings/offline.mode')).body.data.value).toBe('off')
  const { status, body } = await offline.grant(await offline.member(50), 'till-3')
  expect([status, body.code]).toEqual([422, 'offline_off'])
})

test('terms that make no sense are refused, and the old ones stay', async () => {
  const wrong = {
    mode: ['on', 'Risk', 'reserve '],
    count: ['0', '1001', '2.5', '-1'],
    amount_per_sale: ['0', '-5', '1.005', 'ten', '1e3'],
    ceiling_day: ['0', '0.001', 'none'],
    valid_minutes: ['0', '10081', '1h'],
    grace_minutes: ['-1', '10081'],
  }
  for (const [handle, values] of Object.entries(wrong)) {
    for (const value of values) {
      const { status, body } = await shop.put(`settings/offline.${handle}`, { value })
      expect([status, body.code], `${handle} ${value}`).toEqual([422, 'setting_invalid'])
    }
  }
  expect((await shop.get('settings/offline.count')).body.data.value).toBe('5')
})

test('without a device, or with an amount that is none, nothing is granted', async () => {
  const { profileId } = await allowed('risk', 50)
  const faults = async (body: object) =>
    Object.keys((await shop.post(`profiles/${profileId}/allowances`, body)).body.errors)
  expect(await faults({})).toEqual(['device'])
  expect(await faults({ device: '' })).toEqual(['device'])
  for (const amount of [0, -1, 1.005]) expect(await faults({ device: 'till-9', amount })).toEqual(['amount'])
  expect((await offline.grant('0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44', 'till-3')).status).toBe(404)
})

test('only who has the signature can report; a wrong one changes nothing', async () => {
  const { profileId, grant } = await allowed('reserve', 50)
  const other = await offline.granted(profileId, 'till-4')
  for (const signature of ['x', other.signature, `${grant.signature}x`, grant.signature.toUpperCase()]) {
    const { status, body } = await offline.report({ ...grant, signature }, [offline.spend('a', 5)], true)
    expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'allowance_signature_wrong', ['signature']])
  }
  expect(await offline.allowance(grant.id)).toMatchObject({ state: 'open', spent: 0 })
  const nobody = { ...grant, id: '0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44' }
  expect((await offline.report(nobody, [])).status).toBe(404)
})

test('the same reference with other content is refused and told what differs; nothing of that report is settled', async () => {
  const { profileId, grant } = await allowed('reserve', 50)
  await offline.report(grant, [offline.spend('a', 5, { transaction_receipt_ref: 'R-1' })])
  const other = offline.spend('a', 6, { transaction_receipt_ref: 'R-2' })
  for (const spends of [
    [offline.spend('b', 1), other],
    [offline.spend('c', 1), offline.spend('c', 2)],
  ]) {
    const { status, body } = await offline.report(grant, spends, true)
    expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'allowance_spend_differs', ['spends.1']])
  }
  const { body } = await offline.report(grant, [other])
  expect(body.details).toEqual({ reference: 'a', differing: 'amount, transaction_receipt_ref' })
  expect(await offline.allowance(grant.id)).toMatchObject({ state: 'open', spent_count: 1, spent: 5 })
  expect(await offline.rewards(profileId)).toBe(20)
})

test('a spend that is no amount or no moment names its field, and nothing is settled', async () => {
  const { grant } = await allowed('risk', 50)
  const wrong = [
    [{ amount: 0 }, 'spends.0.amount'],
    [{ amount: 1.005 }, 'spends.0.amount'],
    [{ spent_at: 'noon' }, 'spends.0.spent_at'],
    [{ reference: '' }, 'spends.0.reference'],
  ] as const
  for (const [more, field] of wrong) {
    const { status, body } = await offline.report(grant, [offline.spend('a', 5, more)])
    expect([status, Object.keys(body.errors)]).toEqual([422, [field]])
  }
  expect(await offline.allowance(grant.id)).toMatchObject({ spent_count: 0 })
})

const outsideOf = async (grant: Grant): Promise<(string | null)[]> =>
  (await offline.allowance(grant.id)).spends
    .toSorted((a: { reference: string }, b: { reference: string }) => a.reference.localeCompare(b.reference))
    .map(({ outside }: { outside: string | null }) => outside)

test.each(['reserve', 'risk'] as const)(
  '%s: what goes beyond the allowance is settled all the same, and staff are told',
  async (mode) => {
    const { profileId, grant } = await allowed(mode, 100)
    const [early, late] = [offline.spend('1', 21), offline.spend('4', 3)]
    const { body } = await offline.report(grant, [early, offline.spend('2', 10), offline.spend('3', 2)])
    expect(body.data.spends.map((spend: { total: number }) => spend.total)).toEqual([21, 10, 2])
    shop.wait(2 * hourMs)
    await offline.report(grant, [{ ...late, spent_at: new Date(shop.now()).toISOString() }], true)
    await offline.report(grant, [offline.spend('5', 4)])
    expect(await outsideOf(grant)).toEqual(['amount_per_sale', 'amount_total', 'count', 'late', 'reported'])
    expect(await offline.rewards(profileId)).toBe(60)
    const { body: raised } = await shop.get(
      `exceptions?filter[profile_id]=${profileId}&filter[code]=allowance_overspent`,
    )
    expect(raised.data.map((one: { details: { outside: string } }) => one.details.outside)).toEqual([
      'amount_per_sale',
      'amount_total',
      'count',
      'late',
      'reported',
    ])
  },
)

test('beyond what was reserved and what is there, the rest is a shortfall', async () => {
  const { profileId, grant } = await allowed('reserve', 35)
  const { body } = await offline.report(grant, [offline.spend('a', 60)], true)
  expect(body.data.spends).toMatchObject([{ total: 35, shortfall: 25 }])
  expect(await offline.rewards(profileId)).toBe(0)
  expect((await offline.programme.redemption(body.data.spends[0].redemption_id)).items).toMatchObject([{ value: 35 }])
})

test('the secret that signs is in no answer', async () => {
  const [row] = await shop.sql<{ value: Buffer }[]>`select value from tenant_secret`
  expect(row?.value).toHaveLength(32)
  const settings = JSON.stringify((await shop.get('settings')).body)
  for (const form of ['hex', 'base64', 'base64url'] as const) expect(settings).not.toContain(row?.value.toString(form))
})
