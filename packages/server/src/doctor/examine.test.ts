// A shop in which everything has happened, and nothing disagrees; then each promise is broken by hand, in a transaction that
// is rolled back, and the doctor names what was broken.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { corruptions } from '../../test/corruptions.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import type { Tx } from '../db/open.ts'
import type { Finding } from './check.ts'
import { checks, examine } from './examine.ts'
import { reportOf } from './report.ts'

let shop: Shop
let profileId: string
const timezone = 'Australia/Sydney'
const receipt = { transacted_at: '2025-07-04 11:00:00', timezone }

async function made(path: string, body?: object): Promise<{ id: number; items: { id: number }[] }> {
  const answer = await shop.post(path, body)
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body.data
}

const line = (external_id: string, price: number, more: object = {}) => ({
  external_id,
  name: 'Goods',
  quantity: 1,
  price_current: price,
  price_sell: price,
  ...more,
})

/** Two sales with rewards, one of them returned in part; a reversal; a benefit used and returned; points spent and owed. */
async function tradeForADay(): Promise<void> {
  await made('rewards/definitions', { name: 'Welcome', handle: 'welcome', value: 70, type: 'bonus', period: 30 })
  await made('benefits/definitions', { name: 'Hemming', handle: 'hemming', period: 30, max_redemptions: 3 })
  const member = await made('profiles', { first_name: 'Ada', last_name: 'Walker', email: 'ada@example.com' })
  profileId = String(member.id)
  await made('rewards', { profile_id: profileId, reward_definition_handle: 'welcome', timezone })
  await made('benefits', {
    profile_id: profileId,
    benefit_definition_id: 1,
    issued_at: '2025-07-01 00:00:00',
    timezone,
  })
  const spent = await made(`profiles/${profileId}/redeem`, {
    amount: 40,
    benefits: [{ handle: 'hemming', quantity: 2 }],
  })
  const items = [line('a-1', 65, { quantity: 3 }), line('a-2', 25)]
  const sale = await made('transactions', {
    ...receipt,
    profile_id: profileId,
    external_id: 'a',
    redemption_id: spent.id,
    total: 180,
    items,
  })
  const undone = await made(`profiles/${profileId}/redeem`, { amount: 15, strategies: ['points', 'rewards'] })
  await made(`redemptions/${undone.id}/reversal`)
  await made(`profiles/${profileId}/redeem`, { amount: 1.5, strategies: ['points'] })
  const [first] = sale.items
  const back = line('b-1', 65, { quantity: -1, return_for: first?.id })
  await made('transactions', { ...receipt, profile_id: profileId, external_id: 'b', total: -65, items: [back] })
  await made(`redemptions/${spent.id}/return`, { amount: 9 })
  await made(`redemptions/${spent.id}/benefit/return`, { count: 1 })
  const more = await made(`profiles/${profileId}/redeem`, { amount: 20 })
  await made('transactions', {
    ...receipt,
    profile_id: profileId,
    external_id: 'c',
    redemption_id: more.id,
    total: 0,
    items: [line('c-1', 12)],
  })
  await made('transactions', { ...receipt, profile_id: profileId, external_id: 'd', total: 30 })
  const voided = await made('transactions', {
    ...receipt,
    profile_id: profileId,
    external_id: 'e',
    total: 50,
    items: [line('e-1', 50)],
  })
  await shop.put(`transactions/${voided.id}`, { is_void: true })
  const returned = await made('transactions', {
    ...receipt,
    profile_id: profileId,
    external_id: 'f',
    total: 10,
    items: [line('f-1', 10)],
  })
  const gone = line('g-1', 10, { quantity: -1, return_for: returned.items[0]?.id })
  const goneSale = { ...receipt, profile_id: profileId, external_id: 'g', total: -10, items: [gone] }
  const { id: goneId } = await made('transactions', goneSale)
  await shop.put(`transactions/${returned.id}`, { is_void: true })
  await shop.remove(`transactions/${goneId}`)
  const unknown = line('k-1', 65, { quantity: -1, return_for: first?.id })
  await made('transactions', { ...receipt, external_id: 'k', total: -65, items: [unknown] })
  await shop.post(`profiles/${profileId}/redeem`, { amount: 1 }, { key: 'once' })
  await holdForADay()
  await sellOffline()
}

/** A reserve that was spent in part and is still open, one that lapsed and was closed, one that was reported, and one at risk with a loss. */
async function sellOffline(): Promise<void> {
  const member = await made('profiles', { first_name: 'Edith', email: 'edith@example.com' })
  const profile = `profiles/${member.id}`
  await made('rewards', { profile_id: member.id, reward_definition_handle: 'welcome', timezone })
  const grant = async (mode: string, device: string, minutes: string): Promise<{ id: string; signature: string }> => {
    await shop.put('settings/offline.mode', { value: mode })
    await shop.put('settings/offline.valid_minutes', { value: minutes })
    await shop.put('settings/offline.grace_minutes', { value: '0' })
    return (await shop.post(`${profile}/allowances`, { device, amount: 10 })).body.data
  }
  const report = async ({ id, signature }: { id: string; signature: string }, amount: number, is_final: boolean) => {
    const spends = [{ reference: 'a', amount, spent_at: '2025-07-04 01:15:00' }]
    expect((await shop.post(`allowances/${id}/report`, { signature, spends, is_final })).status).toBe(200)
  }
  await report(await grant('reserve', 'open', '600'), 4, false)
  const lapsed = await grant('reserve', 'lapsed', '1')
  await report(await grant('reserve', 'reported', '600'), 4, true)
  const risky = await grant('risk', 'risky', '600')
  shop.wait(60_000)
  await shop.runJobs()
  expect((await shop.post(`allowances/${lapsed.id}/close`, { reason: 'The till burnt' })).status).toBe(200)
  await made(`${profile}/redeem`, { amount: 50 })
  await report(risky, 9, true)
}

/** A hold that lapsed and was settled again by a late sale, one that a sale settled in time, and one that still holds. */
async function holdForADay(): Promise<void> {
  const member = await made('profiles', { first_name: 'Grace', email: 'grace@example.com' })
  const profile_id = String(member.id)
  await made('rewards', { profile_id, reward_definition_handle: 'welcome', timezone })
  const redeem = (seconds: number) =>
    made(`profiles/${profile_id}/redeem`, { amount: 10, hold: { expires_in: seconds } })
  const [lapsing, settled] = [await redeem(1), await redeem(60)]
  await redeem(86_400)
  shop.wait(1_000)
  await shop.runJobs()
  for (const redemption_id of [lapsing.id, settled.id]) {
    const items = [line(`h-${redemption_id}`, 50)]
    await made('transactions', {
      ...receipt,
      profile_id,
      external_id: `h-${redemption_id}`,
      redemption_id,
      total: 40,
      items,
    })
  }
}

beforeAll(async () => {
  shop = await openShop()
  await tradeForADay()
})
afterAll(() => shop.close())

class Undo extends Error {}

/** What the doctor finds after the statements, which are then as if they had never been. */
async function findingsAfter(statements?: string): Promise<Record<string, readonly Finding[]>> {
  const found: Record<string, readonly Finding[]> = {}
  const look = async (tx: Tx): Promise<void> => {
    if (statements !== undefined) await tx.unsafe(statements)
    for await (const { check, count, findings } of examine(tx, () => 0)) if (count > 0) found[check.name] = findings
    throw new Undo()
  }
  await shop.sql.begin(look).catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error
  })
  return found
}

test('after a day of trade nothing disagrees', async () => {
  expect(await findingsAfter()).toEqual({})
})

test.each(corruptions)('%s: what was broken is named %s', async (check, subject, statements) => {
  const found = await findingsAfter(statements)
  expect(Object.keys(found)).toContain(check)
  expect((found[check] ?? []).map((finding) => finding.subject)).toContainEqual(expect.stringMatching(subject))
})

test('every check has a test that breaks its promise', () => {
  const broken = new Set(corruptions.map(([check]) => check))
  expect(checks.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([])
})

test('findings are told with figures that a person can read, and the rest are counted', () => {
  const [check] = checks
  if (!check) throw new Error('there are no checks')
  const finding = { subject: 'reward 12', profile_id: profileId, kept: 2_000, computed: 3_050, words: null }
  const told = reportOf({ check, count: 12, findings: [finding], seconds: 0.31 }, 'AUD')
  expect(told).toEqual([
    expect.stringMatching(/^ {2}What is left of each reward is the sum of its entries {2,}12 disagree {2,}0\.3 s$/),
    `      reward 12 of member ${profileId}: 20 AUD is kept, 30.5 AUD is right`,
    '      and 11 more',
  ])
})
