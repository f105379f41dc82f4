// The operator pairs tills and lets staff in from the command line.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { buildCommandLine, type CommandLine } from '../../test/command-line.ts'
import { startEmbedded } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { openPool, type Sql } from '../db/open.ts'
import { establishTenant } from '../settings/service.ts'
import { recogniseByPin } from '../staff/access.ts'
import { instant } from '@tillside/rules/time'

let commandLine: CommandLine
let sql: Sql
let stop: () => Promise<void>
const now = instant(Date.now())
beforeAll(async () => {
  commandLine = await buildCommandLine()
  const embedded = await startEmbedded({ dataFolder: commandLine.data, log: () => {} })
  stop = () => embedded.stop()
  await migrate(embedded.connection)
  sql = openPool(embedded.connection, { size: 1 })
  await sql.begin((tx) => establishTenant(tx, { currency: 'AUD', timeZone: 'UTC', region: 'AU' }, now))
  await sql`insert into location (name, external_id, created_at, updated_at) values ('Carlton', '0014', now(), now())`
  await sql`
    with grace as (
      insert into staff (first_name, last_name, email, created_at, updated_at)
      values ('Grace', 'Okafor', 'grace@example.com', now(), now()) returning id)
    insert into staff_identity (staff_id, handle, identifier, created_at, updated_at)
    select id, 'staff', '0042', now(), now() from grace`
})
afterAll(async () => {
  await sql.end()
  await stop()
  commandLine.remove()
})

const tillside = (...args: readonly string[]) => commandLine.run(...args)

test('pair prints a link, devices lists what there is, and unpair revokes', async () => {
  expect(await tillside('devices')).toMatchObject({ code: 0, out: expect.stringMatching(/^There is no device yet/) })
  const made = await tillside('pair', 'till', 'Till 1', '--location', '0014', '--url', 'https://loyalty.example/')
  expect(made).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^https:\/\/loyalty\.example\/till\/pair#[\w-]{43}\n$/),
  })
  expect(await tillside('pair', 'clienteling', '7')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^http:\/\/localhost:4000\/clienteling\/pair#[\w-]{43}\n$/),
  })
  const [till] = await sql`select l.external_id from device d join location l on l.id = d.location_id`
  expect(till).toEqual({ external_id: '0014' })
  const listed = await tillside('devices')
  expect(listed.out).toMatch(
    /^1 {2}till {2}Till 1 {2}[\w-]{36} {2}not paired\n2 {2}clienteling {2}7 {2}[\w-]{36} {2}not paired\n$/,
  )
  expect(await tillside('unpair', 'till 1')).toMatchObject({
    code: 0,
    out: '"till 1" is revoked, and stops at once.\n',
  })
  expect(await tillside('unpair', 'Till 1')).toMatchObject({ code: 1, err: '"Till 1" was revoked before.\n' })
  expect((await tillside('devices')).out).toMatch(/Till 1 {2}[\w-]{36} {2}revoked 20/)
})

test('staff-access asks for the PIN, keeps its zeros, and takes it away again', async () => {
  const isLetIn = async (pin: string): Promise<boolean> => !('why' in (await recogniseByPin(sql, '0042', pin, now)))
  const asked = await commandLine.runWith('7391\n', 'staff-access', '0042', '--role', 'manager')
  expect(asked).toEqual({ code: 0, out: 'Grace Okafor is let in as manager, with a PIN.\n', err: '' })
  expect(await isLetIn('7391')).toBe(true)
  const given = await tillside('staff-access', '0042', '--role', 'cashier', '--pin', '0471', '--badge=0815')
  expect(given.out).toBe('Grace Okafor is let in as cashier, with a PIN and a badge.\n')
  expect([await isLetIn('0471'), await isLetIn('471')]).toEqual([true, false])
  const without = await tillside('staff-access', '0042', '--role', 'cashier', '--no-pin', '--no-badge')
  expect(without.out).toBe('Grace Okafor is let in as cashier, with neither PIN nor badge.\n')
  expect((await tillside('staff-access', '0042', '--role', 'none')).out).toBe('Grace Okafor is not let in any more.\n')
})

test('staff-access-log tells who was let in as what, when and by whom, and never the PIN', async () => {
  await tillside('staff-access', '0042', '--role', 'manager', '--pin', '918273', '--badge=BADGE-918273')
  await tillside('staff-access', '0042', '--role', 'none')
  const [of, all] = [await tillside('staff-access-log', '0042'), await tillside('staff-access-log')]
  expect([of.code, of.err, all.out]).toEqual([0, '', of.out])
  const lines = of.out.trimEnd().split('\n').slice(-2)
  expect(lines[0]).toMatch(
    /^20[\d-]{8} [\d:]{8} {2}Grace Okafor \(1\) {2}not let in → manager, PIN set, badge set {2}by command line$/,
  )
  expect(lines[1]).toMatch(/ {2}manager → not let in, PIN taken {2}by command line$/)
  expect(of.out).not.toContain('918273')
  expect(await tillside('staff-access-log', '4711')).toMatchObject({
    code: 1,
    out: '',
    err: 'There is no member of staff "4711".\n',
  })
})

test('what cannot be is told in a sentence, and changes nothing', async () => {
  const wrong = [
    [['pair', 'console', 'x'], /^There is no app "console"\. There are: till, clienteling\.$/],
    [['pair', 'till', ' '], /^The name has/],
    [['pair', 'till', 'x', '--location', 'S99'], /^There is no location "S99"\.$/],
    [['pair', 'till', 'x', '--url', 'loyalty.example'], /^The URL is the address/],
    [['unpair', 'x'], /^There is no device "x"\.$/],
    [['staff-access', '0042', '--role', 'owner'], /^The role is one of cashier, supervisor, manager, or none\.$/],
    [['staff-access', '0042'], /^The role is one of/],
    [['staff-access', '4711', '--role', 'cashier', '--pin', '7391'], /^There is no member of staff "4711"\.$/],
    [['staff-access', '0042', '--role', 'cashier', '--pin', '1234'], /one of the first that anybody would try/],
    [['staff-access', '0042', '--role', 'cashier'], /^A PIN has 4 to 12 digits\.$/],
  ] as const
  for (const [args, sentence] of wrong)
    expect(await tillside(...args), args.join(' ')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(new RegExp(sentence.source, 'm')),
    })
})
