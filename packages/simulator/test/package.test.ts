// The library as a POS outside of this repository has it: installed from the file that is built, typed and run there.
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { listEntries } from '../../pos-sdk/test/entries.ts'
import { root } from '../../server/test/source.ts'
import { openTill as openCounter } from '../../server/test/till.ts'
import { openShop, type Shop } from '../../server/test/shop.ts'

interface Package {
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>
  readonly dependencies: Readonly<Record<string, string>>
}

let folder: string
let shop: Shop
const readme = readFileSync(`${root}packages/pos-sdk/README.md`, 'utf8')
const installed = (name: string): string => join(folder, 'node_modules', '@tillside', 'pos-sdk', name)
/** Not in the way of the server, which is of this process. */
async function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env: environment })
  return stdout
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillside-pos-'))
  shop = await openShop()
  const said = execFileSync(process.execPath, ['scripts/build-library.mjs'], { cwd: root, encoding: 'utf8' })
  mkdirSync(join(folder, 'node_modules', '@tillside'), { recursive: true })
  execFileSync('tar', ['xzf', said.trim().split('\n').at(-1) ?? ''], { cwd: folder })
  renameSync(join(folder, 'package'), installed(''))
  // The one package that its types stand on.
  symlinkSync(`${root}node_modules/typebox`, join(folder, 'node_modules', 'typebox'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await shop.close()
})

test('it offers what the README lists, and stands on nothing but the types of schemas', () => {
  const { exports, dependencies } = JSON.parse(readFileSync(installed('package.json'), 'utf8')) as Package
  expect(Object.keys(exports)).toEqual(listEntries().map((entry) => `./${entry}`))
  expect(Object.keys(dependencies)).toEqual(['typebox'])
  for (const { default: file } of Object.values(exports)) {
    const imported = [...readFileSync(installed(file), 'utf8').matchAll(/from "([^"]+)"/g)].map(([, name]) => name)
    expect(imported.filter((name) => !/^\.|^node:/.test(name ?? ''))).toEqual([])
  }
})

test('the checkout of the README runs there, by Node alone', async () => {
  const counter = openCounter(shop)
  const profileId = await counter.member(70)
  await shop.post(`profiles/${profileId}/identities`, { handle: 'loyalty-card', identifier: '6610004471' })
  writeFileSync(join(folder, 'checkout.mjs'), /```ts\n([\s\S]+?)```/.exec(readme)?.[1] ?? '')
  const who = { TILLSIDE_URL: shop.url, TILLSIDE_TOKEN: shop.adminToken, CARD: '6610004471' }
  expect(await run(['checkout.mjs'], { ...who, TILL_JOURNAL: './till.journal' })).toBe('recorded 1300\n')
  expect(await counter.balances(profileId)).toEqual({ rewards: 57, points: 52 })
})

const typed = `
import { fetchNetwork } from '@tillside/pos-sdk/adapters/fetch-network'
import { openMemoryJournal } from '@tillside/pos-sdk/adapters/memory-journal'
import { systemChance as chance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock as clock } from '@tillside/pos-sdk/adapters/system-clock'
import { Till } from '@tillside/pos-sdk/checkout/till'
import { createClient } from '@tillside/pos-sdk/client/client'

const network = fetchNetwork
const client = createClient({ baseUrl: 'http://till.example', token: () => 'x', network, dialect: 'tillside', clock, chance })
const [member] = await client.profiles.findByCard('6610004471')
export const name: string | null | undefined = member?.first_name
export const total: number = (await client.transactions.list({ filter: { receipt_ref: 'R-1' } })).total
const store = { currency: 'AUD', timezone: 'Australia/Sydney', locationId: null }
const { till } = await Till.open({ client, storage: await openMemoryJournal(), store, clock, chance })
const begun = await till.begin()
export const shareMinor: number | undefined = begun.ok ? begun.value.current.receipt?.lines[0]?.shareMinor : undefined
// @ts-expect-error a member has no such thing
export const wrong = member?.shoe_size
// @ts-expect-error a till is of a store
await Till.open({ client, storage: await openMemoryJournal(), clock, chance })
`

test('its types hold in a strict project, which skips no declaration', async () => {
  writeFileSync(join(folder, 'typed.ts'), typed)
  const strict = { strict: true, noEmit: true, types: [], lib: ['es2023', 'dom'] }
  const compilerOptions = { target: 'es2022', module: 'nodenext', ...strict }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['typed.ts'] }))
  expect(await run([`${root}node_modules/typescript/bin/tsc`, '--project', '.'])).toBe('')
})
