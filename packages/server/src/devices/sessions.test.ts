// Staff sign in on a till with a PIN or a badge, and it does what their role allows.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { hourMs } from '@tillside/rules/time'

import { type DevicePage, pairedPage, staffMember } from '../../test/device.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let till: DevicePage
const ids: Record<string, number> = {}
beforeAll(async () => {
  shop = await openShop()
  till = await pairedPage(shop, 'till', 'Till 1')
  ids['grace'] = await staffMember(shop, '2207', { role: 'manager', pin: '7391', badge: 'BADGE-7f3k' })
  ids['tom'] = await staffMember(shop, '2208', { role: 'cashier', pin: '2846' })
})
afterAll(() => shop.close())

const signIn = (number: string, pin: string, page = till) => page.post('device/session', { staff_id: number, pin })

test('who can sign in is shown by name, with a role and without anything secret', async () => {
  await shop.post('staff', { first_name: 'Nobody', identities: [{ handle: 'staff', identifier: '9999' }] })
  const { body } = await till.get('device/staff')
  expect(body.data).toEqual([
    { id: ids['grace'], number: '2207', full_name: 'Staff 2207', role: 'manager' },
    { id: ids['tom'], number: '2208', full_name: 'Staff 2208', role: 'cashier' },
  ])
})

test('who signed in at the place of the device last is shown first', async () => {
  await shop.post('locations', { name: 'Carlton', external_id: 'S14' })
  await shop.post('locations', { name: 'Fitzroy', external_id: 'S15' })
  const [carlton, fitzroy] = [
    await pairedPage(shop, 'till', 'Carlton 1', { location_id: 'S14' }),
    await pairedPage(shop, 'till', 'Fitzroy 1', { location_id: 'S15' }),
  ]
  const numbers = async (page: DevicePage) =>
    (await page.get('device/staff')).body.data.map(({ number }: { number: string }) => number)
  await signIn('2207', '7391', carlton)
  await signIn('2208', '2846', carlton)
  await signIn('2207', '7391', fitzroy)
  expect([await numbers(carlton), await numbers(fitzroy)]).toEqual([
    ['2208', '2207'],
    ['2207', '2208'],
  ])
  await signIn('2207', '7391', carlton)
  expect(await numbers(carlton)).toEqual(['2207', '2208'])
})

test('a cashier signs in with number and PIN, finds a member, and is out after signing out', async () => {
  expect((await till.get('profiles')).body.code).toBe('scope_missing')
  const signedIn = await signIn('2208', '2846')
  expect(signedIn.status).toBe(201)
  expect(signedIn.body.data.staff).toEqual({
    id: ids['tom'],
    number: '2208',
    full_name: 'Staff 2208',
    role: 'cashier',
    permissions: ['sell', 'redeem', 'enrol', 'edit_profile', 'return', 'training', 'end_of_day'],
    signed_in_at: '2025-07-04 01:15:00',
    expires_at: '2025-07-04 13:15:00',
  })
  expect((await till.get('profiles')).status).toBe(200)
  expect((await till.remove('device/session')).status).toBe(204)
  expect((await till.get('device')).body.data.staff).toBeNull()
  expect((await till.get('profiles')).body.code).toBe('scope_missing')
})

test('a badge alone signs in, and only whom it belongs to', async () => {
  const byBadge = await till.post('device/session', { badge: 'BADGE-7f3k' })
  expect(byBadge.body.data.staff.number).toBe('2207')
  const another = await till.post('device/session', { staff_id: '2208', badge: 'BADGE-7f3k' })
  expect([another.status, another.body.code]).toEqual([422, 'sign_in_failed'])
  expect((await till.post('device/session', { badge: 'BADGE-7f3l' })).body.code).toBe('sign_in_failed')
})

test('a badge is the same whatever the scanner adds to it, and is no number that everybody knows', async () => {
  for (const badge of [']C1BADGE-7f3k\r\n', 'BADGE-7f3k\t', '\u001DBADGE-7f3k'])
    expect([badge, (await till.post('device/session', { badge })).status]).toEqual([badge, 201])
  for (const badge of ['2208', ']C12208\r\n', ' \r\n']) {
    const { status, body } = await shop.put('staff/2208/access', { role: 'cashier', badge })
    expect([badge, status, body.code, Object.keys(body.errors)]).toEqual([badge, 422, 'validation_failed', ['badge']])
  }
})

test('a wrong PIN, an unknown number and somebody without access are refused in the same words', async () => {
  const answers = [
    await signIn('2208', '2847'),
    await signIn('1234', '2846'),
    await signIn('9999', '2846'),
    await signIn('2208', 'not a PIN'),
  ]
  for (const { status, body } of answers)
    expect([status, body]).toEqual([422, { code: 'sign_in_failed', message: 'Nobody could be recognised by this.' }])
  expect((await signIn('2208', '2846')).status).toBe(201)
})

test('without a PIN or a badge, or with both, the field is named', async () => {
  for (const [body, field] of [
    [{}, 'pin'],
    [{ staff_id: '2208' }, 'pin'],
    [{ staff_id: '2208', pin: '2846', badge: 'B' }, 'pin'],
    [{ pin: '2846' }, 'staff_id'],
  ] as const) {
    const answer = await till.post('device/session', body)
    expect([answer.status, answer.body.code, Object.keys(answer.body.errors)]).toEqual([
      422,
      'validation_failed',
      [field],
    ])
  }
})

test('twelve hours after signing in nobody is signed in any more', async () => {
  await signIn('2208', '2846')
  shop.wait(12 * hourMs - 1)
  expect((await till.get('profiles')).status).toBe(200)
  shop.wait(1)
  expect((await till.get('profiles')).body.code).toBe('scope_missing')
  expect((await till.get('device')).body.data.staff).toBeNull()
})

test('who loses the role, gets another PIN, or is removed is out at once, and a new role counts at once', async () => {
  await staffMember(shop, '3001', { role: 'cashier', pin: '5164' })
  const change = (access: object) => shop.put('staff/3001/access', access)
  await signIn('3001', '5164')
  await change({ role: null })
  expect((await till.get('profiles')).body.code).toBe('scope_missing')
  expect((await signIn('3001', '5164')).body.code).toBe('sign_in_failed')
  await change({ role: 'cashier', pin: '6402' })
  await signIn('3001', '6402')
  await change({ role: 'cashier', pin: '9027' })
  expect((await till.get('device')).body.data.staff).toBeNull()
  expect((await signIn('3001', '6402')).body.code).toBe('sign_in_failed')
  const signedIn = await signIn('3001', '9027')
  await shop.remove(`staff/${signedIn.body.data.staff.id}`)
  expect((await till.get('profiles')).body.code).toBe('scope_missing')
  expect((await signIn('3001', '9027')).body.code).toBe('sign_in_failed')
  const kept = await shop.sql`
    select role, pin_hash, pin_salt, badge_hash from staff where id = ${signedIn.body.data.staff.id}`
  expect([...kept]).toEqual([{ role: null, pin_hash: null, pin_salt: null, badge_hash: null }])
})

test('a PIN that is changed while somebody signs in with the old one lets nobody stay', async () => {
  await staffMember(shop, '3002', { role: 'cashier', pin: '5164' })
  const pins = ['5164', '6402', '9027', '8351', '2749', '6083', '4917', '7530']
  for (const [index, pin] of pins.slice(1).entries()) {
    const changing = shop.put('staff/3002/access', { role: 'cashier', pin })
    const [changed, signedIn] = await Promise.all([changing, signIn('3002', pins[index] ?? '')])
    expect([changed.status, [201, 422].includes(signedIn.status)]).toEqual([200, true])
    expect((await till.get('device')).body.data.staff).toBeNull()
  }
  expect((await signIn('3002', '7530')).status).toBe(201)
})

test('a device that is revoked while somebody signs in on it has nobody on it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const page = await pairedPage(shop, 'till', 'Till 9')
    const { id } = (await page.get('device')).body.data
    const [revoked] = await Promise.all([shop.remove(`devices/${id}`), signIn('2208', '2846', page)])
    expect(revoked.status).toBe(204)
    expect((await page.get('device')).status).toBe(401)
    expect((await shop.get('devices?filter[name]=Till 9')).body.data[0].staff).toBeNull()
  }
})

test('a PIN that anybody would try first is refused, and a badge belongs to one person', async () => {
  for (const pin of ['1234', '4321', '0000', '1212', '7890', '2208', '123', '1234567890123', '12 4', '١٢٣٤']) {
    const { status, body } = await shop.put('staff/2208/access', { role: 'cashier', pin })
    expect([pin, status, body.code]).toEqual([pin, 422, 'pin_invalid'])
  }
  expect((await signIn('2208', '2846')).status).toBe(201)
  const taken = await shop.put('staff/2208/access', { role: 'cashier', badge: 'BADGE-7f3k' })
  expect([taken.status, taken.body.code, taken.body.errors]).toEqual([
    422,
    'badge_taken',
    { badge: [expect.any(String)] },
  ])
  const changed = await shop.put('staff/2208/access', { role: 'supervisor' })
  expect(changed.body.data).toMatchObject({ number: '2208', role: 'supervisor', has_pin: true, has_badge: false })
  expect((await shop.put('staff/4711/access', { role: 'cashier' })).body.code).toBe('not_found')
})
