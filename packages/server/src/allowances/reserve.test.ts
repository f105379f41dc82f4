// Allowances that reserve: the value leaves the balance when it is granted, so there is nothing to lose.
import { minuteMs } from '@tillside/rules/time'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { entriesOf } from '../../test/member.ts'
import { type Offline, openOffline } from '../../test/offline.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { line, receipt } from '../../test/till.ts'

let shop: Shop
let offline: Offline
beforeAll(async () => {
  shop = await openShop()
  offline = await openOffline(shop)
})
beforeEach(() =>
  offline.set({
    mode: 'reserve',
    count: 3,
    amount_per_sale: 30,
    amount_total: 50,
    valid_minutes: 60,
    grace_minutes: 30,
  }),
)
afterAll(async () => {
  expect(await findingsOf(shop)).toEqual({})
  await shop.close()
})

const untilLapse = 90 * minuteMs
const lapse = async (): Promise<void> => {
  shop.wait(untilLapse)
  await shop.runJobs()
}

test('granting takes the value out of the balance, and says what the device may do and until when', async () => {
  const profileId = await offline.member(70)
  const grant = await offline.grant(profileId, 'till-3')
  expect([grant.status, grant.body.data]).toMatchObject([
    201,
    {
      profile_id: profileId,
      device: 'till-3',
      mode: 'reserve',
      state: 'open',
      currency: 'AUD',
      count: 3,
      amount_per_sale: 30,
      amount_total: 50,
      spent: 0,
      settled: 0,
      shortfall: 0,
      outstanding: 50,
      reported_at: null,
    },
  ])
  const { valid_from: from, valid_until: until, report_by: by } = grant.body.data
  const minutes = (text: string): number => (Date.parse(`${text}Z`) - Date.parse(`${from}Z`)) / minuteMs
  expect([minutes(until), minutes(by)]).toEqual([60, 90])
  expect(await offline.rewards(profileId)).toBe(20)
  const reserve = await offline.programme.redemption(grant.body.data.reserve_redemption_id)
  expect(reserve).toMatchObject({
    state: 'held',
    total: 50,
    hold_expires_at: by,
    meta: { allowance_id: grant.body.data.id },
  })
})

test('a member who holds less gets less, and one who holds nothing gets none', async () => {
  const little = await offline.granted(await offline.member(12.34), 'till-3')
  expect(little).toMatchObject({ amount_total: 12.34, amount_per_sale: 12.34 })
  const wished = await offline.granted(await offline.member(70), 'till-3', { amount: 20 })
  expect(wished).toMatchObject({ amount_total: 20, amount_per_sale: 20 })
  const more = await offline.granted(await offline.member(70), 'till-3', { amount: 500 })
  expect(more).toMatchObject({ amount_total: 50, amount_per_sale: 30 })
  const { status, body } = await offline.grant(await offline.member(0), 'till-3')
  expect([status, body.code]).toEqual([422, 'nothing_to_redeem'])
})

test('asked again while it is open, the same device gets the same one; another device one of its own', async () => {
  const profileId = await offline.member(70)
  const first = await offline.granted(profileId, 'till-3')
  const again = await offline.grant(profileId, 'till-3', { amount: 5 })
  expect([again.status, again.headers.get('idempotency-replayed'), again.body.data]).toEqual([201, 'true', first])
  const other = await offline.granted(profileId, 'till-4')
  expect([other.id === first.id, other.amount_total, await offline.rewards(profileId)]).toEqual([false, 20, 0])
  await offline.report(first, [], true)
  expect((await offline.granted(profileId, 'till-3')).id).not.toBe(first.id)
})

test('each spend becomes a redemption of its own, carved out of the reserve; the sale names it', async () => {
  const profileId = await offline.member(70)
  const grant = await offline.granted(profileId, 'till-3')
  const spends = [
    offline.spend('sale-1', 12.5, { transaction_receipt_ref: 'R-1', transaction_external_id: 'E-1' }),
    offline.spend('sale-2', 30),
  ]
  const { status, body } = await offline.report(grant, spends)
  expect(status).toBe(200)
  expect(body.data.allowance).toMatchObject({
    state: 'open',
    spent_count: 2,
    spent: 42.5,
    settled: 42.5,
    outstanding: 7.5,
  })
  expect(body.data.spends).toMatchObject([
    { reference: 'sale-1', total: 12.5, shortfall: 0 },
    { reference: 'sale-2', total: 30, shortfall: 0 },
  ])
  expect(await offline.rewards(profileId)).toBe(20)
  const [first] = body.data.spends
  expect(await offline.programme.redemption(first.redemption_id)).toMatchObject({
    type: 'redeem',
    state: 'open',
    total: 12.5,
    transaction_receipt_ref: 'R-1',
    transaction_external_id: 'E-1',
    meta: { allowance_id: grant.id, reference: 'sale-1' },
  })
  const sold = receipt(profileId, [line('Coat', 80, { price_current: 92.5 })], {
    external_id: 'E-1',
    redemption_id: first.redemption_id,
  })
  const sale = (await shop.post('transactions', sold)).body.data
  expect(sale).toMatchObject({
    redemption_id: first.redemption_id,
    exceptions: [],
    items: [{ redemption_share: 12.5 }],
  })

  // The last report gives back what was not spent.
  const last = await offline.report(grant, [], true)
  expect(last.body.data.allowance).toMatchObject({ state: 'reported', outstanding: 0, reserve_redemption_id: null })
  expect(await offline.rewards(profileId)).toBe(27.5)
})

test('a report that was sent before is answered as it was, and settles nothing twice', async () => {
  const profileId = await offline.member(70)
  const grant = await offline.granted(profileId, 'till-3')
  const spends = [offline.spend('sale-1', 10)]
  const first = await offline.report(grant, spends, false, { key: 'report-1' })
  const replayed = await offline.report(grant, spends, false, { key: 'report-1' })
  expect([replayed.body, replayed.headers.get('idempotency-replayed')]).toEqual([first.body, 'true'])
  const byReference = await offline.report(grant, [...spends, ...spends, offline.spend('sale-2', 5)], true)
  expect(byReference.body.data.spends.map((spend: { redemption_id: number }) => spend.redemption_id)).toEqual([
    first.body.data.spends[0].redemption_id,
    first.body.data.spends[0].redemption_id,
    expect.any(Number),
  ])
  const whole = await offline.report(grant, [...spends], true)
  expect(whole.body.data).toMatchObject({ allowance: { spent: 15, settled: 15, state: 'reported' } })
  expect(await offline.rewards(profileId)).toBe(55)
})

test('when the device does not report in time, what was not spent is back in the balance by itself', async () => {
  const profileId = await offline.member(70)
  const grant = await offline.granted(profileId, 'till-3')
  await offline.report(grant, [offline.spend('sale-1', 10)])
  await lapse()
  expect(await offline.rewards(profileId)).toBe(60)
  expect(await offline.allowance(grant.id)).toMatchObject({
    state: 'lapsed',
    outstanding: 0,
    settled: 10,
    shortfall: 0,
  })
  expect((await offline.granted(profileId, 'till-3')).id).not.toBe(grant.id)
})

test('a report that comes after that is settled from the balance, and what is missing is listed', async () => {
  const profileId = await offline.member(70)
  const grant = await offline.granted(profileId, 'till-3')
  const spend = offline.spend('sale-1', 30)
  await lapse()
  await offline.programme.redeem(profileId, { amount: 50 })
  const { status, body } = await offline.report(grant, [spend], true)
  expect([status, body.data.spends]).toMatchObject([200, [{ total: 20, shortfall: 10 }]])
  expect(body.data.allowance).toMatchObject({ state: 'reported', settled: 20, shortfall: 10 })
  expect(await offline.rewards(profileId)).toBe(0)
  const raised = (await shop.get(`exceptions?filter[profile_id]=${profileId}`)).body.data
  expect(raised).toMatchObject([
    {
      code: 'allowance_shortfall',
      redemption_id: body.data.spends[0].redemption_id,
      details: { allowance_id: grant.id, device: 'till-3', reference: 'sale-1', amount: 10 },
    },
  ])
})

test('a late report that is not the last leaves the rest where it is: in the balance', async () => {
  const profileId = await offline.member(70)
  const grant = await offline.granted(profileId, 'till-3')
  const spends = [offline.spend('sale-1', 10), offline.spend('sale-2', 5)]
  await lapse()
  for (const spend of spends) await offline.report(grant, [spend])
  expect(await offline.allowance(grant.id)).toMatchObject({ state: 'lapsed', settled: 15, shortfall: 0 })
  expect(await offline.rewards(profileId)).toBe(55)
})

describe('what is reserved', () => {
  test('is out of reach of other tills, of reversals, of returns and of sales', async () => {
    const profileId = await offline.member(50)
    const { reserve_redemption_id: id } = await offline.granted(profileId, 'till-3')
    expect((await offline.programme.redeem(profileId, { amount: 1 })).body.code).toBe('nothing_to_redeem')
    expect((await offline.programme.reverse(Number(id))).body.code).toBe('redemption_reserved')
    expect((await offline.programme.giveBack(Number(id))).body.code).toBe('redemption_reserved')
    const sold = receipt(profileId, [line('Coat', 80)], { external_id: `thief-${id}`, redemption_id: id })
    const sale = (await shop.post('transactions', sold)).body.data
    expect(sale).toMatchObject({ redemption_id: null, exceptions: [{ code: 'redemption_not_spent' }] })
    expect(await offline.programme.redemption(Number(id))).toMatchObject({ state: 'held' })
  })

  test('in points is not eaten by a debt that comes meanwhile', async () => {
    const profileId = await offline.member(0)
    const earned = (
      await shop.post('transactions', receipt(profileId, [line('Coat', 1000)], { external_id: `debt-${profileId}` }))
    ).body.data
    const grant = await offline.granted(profileId, 'till-3')
    expect(grant.amount_total).toBe(10)
    const backLine = line('Coat', 1000, { quantity: -1, return_for: earned.items[0].id })
    await shop.post(
      'transactions',
      receipt(profileId, [backLine], { external_id: `debt-back-${profileId}`, total: -1000 }),
    )
    expect(await offline.programme.balances(profileId)).toMatchObject({ point_balance: -1000 })
    const { body } = await offline.report(grant, [offline.spend('sale-1', 6)])
    expect(body.data.spends).toMatchObject([{ total: 6, shortfall: 0 }])
    expect(await offline.programme.balances(profileId)).toMatchObject({ point_balance: -1000 })
    const last = await offline.report(grant, [offline.spend('sale-2', 1)], true)
    expect(last.body.data.spends).toMatchObject([{ total: 1, shortfall: 0 }])
    // The rest, 3.00 in points, pays the debt.
    expect(await offline.programme.balances(profileId)).toMatchObject({ point_balance: -700 })
  })

  test('and expired meanwhile still settles; what was not spent of it is usable to the end of the next day', async () => {
    const profileId = await offline.programme.member()
    await offline.programme.reward(profileId, 40, { expires_at: new Date(shop.now() + minuteMs).toISOString() })
    const grant = await offline.granted(profileId, 'till-3')
    shop.wait(10 * minuteMs)
    const { body } = await offline.report(grant, [offline.spend('sale-1', 15)], true)
    expect([body.data.spends[0].total, await offline.rewards(profileId)]).toEqual([15, 25])
  })

  test('of a member who was deleted meanwhile is settled and put back all the same', async () => {
    const profileId = await offline.member(40)
    const grant = await offline.granted(profileId, 'till-3')
    expect((await shop.remove(`profiles/${profileId}`)).status).toBe(204)
    const { status, body } = await offline.report(grant, [offline.spend('sale-1', 15)], true)
    expect([status, body.data.spends]).toMatchObject([200, [{ total: 15, shortfall: 0 }]])
    expect((await offline.grant(profileId, 'till-3')).status).toBe(404)
  })
})

test('a spend can be undone like any redemption: a failed payment gives the value back', async () => {
  const profileId = await offline.member(50)
  const grant = await offline.granted(profileId, 'till-3')
  const { body } = await offline.report(grant, [offline.spend('sale-1', 20)], true)
  expect((await offline.programme.reverse(body.data.spends[0].redemption_id)).status).toBe(201)
  expect(await offline.rewards(profileId)).toBe(50)
  const causes = (await entriesOf(shop, profileId)).map(({ cause, amount }) => [cause, amount])
  expect(causes).toEqual([
    ['issue', 5000],
    ['redeem', -5000],
    ['reversal', 5000],
    ['redeem', -2000],
    ['redeem', -3000],
    ['reversal', 3000],
    ['reversal', 2000],
  ])
})
