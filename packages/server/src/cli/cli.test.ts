// The command line as an operator runs it.
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { buildCommandLine, type CommandLine } from '../../test/command-line.ts'
import { startEmbedded } from '../db/embedded.ts'
import { openPool } from '../db/open.ts'

let commandLine: CommandLine
let data: string
beforeAll(async () => {
  commandLine = await buildCommandLine()
  data = commandLine.data
})
afterAll(() => commandLine.remove())

const tillside = (...args: readonly string[]) => commandLine.run(...args)

test('migrate makes the database, token prints a token once, doctor finds nothing; then something, and exits with 1', async () => {
  expect(await tillside('doctor')).toMatchObject({ code: 0, out: expect.stringContaining('nothing to examine') })
  expect(existsSync(data)).toBe(false)
  expect(await tillside('migrate')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/applied 0001_.*up to date now/s),
  })
  expect(await tillside('migrate')).toMatchObject({ code: 0, out: 'The database is up to date.\n' })
  const token = await tillside('token', 'till-14-3', '--scopes', 'read-profiles,return', '--throttle', '600')
  expect(token).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^[\w-]{43}\n$/),
    err: expect.stringContaining('2 scopes'),
  })
  expect(await tillside('token', 'slow', '--scopes', 'return')).toMatchObject({
    err: expect.stringContaining('with 1 scope.'),
  })

  const embedded = await startEmbedded({ dataFolder: data, log: () => {} })
  const sql = openPool(embedded.connection, { size: 1 })
  try {
    // A server that was started at least once has chosen its currency.
    await sql`insert into setting (handle, value, created_at, updated_at) values ('currency', 'AUD', now(), now())`
    // The database is in use meanwhile: the doctor looks in without owning it.
    expect(await tillside('doctor')).toMatchObject({ code: 0, out: expect.stringMatching(/Nothing disagrees\.\n$/) })
    await sql`
      insert into idempotency_key (user_id, route, key, fields, status, answer, created_at)
      values (1, 'POST /api/v3/transactions', 'k', '{}', 201, '{"data":{"id":7,"total":1}}', now())`
    const sick = await tillside('doctor')
    expect(sick).toMatchObject({
      code: 1,
      out: expect.stringMatching(/sale 7: was answered to user 1.*1 thing disagrees\.\n$/s),
    })

    expect(await tillside('webhook-secret')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^There is none yet/),
    })
    const made = await tillside('webhook-secret', '--new')
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^[0-9a-f]{64}\n$/) })
    expect(await tillside('webhook-secret')).toEqual({ code: 0, out: made.out, err: '' })

    await tillside('token', 'Till-14-3')
    await tillside('token', 'till-14-3')
    const users = await sql`select name, throttle from app_user where name ilike 'till-14-3' order by id`
    expect(users).toEqual([
      { name: 'till-14-3', throttle: 600 },
      { name: 'Till-14-3', throttle: null },
    ])
    await sql`insert into migration (id, name, is_breaking) values (9999, '9999_of_tomorrow.sql', true)`
    expect(await tillside('doctor')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/upgraded by a newer Tillside/),
    })
    await sql`delete from migration where id = 9999`
    await sql`update migration set name = '0001_of_others.sql' where id = 1`
    expect(await tillside('migrate')).toMatchObject({ code: 1, err: expect.stringMatching(/by another Tillside/) })
  } finally {
    await sql.end()
    await embedded.stop()
  }
})

test('what is not a command, an option or a setting is told in a sentence, and help is given where it is asked for', async () => {
  const wrong = [
    [['docter'], /^There is no command "docter"/],
    [['doctor', '--fast'], /Unknown option/],
    [['token', 'x', '--scopes', 'fly'], /^There is no scope "fly"/],
    [['token', 'x', '--scopes', ''], /^The scopes are named once/],
    [['token', 'x', '--scopes', 'return', '--scopes', 'return'], /^The scopes are named once/],
    [['token', 'x', '--throttle', '0'], /^The throttle is/],
    [['token', 'x', '--throttle', '99999999999'], /^The throttle is/],
  ] as const
  for (const [args, sentence] of wrong)
    expect(await tillside(...args), args.join(' ')).toMatchObject({ code: 1, err: expect.stringMatching(sentence) })
  for (const args of [[], ['help'], ['--help']])
    expect(await tillside(...args)).toMatchObject({ code: 0, out: expect.stringContaining('doctor'), err: '' })
})
