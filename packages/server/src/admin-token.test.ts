// Which token a start installs, shows and keeps.
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { dayMs, instant } from '@tillside/rules/time'

import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { prepareAdminToken } from './admin-token.ts'
import { type Database, openDatabase } from './db/open.ts'
import { installToken, standingOf } from './tokens/service.ts'

const now = instant(Date.UTC(2026, 1, 3))
const muchLater = instant(now + 4_000 * dayMs)
const given = 'given-by-the-operator-0123456789abcdef'
const other = 'another-of-the-operator-0123456789abc'

let testDatabase: TestDatabase
let database: Database
let dataFolder: string
beforeEach(async () => {
  testDatabase = await createTestDatabase()
  database = openDatabase(testDatabase.connection)
  dataFolder = mkdtempSync(join(tmpdir(), 'tillside-token-test-'))
})
afterEach(async () => {
  await database.close()
  await testDatabase.drop()
  rmSync(dataFolder, { recursive: true, force: true })
})

const start = (sample: boolean, token?: string, at = now): ReturnType<typeof prepareAdminToken> =>
  prepareAdminToken(database, { sample, token, dataFolder }, at)
const file = (): string => join(dataFolder, 'admin-token')
const kept = (): string => readFileSync(file(), 'utf8').trim()
const standing = (token: string | undefined): Promise<string> => standingOf(database.read, token ?? '', now)
const revokeAll = (): Promise<unknown> => database.write`update api_token set revoked_at = ${now}`

test('without sample data a token is made once, shown once, and never written down', async () => {
  const { token } = await start(false)
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(await standing(token)).toBe('live')
  expect(await start(false)).toEqual({ token: undefined, notes: [] })
  expect(existsSync(file())).toBe(false)
})

test('a token that was made for a till before the first start does not take the place of the admin token', async () => {
  const till = { userName: 'till', userEmail: 'till@tokens.tillside.example', tokenName: 'till', scopes: [] }
  await database.write.begin((tx) => installToken(tx, { ...till, accessToken: other }, now))
  expect(await standing((await start(false)).token)).toBe('live')
})

test('with sample data every start shows the same token, also four that begin together', async () => {
  const started = await Promise.all([start(true), start(true), start(true), start(true)])
  expect(new Set(started.map(({ token }) => token))).toEqual(new Set([kept()]))
  expect(await start(true)).toEqual({ token: kept(), notes: [] })
  expect(statSync(file()).mode & 0o777).toBe(0o600)
})

test('a revoked token stays revoked: with sample data a new one is made and kept', async () => {
  const { token: first } = await start(true)
  await revokeAll()
  const { token: second, notes } = await start(true)
  expect(notes).toEqual([])
  expect([await standing(first), await standing(second), kept()]).toEqual(['over', 'live', second])
})

test('a token that has run out is replaced like one that was revoked', async () => {
  await start(true)
  const { token } = await start(true, undefined, muchLater)
  expect(await standingOf(database.read, token ?? '', muchLater)).toBe('live')
})

test('TILLSIDE_TOKEN is installed at the first start, and shown at every one while it lives', async () => {
  expect(await start(false, given)).toEqual({ token: given, notes: [] })
  expect(await start(false, given)).toEqual({ token: given, notes: [] })
  await revokeAll()
  expect(await start(false, given)).toEqual({ token: undefined, notes: [expect.stringMatching(/was revoked/)] })
  expect(await standing(given)).toBe('over')
})

test('another TILLSIDE_TOKEN at a later start opens nothing, and says so', async () => {
  const { token } = await start(true)
  const later = await start(true, given)
  expect(later).toEqual({ token, notes: [expect.stringMatching(/TILLSIDE_TOKEN was not installed/)] })
  expect([await standing(given), kept()]).toEqual(['unknown', token])
})

test.runIf(process.getuid?.() === 0)('a start as root leaves the token to the owner of the folder', async () => {
  chownSync(dataFolder, 65_534, 65_534)
  await start(true)
  expect(statSync(file()).uid).toBe(65_534)
  // One that is right is not written again.
  writeFileSync(file(), `${kept()}\n\n`)
  const { mtimeMs } = statSync(file())
  await start(true)
  expect(statSync(file()).mtimeMs).toBe(mtimeMs)
})
