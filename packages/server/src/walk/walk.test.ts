// The walk against a test shop, against one that answers wrong, and as a person starts it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { expectAsDocumented } from '../../test/documents.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { root } from '../../test/source.ts'
import { findRunningEmbedded } from '../db/embedded/visit.ts'
import { leaveSign } from '../serving.ts'
import { runWalk } from './checkout.ts'

let shop: Shop
let folder: string
beforeAll(async () => {
  // A walk takes its own clock for the time, so the shop stands where the walk does.
  shop = await openShop({ at: new Date().toISOString().slice(0, 19) })
  folder = mkdtempSync(join(tmpdir(), 'tillside-walk-test-'))
  const entryPoints = [`${root}packages/server/src/walk/walk.ts`]
  await build({
    entryPoints,
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
  })
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await shop.close()
})

async function forward(
  url: string,
  sent: RequestInit,
  response: ServerResponse,
  lie: (text: string) => string,
): Promise<void> {
  const answer = await fetch(url, sent)
  const replayed = answer.headers.get('idempotency-replayed')
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    ...(replayed ? { 'idempotency-replayed': replayed } : {}),
  })
  response.end(lie(await answer.text()))
}

/** A server before the shop that changes what the shop answers. */
async function openLiar(lie: (text: string) => string): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers
      const body = Buffer.concat(chunks)
      const sent = { method: request.method ?? 'GET', headers: headers as Record<string, string> }
      void forward(`${shop.url}${request.url}`, body.length === 0 ? sent : { ...sent, body }, response, lie)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

async function walkPast(url: string, token = shop.adminToken): Promise<{ faults: readonly string[]; printed: string }> {
  const lines: string[] = []
  const now = new Date()
  const faults = await runWalk({
    url,
    token,
    now,
    write: (line) => lines.push(line),
    isColoured: false,
  })
  return { faults, printed: lines.join('\n') }
}

async function finish(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said }
}

const start = (script: string, env: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, [script], { env: { PATH: process.env['PATH'] ?? '', ...env }, cwd: folder })

test('every figure of the checkout is right, and docs/walk.txt shows it', async () => {
  const { faults, printed } = await walkPast(shop.url)
  expect(faults).toEqual([])
  expectAsDocumented(`${root}docs/walk.txt`, printed)
})

test('the checkout is as right in yen', async () => {
  const yen = await openShop({ at: new Date().toISOString().slice(0, 19), currency: 'JPY' })
  const { faults } = await walkPast(yen.url, yen.adminToken)
  await yen.close()
  expect(faults).toEqual([])
})

test.each([
  [
    'a share of the reward',
    '"redemption_share":13',
    '"redemption_share":13.01',
    'redemption_share of line 1 is 13.01, and should be 13.00',
  ],
  ['the net of a line', '"charged":36', '"charged":35', 'charged for line 4 is 35.00, and should be 36.00'],
  ['a balance', '"reward_balance":43', '"reward_balance":42.99', 'reward_balance is 42.99, and should be 43.00'],
  [
    'an entry of the ledger',
    '"dollar_value":-30',
    '"dollar_value":-29',
    'sum of dollar_value is 44.00, and should be 43.00',
  ],
  ['points', '"point_value":-92', '"point_value":-91', 'sum of point_value'],
  ['a field that is missing', '"balances":', '"balance":', 'reward_balance'],
])('a server that answers wrong is found out: %s', async (_, truth, lie, told) => {
  const liar = await openLiar((text) => text.replaceAll(truth, lie))
  const { faults } = await walkPast(liar.url)
  liar.server.close()
  expect(faults.join('\n')).toContain(told)
})

test('as a person starts it, it exits with 0 when all is right and with 1 and a clear line when not', async () => {
  const token = { TILLSIDE_TOKEN: shop.adminToken }
  const right = await finish(start(join(folder, 'walk.mjs'), { ...token, TILLSIDE_URL: shop.url }))
  expect([right.code, right.said]).toEqual([0, expect.stringMatching(/All \d+ figures are right\.\n$/)])

  const liar = await openLiar((text) => text.replaceAll('"redemption_share":23', '"redemption_share":24'))
  const wrong = await finish(start(join(folder, 'walk.mjs'), { ...token, TILLSIDE_URL: liar.url }))
  liar.server.close()
  expect(wrong.code).toBe(1)
  expect(wrong.said).toContain('step 6: redemption_share of line 2 is 24.00, and should be 23.00')
})

test('a server that is not there, a token that is not known or not right: one sentence, and 1', async () => {
  const script = join(folder, 'walk.mjs')
  const gone = await finish(start(script, { TILLSIDE_URL: 'http://127.0.0.1:1' }))
  expect([gone.code, gone.said]).toEqual([
    1,
    'No Tillside answers at http://127.0.0.1:1: is TILLSIDE_URL right, and the server up?\n',
  ])
  const unknown = await finish(start(script, { TILLSIDE_URL: shop.url }))
  expect([unknown.code, unknown.said]).toEqual([
    1,
    `A server runs at ${shop.url}, and its token is not known here: set TILLSIDE_TOKEN to one.\n`,
  ])
  const wrong = await finish(start(script, { TILLSIDE_URL: shop.url, TILLSIDE_TOKEN: 'not-a-token' }))
  expect([wrong.code, wrong.said]).toEqual([1, expect.stringContaining('was refused with 401')])
})

test('the token of a data folder goes to the server that runs on it, and to no other', async () => {
  const data = join(folder, 'data')
  mkdirSync(data)
  writeFileSync(join(data, 'admin-token'), `${shop.adminToken}\n`)
  const { hostname: HOST, port: PORT } = new URL(shop.url)
  const env = { HOST, PORT, TILLSIDE_DATA: data }
  const before = await finish(start(join(folder, 'walk.mjs'), env))
  expect([before.code, before.said]).toEqual([1, expect.stringContaining('its token is not known here')])
  const takeAway = leaveSign(data, `http://localhost:${PORT}`)
  const served = await finish(start(join(folder, 'walk.mjs'), env))
  expect(served.said).toMatch(/All \d+ figures are right\.\n$/)
  // Another has the port by now.
  const sign = join(data, `serving-${PORT}`)
  writeFileSync(sign, readFileSync(sign, 'utf8').replace(/^\d+ \d*/, '1 1'))
  const after = await finish(start(join(folder, 'walk.mjs'), env))
  expect(after.said).toContain('its token is not known here')
  takeAway()
})

test('without a server it starts one of its own, and takes it away again', async () => {
  const buildFolder = join(root, '.build')
  mkdirSync(buildFolder, { recursive: true })
  const own = mkdtempSync(join(buildFolder, 'walk-test-'))
  try {
    const source = `${root}packages/server/src`
    await build({
      entryPoints: [`${source}/main.ts`, `${source}/delivery/deliver.ts`, `${source}/walk/walk.ts`],
      entryNames: '[name]',
      outdir: own,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      alias: Object.fromEntries(
        ['contract', 'rules', 'money'].map((name) => [`@tillside/${name}`, `${root}packages/${name}/src`]),
      ),
    })
    cpSync(`${source}/db/migrations`, join(own, 'migrations'), { recursive: true })
    const walked = await finish(start(join(own, 'walk.js'), { PORT: '1', TMPDIR: own }))
    expect([walked.code, walked.said]).toEqual([0, expect.stringMatching(/All \d+ figures are right\.\n$/)])
    const folders = (): string[] => readdirSync(own).filter((name) => name.startsWith('tillside-walk-'))
    expect(folders()).toEqual([])

    const killed = start(join(own, 'walk.js'), { PORT: '1', TMPDIR: own })
    await once(killed.stdout!, 'data')
    const data = join(own, folders()[0]!)
    expect(await findRunningEmbedded(data)).toBeDefined()
    killed.kill('SIGKILL')
    await expect.poll(() => findRunningEmbedded(data), { timeout: 15_000 }).toBeUndefined()
  } finally {
    rmSync(own, { recursive: true, force: true })
  }
})
