// A shop in which everything has happened, and nothing disagrees; then each promise is broken by hand, in a transaction that
// is rolled back, and the doctor names what was broken.
import { afterAll, beforeAll, expect, test } from 'vitest'

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

/** A reserve that was spent in part and is still open, one that lapsed, one that was reported, and one at risk with a loss. */
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
  await grant('reserve', 'lapsed', '1')
  await report(await grant('reserve', 'reported', '600'), 4, true)
  const risky = await grant('risk', 'risky', '600')
  shop.wait(60_000)
  await shop.runJobs()
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

type Corruption = readonly [check: string, subject: RegExp, statements: string]

const corruptions: readonly Corruption[] = [
  ['reward_remaining', /^reward 1$/, 'update reward set value_remaining = value_remaining + 1 where id = 1'],
  ['point_remaining', /^point 1$/, 'update point set value_remaining = value_remaining - 1 where id = 1'],
  ['benefit_remaining', /^benefit 1$/, 'update benefit set redemptions_remaining = 0 where id = 1'],
  [
    'below_zero',
    /^reward 1$/,
    'alter table reward drop constraint reward_value_remaining_check; update reward set value_remaining = -5 where id = 1',
  ],
  [
    'below_zero',
    /^benefit 1$/,
    'alter table benefit drop constraint benefit_redemptions_remaining_check; update benefit set redemptions_remaining = -1 where id = 1',
  ],
  ['below_zero', /^point 1$/, 'update point set value_remaining = -1 where id = 1'],
  [
    'merged_holds',
    /^\w+ \d+$/,
    `update profile set merged_into = (select id from profile other where other.id <> profile.id limit 1), deleted_at = now()
       where id = (select profile_id from reward where id = 1)`,
  ],
  ['entry_of_nothing', /^entry 1$/, 'update ledger_entry set row_id = 999 where id = 1'],
  ['redemption_total', /^redeem 1$/, 'update redemption set total_minor = total_minor + 1 where id = 1'],
  [
    'redemption_total',
    /^reversal 3$/,
    "update ledger_entry set amount = -amount, value_minor = -value_minor where redemption_id = 3 and kind = 'reward'",
  ],
  [
    'reversal_restores',
    /^redemption 2$/,
    "update ledger_entry set amount = amount - 1 where cause = 'reversal' and kind = 'reward'",
  ],
  [
    'return_exceeds',
    /^redemption 1$/,
    "update ledger_entry set amount = amount + 5000 where cause = 'return' and kind = 'reward'",
  ],
  [
    'return_exceeds',
    /^redemption 1$/,
    "update redemption set total_minor = 99999 where type = 'return' and total_minor > 0",
  ],
  ['redemption_state', /^redemption 1$/, 'update redemption set transaction_id = null where id = 1'],
  ['redemption_state', /^redemption 1$/, 'update transaction set redemption_id = null where redemption_id = 1'],
  ['redemption_state', /^redemption 1$/, 'update redemption set reversed_at = now() where id = 1'],
  ['redemption_state', /^redemption 3$/, 'update redemption set linked_redemption_id = null where id = 3'],
  [
    'redemption_state',
    /^redemption \d+$/,
    'update redemption set transaction_id = 1 where hold_expires_at is not null and hold_outcome is null',
  ],
  ['redemption_state', /^redemption 1$/, "update redemption set hold_outcome = 'lapsed' where id = 1"],
  [
    'redemption_state',
    /^redemption \d+$/,
    "update redemption set total_minor = total_minor + 1 where hold_outcome = 'lapsed'",
  ],
  [
    'redemption_state',
    /^redemption \d+$/,
    "update redemption set linked_redemption_id = (select min(id) from redemption where hold_outcome = 'lapsed') where hold_outcome = 'settled'",
  ],
  ['allowance_sums', /^allowance /, 'update allowance set shortfall_minor = shortfall_minor + 1'],
  ['allowance_spends', /^spend a of allowance /, 'update allowance_spend set shortfall_minor = shortfall_minor + 1'],
  [
    'allowance_spends',
    /^spend a of allowance /,
    'update allowance_spend set redemption_id = null where redemption_id is not null',
  ],
  ['allowance_reserve', /^allowance /, "update allowance set reserve_redemption_id = null where device = 'open'"],
  ['allowance_reserve', /^redemption /, "update allowance set reported_at = now() where device = 'open'"],
  ['sale_shares', /^sale 1$/, "update transaction_item set share_minor = share_minor + 1 where external_id = 'a-2'"],
  ['sale_shares', /^sale \d+$/, "delete from exception where code = 'redemption_above_lines'"],
  [
    'unit_shares',
    /^line 1 of sale 1$/,
    "update transaction_item set share_units_more = share_units_more + 1 where external_id = 'a-1'",
  ],
  [
    'returned_sums',
    /^line 1 of sale 1$/,
    "update transaction_item set returned_quantity = 3 where external_id = 'a-1'",
  ],
  [
    'returned_sums',
    /^line 1 of sale 1$/,
    "update transaction_item set returned_share_minor = 0 where external_id = 'a-1'",
  ],
  [
    'sale_points',
    /^sale 1$/,
    "update transaction_item set points_earned = points_earned + 1 where external_id = 'a-2'",
  ],
  [
    'sale_points',
    /^sale 1$/,
    "update ledger_entry set amount = amount + 1 where cause = 'earn' and transaction_id = 1",
  ],
  // Value that comes from nowhere or goes there, with the row made to match.
  ...(['earn', 'redeem', 'reversal', 'return'] as const).map((cause): Corruption => {
    const amount = cause === 'redeem' ? -5_000 : 5_000
    return [
      'entry_cause',
      /^entry \d+$/,
      `insert into ledger_entry (profile_id, kind, row_id, amount, value_minor, cause, created_at)
         select profile_id, 'point', id, ${amount}, ${amount / 1_000}, '${cause}', now() from point where id = 1;
       update point set value_remaining = value_remaining + ${amount} where id = 1`,
    ]
  }),
  [
    'debt_paid',
    /^sale /,
    `insert into ledger_entry (profile_id, kind, row_id, amount, value_minor, cause, transaction_id, created_at)
       select profile_id, 'point', id, 5000, 5, 'debt_paid', 1, now() from point where id = 1;
     update point set value_remaining = value_remaining + 5000 where id = 1`,
  ],
  [
    'entry_cause',
    /^entry \d+$/,
    `insert into ledger_entry (profile_id, kind, row_id, amount, value_minor, cause, created_at)
       select profile_id, kind, row_id, amount, value_minor, cause, created_at from ledger_entry where kind = 'reward' and cause = 'issue' and row_id = 1;
     update reward set value_remaining = value_remaining + 7000 where id = 1`,
  ],
  [
    'entry_cause',
    /^entry \d+$/,
    'update redemption set profile_id = (select id from profile where id <> profile_id limit 1) where id = 1',
  ],
  [
    'entry_cause',
    /^entry \d+$/,
    "update ledger_entry set undoes_entry_id = null where cause = 'return' and kind = 'reward'",
  ],
  [
    'entry_cause',
    /^entry \d+$/,
    "set local session_replication_role = replica; delete from transaction where external_id = 'd';",
  ],
  [
    'entry_value',
    /^entry \d+$/,
    `update reward set value_remaining = value_remaining - 9 * amount / 10 from ledger_entry e where e.cause = 'redeem' and e.kind = 'reward'
       and e.redemption_id = 1 and reward.id = e.row_id;
     update ledger_entry set amount = amount / 10 where cause = 'redeem' and kind = 'reward' and redemption_id = 1`,
  ],
  ['entry_value', /^entry \d+$/, "update ledger_entry set value_minor = 1 where cause = 'issue' and kind = 'reward'"],
  ['removed_value', /^reward \d+$/, 'update reward set deleted_at = now() where value_remaining > 0'],
  [
    'sale_shares',
    /^sale 1$/,
    'update transaction set redemption_id = null where id = 1; update redemption set transaction_id = null where id = 1',
  ],
  [
    'sale_shares',
    /^sale 1$/,
    `update transaction set redemption_minor = redemption_minor + 10 where id = 1;
     update transaction_item set share_minor = share_minor + 10, share_units_more = share_units_more + 10 where external_id = 'a-2'`,
  ],
  [
    'sale_shares',
    /^sale \d+$/,
    "update transaction_item set share_minor = 0, share_unit_minor = 0, share_units_more = 0 where external_id = 'c-1'",
  ],
  ['void_sale', /^sale 1$/, 'update transaction set is_void = true where id = 1'],
  ['void_sale', /^sale \d+$/, "update transaction set is_void = true where external_id = 'b'"],
  ['sale_points', /^sale \d+$/, "update transaction set is_void = true where external_id = 'd'"],
  [
    'sale_points',
    /^sale \d+$/,
    `with moved as (select row_id from ledger_entry where cause = 'earn' and transaction_id = (select id from transaction where external_id = 'd'))
     update point set profile_id = (select id from profile p where p.id <> point.profile_id limit 1) where id in (select row_id from moved);
     update ledger_entry e set profile_id = p.profile_id from point p where e.kind = 'point' and e.row_id = p.id`,
  ],
  [
    'sale_points',
    /^sale 1$/,
    `update point p set value_remaining = value_remaining - e.amount from ledger_entry e
       where e.cause = 'earn_return' and e.by_transaction_id = (select id from transaction where external_id = 'k') and p.id = e.row_id;
     delete from ledger_entry where cause = 'earn_return' and by_transaction_id = (select id from transaction where external_id = 'k')`,
  ],
  [
    'returned_units',
    /^line 1 of sale 1$/,
    `update item_return set quantity = 50 where transaction_id = (select id from transaction where external_id = 'b');
     update transaction_item set returned_quantity = returned_quantity + 49 where external_id = 'a-1'`,
  ],
  [
    'line_points',
    /^line \d+ of sale 1$/,
    "update transaction_item set charged_minor = charged_minor + 1 where external_id = 'a-2'",
  ],
  [
    'line_charged',
    /^line \d+ of sale 1$/,
    `update transaction_item set share_minor = share_minor + 99, share_unit_minor = share_unit_minor + 33 where external_id = 'a-1';
     update transaction_item set share_minor = share_minor - 99, share_unit_minor = share_unit_minor - 99 where external_id = 'a-2'`,
  ],
  ['answer_without_effect', /^redemption 999$/, `update idempotency_key set answer = '{"data":{"id":999,"x":1}}'`],
]

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
