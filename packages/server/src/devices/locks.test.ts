// Wrong PINs and badges, one after the other and many at once.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { minuteMs, secondMs } from '@tillside/rules/time'

import { type DevicePage, pairedPage, staffMember } from '../../test/device.ts'
import { type Answer, openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let till: DevicePage
let other: DevicePage
beforeAll(async () => {
  shop = await openShop()
  till = await pairedPage(shop, 'till', 'Till 1')
  other = await pairedPage(shop, 'clienteling', 'Portal 1')
})
afterAll(() => shop.close())

const signIn = (number: string, pin: string, page = till) => page.post('device/session', { staff_id: number, pin })
const codes = (answers: readonly Answer[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { status, body } of answers) {
    const name = body.code ?? String(status)
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

test('after five wrong PINs the right one waits a minute, then is good, and the count begins anew', async () => {
  await staffMember(shop, '1001', { role: 'cashier', pin: '7391' })
  for (let round = 0; round < 5; round += 1) expect((await signIn('1001', '7392')).body.code).toBe('sign_in_failed')
  const locked = await signIn('1001', '7391')
  expect([locked.status, locked.body]).toEqual([
    422,
    { message: 'Too many wrong tries; wait a moment.', code: 'sign_in_locked', details: { retry_after_seconds: 60 } },
  ])
  shop.wait(minuteMs - secondMs)
  expect((await signIn('1001', '7391', other)).body.details).toEqual({ retry_after_seconds: 1 })
  shop.wait(secondMs)
  expect((await signIn('1001', '7391')).status).toBe(201)
  for (let round = 0; round < 4; round += 1) await signIn('1001', '7392')
  expect((await signIn('1001', '7391')).status).toBe(201)
})

test('each further wrong PIN locks for twice as long, up to an hour', async () => {
  await staffMember(shop, '1002', { role: 'cashier', pin: '7391' })
  for (let round = 0; round < 4; round += 1) await signIn('1002', '7392')
  const waits: number[] = []
  for (let round = 0; round < 8; round += 1) {
    expect((await signIn('1002', '7392')).body.code).toBe('sign_in_failed')
    const wait = (await signIn('1002', '7391')).body.details.retry_after_seconds
    waits.push(wait / 60)
    shop.wait(wait * secondMs)
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
  expect((await signIn('1002', '7391')).status).toBe(201)
})

test('of a hundred wrong PINs that come at once, from two devices, five are looked at', async () => {
  await staffMember(shop, '1003', { role: 'cashier', pin: '7391' })
  const guesses = Array.from({ length: 100 }, (_, index) =>
    signIn('1003', String(8000 + index), index % 2 ? till : other),
  )
  expect(codes(await Promise.all(guesses))).toEqual({ sign_in_failed: 5, sign_in_locked: 95 })
  expect((await signIn('1003', '7391')).body.code).toBe('sign_in_locked')
  const [row] =
    await shop.sql`select pin_failures from staff s join staff_identity i on i.staff_id = s.id where i.identifier = '1003'`
  expect(row).toEqual({ pin_failures: 5 })
})

test('the right PIN from many devices at once lets in as often as it is looked at, and locks nobody out', async () => {
  await staffMember(shop, '1004', { role: 'cashier', pin: '7391' })
  for (let round = 0; round < 20; round += 1) expect((await signIn('1004', '7391')).status).toBe(201)
  const both = await Promise.all([signIn('1004', '7391'), signIn('1004', '7391', other)])
  expect(codes(both)).toEqual({ 201: 2 })
})

test('a lock is one person’s: others sign in, and a manager who gives a new PIN ends it', async () => {
  await staffMember(shop, '1005', { role: 'cashier', pin: '7391' })
  await staffMember(shop, '1006', { role: 'cashier', pin: '7391' })
  for (let round = 0; round < 6; round += 1) await signIn('1005', '7392')
  expect((await signIn('1006', '7391')).status).toBe(201)
  await shop.put('staff/1005/access', { role: 'cashier', pin: '6402' })
  expect((await signIn('1005', '6402')).status).toBe(201)
})

test('after five wrong badges a device takes none for a minute, not even at once; PINs it still takes', async () => {
  await staffMember(shop, '1007', { role: 'cashier', pin: '7391', badge: 'BADGE-q8z2' })
  const badge = (text: string, page = till) => page.post('device/session', { badge: text })
  const guesses = Array.from({ length: 30 }, (_, index) => badge(`BADGE-${index}`))
  expect(codes(await Promise.all(guesses))).toEqual({ sign_in_failed: 5, sign_in_locked: 25 })
  expect((await badge('BADGE-q8z2')).body).toMatchObject({
    code: 'sign_in_locked',
    details: { retry_after_seconds: 60 },
  })
  expect((await signIn('1007', '7391')).status).toBe(201)
  expect((await badge('BADGE-q8z2', other)).status).toBe(201)
  shop.wait(minuteMs)
  expect((await badge('BADGE-q8z2')).status).toBe(201)
})

test('wrong PINs count when they are given to approve as well', async () => {
  await staffMember(shop, '1008', { role: 'manager', pin: '7391' })
  const ask = (pin: string) => till.post('device/approvals', { permission: 'discount', staff_id: '1008', pin })
  for (let round = 0; round < 5; round += 1) expect((await ask('7392')).body.code).toBe('sign_in_failed')
  expect((await ask('7391')).body.code).toBe('sign_in_locked')
  expect((await signIn('1008', '7391')).body.code).toBe('sign_in_locked')
})

test('who tries a few PINs of everybody, and numbers of nobody, is stopped by the device, whatever is right in between', async () => {
  const page = await pairedPage(shop, 'till', 'Till of guesses')
  const people = Array.from({ length: 8 }, (_, index) => String(1100 + index))
  for (const number of people) await staffMember(shop, number, { role: 'cashier', pin: '7391' })
  const guesses = people.flatMap((number) => Array.from({ length: 4 }, (_, index) => [number, String(8000 + index)]))
  const answers: Answer[] = []
  for (const [index, [number = '', pin = '']] of guesses.slice(0, 28).entries()) {
    answers.push(await signIn(number, pin, page))
    if (index % 7 === 0) expect((await signIn('1107', '7391', page)).status).toBe(201)
  }
  expect(codes(answers)).toEqual({ sign_in_failed: 28 })
  const rest = Array.from({ length: 20 }, (_, index) => signIn(`nobody ${index}`, '7391', page))
  expect(codes(await Promise.all(rest))).toEqual({ sign_in_failed: 2, sign_in_locked: 18 })
  const locked = await signIn('1107', '7391', page)
  expect([locked.body.code, locked.body.details]).toEqual(['sign_in_locked', { retry_after_seconds: 300 }])
  expect((await page.post('device/session', { badge: 'BADGE-q8z2' })).body.code).toBe('sign_in_locked')
  expect((await signIn('1107', '7391', other)).status).toBe(201)
  const { id } = (await page.get('device')).body.data
  expect((await shop.get(`devices/${id}/events?filter[event]=sign_in_failed`)).body.meta.total).toBe(30)
  shop.wait(5 * minuteMs)
  expect((await signIn('1107', '7391', page)).status).toBe(201)
  expect((await signIn('1107', '7392', page)).body.code).toBe('sign_in_failed')
  expect((await signIn('1107', '7391', page)).body.code).toBe('sign_in_locked')
  const again = await pairedPage(shop, 'till', 'Till of guesses')
  expect((await signIn('1107', '7391', again)).status).toBe(201)
})

test('neither PINs nor badges are anywhere in the database as they were typed', async () => {
  await staffMember(shop, '1009', { role: 'cashier', pin: '918273645', badge: 'BADGE-918273' })
  await signIn('1009', '918273645')
  await till.post('device/session', { staff_id: '1009', pin: '918273646' }, { key: 'sign-in-1' })
  const tables = await shop.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
  for (const { name } of tables) {
    const rows = await shop.sql`select t::text as text from ${shop.sql(name)} t`
    expect(JSON.stringify(rows), name).not.toMatch(/918273/)
  }
  const [kept] = await shop.sql`select count(*) as keys from idempotency_key where route like '%device%'`
  expect(kept).toEqual({ keys: 0 })
})
