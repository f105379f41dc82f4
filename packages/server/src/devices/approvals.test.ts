// What a role does not reach on the screen the API refuses too, until somebody else allows it for a minute.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { minuteMs } from '@tillside/rules/time'

import { type DevicePage, pairedPage, staffMember } from '../../test/device.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let till: DevicePage
let portal: DevicePage
let mei: number
const pins: Record<string, string> = { '2207': '7391', '2208': '2846', '2209': '5164' }
beforeAll(async () => {
  shop = await openShop()
  till = await pairedPage(shop, 'till', 'Till 1')
  portal = await pairedPage(shop, 'clienteling', 'Portal 1')
  await staffMember(shop, '2207', { role: 'manager', pin: '7391', badge: 'BADGE-7f3k' })
  await staffMember(shop, '2208', { role: 'cashier', pin: '2846' })
  mei = await staffMember(shop, '2209', { role: 'supervisor', pin: '5164' })
})
afterAll(() => shop.close())

const signIn = (number: string, page = till) => page.post('device/session', { staff_id: number, pin: pins[number] })
const allow = (permission: string, number: string) =>
  till.post('device/approvals', { permission, staff_id: number, pin: pins[number] })
/** What the API says of a change to a sale that is not there. */
const nobody = '0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44'
const changeSale = async (page = till, change: object = { profile_id: nobody }) =>
  (await page.call('PUT', 'transactions/999', change)).body.code

beforeEach(async () => {
  await till.remove('device/session')
  expect((await signIn('2208')).status).toBe(201)
})

test('a supervisor moves a sale, a cashier does not, until a supervisor allows it; after a minute no more', async () => {
  expect(await changeSale()).toBe('scope_missing')
  const allowed = await allow('move_sale', '2209')
  expect([allowed.status, allowed.body.data]).toEqual([
    201,
    {
      permission: 'move_sale',
      staff: { id: mei, full_name: 'Staff 2209' },
      expires_at: (await till.get('device')).body.data.approval.expires_at,
    },
  ])
  expect(await changeSale()).toBe('not_found')
  shop.wait(minuteMs - 1)
  expect(await changeSale()).toBe('not_found')
  shop.wait(1)
  expect(await changeSale()).toBe('scope_missing')
  expect((await till.get('device')).body.data.approval).toBeNull()
  await signIn('2209')
  expect(await changeSale()).toBe('not_found')
})

const sell = async (externalId: string): Promise<number> => {
  const sale = {
    total: 20,
    transacted_at: '2025-07-04 11:15:00',
    timezone: 'Australia/Sydney',
    external_id: externalId,
  }
  return (await shop.post('transactions', sale)).body.data.id
}
const voidSale = (id: number) => till.call('PUT', `transactions/${id}`, { is_void: true })

test('it is for one sale: asked for again that is done again, and another sale is another question', async () => {
  const [first, second] = [await sell('one-1'), await sell('one-2')]
  await allow('void_sale', '2209')
  expect([(await voidSale(first)).status, (await voidSale(first)).status]).toEqual([200, 200])
  const other = await voidSale(second)
  expect([other.status, other.body]).toEqual([
    403,
    { message: expect.any(String), code: 'scope_missing', details: { scope: 'update-transactions' } },
  ])
  expect((await shop.get(`transactions/${second}`)).body.data.is_void).toBe(false)
  await allow('void_sale', '2209')
  expect((await voidSale(second)).status).toBe(200)
  expect((await voidSale(first)).body.code).toBe('scope_missing')
})

test('what was refused has used nothing up', async () => {
  const id = await sell('refused-1')
  await allow('void_sale', '2209')
  expect((await voidSale(999_999)).body.code).toBe('not_found')
  expect((await voidSale(id)).status).toBe(200)
})

test('of two sales that are voided at the same moment by one approval one is', async () => {
  for (let round = 0; round < 5; round += 1) {
    const sales = [await sell(`race-${round}-1`), await sell(`race-${round}-2`)]
    await allow('void_sale', '2209')
    const answers = await Promise.all(sales.map(voidSale))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403])
  }
})

test('who may do it by their own role uses no approval up', async () => {
  const [first, second] = [await sell('own-1'), await sell('own-2')]
  await signIn('2209')
  await allow('void_sale', '2207')
  expect([(await voidSale(first)).status, (await voidSale(second)).status]).toEqual([200, 200])
})

test('it is for one permission, on one device', async () => {
  await allow('discount', '2209')
  expect(await changeSale()).toBe('scope_missing')
  await signIn('2208', portal)
  await allow('move_sale', '2209')
  expect(await changeSale()).toBe('not_found')
  expect(await changeSale(portal)).toBe('scope_missing')
  await allow('discount', '2209')
  expect(await changeSale()).toBe('scope_missing')
})

test('who allows a sale to be moved or voided allows nothing else to be done to it', async () => {
  const others = [{ total: 1 }, { profile_id: nobody, total: 1 }, { items: [] }]
  for (const [permission, change, wrong] of [
    ['move_sale', { profile_id: nobody }, { is_void: true }],
    ['void_sale', { is_void: true }, { profile_id: nobody }],
  ] as const) {
    await allow(permission, '2209')
    expect(await changeSale(till, change)).toBe('not_found')
    for (const other of [wrong, ...others]) expect(await changeSale(till, other)).toBe('scope_missing')
    const items = await till.post('transactions/999/items', { name: 'X', quantity: 1, price_current: 1 })
    expect(items.body.code).toBe('scope_missing')
  }
  await signIn('2209')
  for (const other of others) expect(await changeSale(till, other)).toBe('not_found')
})

test('who may not do it cannot allow it, and is told so', async () => {
  const { status, body } = await allow('reverse_late', '2209')
  expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'permission_missing', ['permission']])
  expect((await till.get('device')).body.data.approval).toBeNull()
  const byBadge = await till.post('device/approvals', { permission: 'reverse_late', badge: 'BADGE-7f3k' })
  expect(byBadge.status).toBe(201)
  const unknown = await till.post('device/approvals', { permission: 'open_safe', staff_id: '2207', pin: '7391' })
  expect([unknown.status, Object.keys(unknown.body.errors)]).toEqual([422, ['permission']])
})

test('it ends when the cashier signs out or another one comes, and when who gave it loses the role', async () => {
  await allow('move_sale', '2209')
  await till.remove('device/session')
  await signIn('2208')
  expect(await changeSale()).toBe('scope_missing')
  await allow('move_sale', '2209')
  await signIn('2208')
  expect(await changeSale()).toBe('scope_missing')
  await allow('move_sale', '2209')
  await shop.put('staff/2209/access', { role: 'cashier' })
  expect(await changeSale()).toBe('scope_missing')
  await shop.put('staff/2209/access', { role: 'supervisor' })
  expect(await changeSale()).toBe('scope_missing')
})

test('what is allowed for one cashier while another signs in is not the other’s', async () => {
  await staffMember(shop, '2210', { role: 'cashier', pin: '6402' })
  for (let round = 0; round < 6; round += 1) {
    await signIn('2208')
    const [allowed, other] = await Promise.all([
      allow('move_sale', '2209'),
      till.post('device/session', { staff_id: '2210', pin: '6402' }),
    ])
    expect([[201, 422].includes(allowed.status), other.status]).toEqual([true, 201])
    const { staff, approval } = (await till.get('device')).body.data
    expect([staff.number, approval]).toEqual(['2210', null])
  }
})

test('a reversal after ten minutes needs the manager', async () => {
  const { data: member } = (await shop.post('profiles', { first_name: 'Ada', email: 'ada@example.com' })).body
  await shop.post('rewards/definitions', { handle: 'tenner', name: '$10 off', value: 10, type: 'bonus', period: 90 })
  const reward = { profile_id: member.id, reward_definition_handle: 'tenner', timezone: 'Australia/Sydney' }
  await shop.post('rewards', { ...reward, value_initial: 10 })
  const { body } = await till.post(`profiles/${member.id}/redeem`, { amount: 10 }, { key: 'redeem-1' })
  shop.wait(11 * minuteMs)
  const reverse = () => till.post(`redemptions/${body.data.id}/reversal`, { reason: 'The card machine was down.' })
  expect((await reverse()).body.code).toBe('reversal_window_passed')
  await allow('reverse_late', '2207')
  expect((await reverse()).status).toBe(201)
})

test('and the manager allows it for one redemption: another one that is late is another question', async () => {
  const { data: member } = (await shop.post('profiles', { first_name: 'Ben', email: 'ben@example.com' })).body
  const reward = { profile_id: member.id, reward_definition_handle: 'tenner', timezone: 'Australia/Sydney' }
  const redemptions: number[] = []
  for (const key of ['late-1', 'late-2', 'late-3']) {
    await shop.post('rewards', { ...reward, value_initial: 10 })
    redemptions.push((await till.post(`profiles/${member.id}/redeem`, { amount: 10 }, { key })).body.data.id)
    if (key === 'late-2') shop.wait(11 * minuteMs)
  }
  const [first, second, inTime] = redemptions
  const reverse = (id: number | undefined, key: string) =>
    till.post(`redemptions/${id}/reversal`, { reason: 'The card machine was down.' }, { key })
  await allow('reverse_late', '2207')
  // What is in time needs nobody, and uses nothing up.
  expect((await reverse(inTime, 'back-3')).status).toBe(201)
  expect((await reverse(first, 'back-1')).status).toBe(201)
  const again = await reverse(first, 'back-1')
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
  expect((await reverse(second, 'back-2')).body.code).toBe('reversal_window_passed')
  await allow('reverse_late', '2207')
  expect((await reverse(second, 'back-2b')).status).toBe(201)
})

test('a till by itself finishes what it began and looks nobody up; a portal by itself does neither', async () => {
  const sale = { total: 20, transacted_at: '2025-07-04 11:15:00', timezone: 'Australia/Sydney', external_id: 'alone-1' }
  const { data: member } = (await shop.post('profiles', { first_name: 'Grace', email: 'grace@example.com' })).body
  const reward = { profile_id: member.id, reward_definition_handle: 'tenner', timezone: 'Australia/Sydney' }
  for (let count = 0; count < 2; count += 1) await shop.post('rewards', { ...reward, value_initial: 10 })
  const own = await till.post(`profiles/${member.id}/redeem`, { amount: 10 }, { key: 'alone-1' })
  const others = await shop.post(`profiles/${member.id}/redeem`, { amount: 10 })
  await till.remove('device/session')
  await portal.remove('device/session')
  expect((await till.post('transactions', sale, { key: 'alone-1' })).status).toBe(201)
  for (const path of [
    'profiles',
    `profiles/${member.id}`,
    `profiles/${member.id}/balances`,
    `profiles/${member.id}/rewards`,
    'profiles/lookup?text=grace',
    'identities',
    'staff',
    'transactions',
    'transactions/external/alone-1',
    'exceptions',
    'redemptions',
    `redemptions/${own.body.data.id}`,
    'rewards',
    'benefits',
    'allowances',
  ]) {
    const { body } = await till.get(path)
    expect([path, body.code]).toEqual([path, expect.stringMatching(/^(scope_missing|route_unknown)$/)])
  }
  for (const undo of ['reversal', 'return', 'benefit/return']) {
    const { status, body } = await till.post(`redemptions/${others.body.data.id}/${undo}`)
    expect([undo, status, body.code, body.details]).toEqual([undo, 403, 'scope_missing', { scope: 'return' }])
  }
  expect((await till.post(`redemptions/${own.body.data.id}/reversal`)).status).toBe(201)
  expect((await portal.post('transactions', sale)).body.code).toBe('scope_missing')
  expect((await portal.get('settings')).status).toBe(200)
  expect((await portal.get('profiles')).body.code).toBe('scope_missing')
  await signIn('2208')
  expect((await till.post(`redemptions/${others.body.data.id}/reversal`)).status).toBe(201)
})

test('what a key was refused for want of a role it is done for once the role is there', async () => {
  const { data: member } = (await shop.post('profiles', { first_name: 'Key', email: 'key@example.com' })).body
  const reward = { profile_id: member.id, reward_definition_handle: 'tenner', timezone: 'Australia/Sydney' }
  await shop.post('rewards', { ...reward, value_initial: 10 })
  const { body: taken } = await shop.post(`profiles/${member.id}/redeem`, { amount: 10 })
  const sale = { total: 20, transacted_at: '2025-07-04 11:15:00', timezone: 'Australia/Sydney', external_id: 'key-1' }
  await shop.post('transactions', sale)
  const giveBack = () => till.post(`redemptions/${taken.data.id}/return`, { amount: 10 }, { key: 'key-1' })
  const change = () => till.post('transactions/update-create', { ...sale, total: 30 }, { key: 'key-2' })
  expect((await change()).body.code).toBe('scope_missing')
  await till.remove('device/session')
  expect((await giveBack()).body.code).toBe('scope_missing')
  await signIn('2209')
  expect([(await giveBack()).status, (await change()).status]).toEqual([201, 200])
  const again = await giveBack()
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
})

test('who did what is written down, and never the PIN', async () => {
  await till.post('device/session', { staff_id: '2207', pin: '7392' })
  await allow('discount', '2209')
  await till.remove('device/session')
  const { id } = (await till.get('device')).body.data
  const { body } = await shop.get(`devices/${id}/events?sort=-id&page[size]=3`)
  const shown = body.data.map((row: Record<string, unknown>) => ({ ...row, id: undefined, created_at: undefined }))
  const [grace, tom, supervisor] = ['2207', '2208', '2209'].map((number) => ({
    id: expect.any(Number),
    full_name: `Staff ${number}`,
  }))
  const none = { staff: null, for_staff: null, permission: null, by: null }
  expect(shown).toEqual([
    { ...none, event: 'signed_out', staff: tom },
    { ...none, event: 'approved', staff: supervisor, for_staff: tom, permission: 'discount' },
    { ...none, event: 'sign_in_failed', staff: grace },
  ])
  const failures = await shop.get(`devices/${id}/events?filter[event]=sign_in_failed`)
  expect(failures.body.meta.total).toBe(1)
  expect((await shop.get(`devices/${id}1/events`)).body.code).toBe('not_found')
})
