// What the library's README and examples show is run here, against the real server, as a reader would run it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openTill as openCounter } from '../../server/test/till.ts'
import { openShop, type Shop } from '../../server/test/shop.ts'
import { root } from '../../server/test/source.ts'

let shop: Shop
let counter: ReturnType<typeof openCounter>
let folder: string
beforeAll(async () => {
  shop = await openShop()
  counter = openCounter(shop)
  folder = mkdtempSync(join(tmpdir(), 'tillside-examples-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await shop.close()
})

interface Told {
  readonly status: number | null
  readonly said: string
}

/** Runs a TypeScript file of the repository, with what a person would type. */
function run(file: string, environment: NodeJS.ProcessEnv, typed = ''): Promise<Told> {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    env: { ...process.env, TILLSIDE_URL: shop.url, TILLSIDE_TOKEN: shop.adminToken, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdin.end(typed)
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, said })))
}

async function memberWithCard(identifier: string): Promise<string> {
  const profileId = await counter.member(70)
  await shop.post(`profiles/${profileId}/identities`, { handle: 'loyalty-card', identifier })
  return profileId
}

test('the checkout of the library’s README does what it says', async () => {
  const readme = readFileSync(`${root}packages/pos-sdk/README.md`, 'utf8')
  const code = /```ts\n([\s\S]+?)```/.exec(readme)?.[1] ?? ''
  expect(code.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import')).length).toBeLessThan(30)
  mkdirSync(`${root}.build`, { recursive: true })
  const file = `${root}.build/readme-checkout.mts`
  writeFileSync(file, code)
  const profileId = await memberWithCard('6610004471')
  const told = await run(file, { TILL_JOURNAL: join(folder, 'readme.journal'), CARD: '6610004471' })
  rmSync(file)
  expect(told).toEqual({ status: 0, said: 'recorded 1300\n' })
  expect(await counter.balances(profileId)).toEqual({ rewards: 57, points: 52 })
})

test('the till in a terminal sells, gives back, takes back, and goes on where it stopped', async () => {
  const profileId = await memberWithCard('6610004488')
  const journal = { TILL_JOURNAL: join(folder, 'till.journal') }
  const till = (...lines: string[]): Promise<Told> => run('examples/node-pos/till.ts', journal, `${lines.join('\n')}\n`)

  const first = await till(
    'card 6610004488',
    'add 65 Scarf',
    'add 115 Shirt',
    'redeem 18',
    'pay card 100',
    'decline',
    'redeem 18',
  )
  expect(first.status, first.said).toBe(0)
  expect((await counter.balances(profileId)).rewards).toBe(52)

  // Its input ended in the middle of a sale: the next start goes on with it, also with a tender that was taken.
  const second = await till('redeem 1', 'pay cash 62', 'quit')
  expect(second.said).toContain('✗ already_redeemed')
  const third = await till('pay card', 'back 2', 'pay cash', 'drain', 'what', 'quit')
  expect(third.said).toContain('reward 18.00, paid 162.00')
  expect(third.said).toContain('✓ 0 sales wait for the server')
  expect(await counter.balances(profileId)).toEqual({ rewards: 63.5, points: 58.5 })
})

test('the till in a terminal says what is left to pay after each tender', async () => {
  const journal = { TILL_JOURNAL: join(folder, 'left.journal') }
  const { said } = await run('examples/node-pos/till.ts', journal, 'add 65 Scarf\npay card 10\npay cash\nquit\n')
  const left = said.split('\n').flatMap((line) => /to pay \S+/.exec(line)?.[0] ?? [])
  expect(left).toEqual(['to pay 65.00', 'to pay 65.00', 'to pay 55.00', 'to pay 0.00', 'to pay 0.00'])
})

test('goods of a sale that was voided do not come back once more', async () => {
  const journal = { TILL_JOURNAL: join(folder, 'void.journal') }
  const till = (typed: string): Promise<Told> => run('examples/node-pos/till.ts', journal, typed)
  const { said } = await till('add 65 Scarf\npay cash\nvoid\nback 1\nquit\n')
  expect(said).toContain(': voided')
  expect(said).toContain('✗ there is no receipt that goods could come back from')
  expect((await till('back 1\nquit\n')).said).toContain('✗ there is no receipt that goods could come back from')
})

test('the till in a terminal makes the folder that it writes to, and says in a sentence when it has no token', async () => {
  const fresh = { TILLSIDE_DATA: join(folder, 'fresh') }
  expect((await run('examples/node-pos/till.ts', fresh, 'quit\n')).said).toBe('✓ ready\n')
  const told = await run('examples/node-pos/till.ts', { TILLSIDE_TOKEN: '', TILLSIDE_DATA: join(folder, 'none') })
  expect([told.status, told.said.split('\n').length]).toEqual([1, 2])
  expect(told.said).toMatch(/^There is no token in .*none.admin-token: .*npm start.*TILLSIDE_TOKEN/)
})

/** The server of the page in front of a loyalty server, until the story is over. */
async function serving(url: string, story: (page: string) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ['examples/browser-pos/serve.mjs'], {
    cwd: root,
    env: { ...process.env, TILLSIDE_URL: url, TILLSIDE_TOKEN: shop.adminToken, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [printed] = (await once(child.stdout, 'data')) as [Buffer]
    await story(/http:\S+/.exec(printed.toString())?.[0] ?? '')
  } finally {
    child.kill()
  }
}

test('the page is served on while the loyalty server breaks off in the middle of an answer', async () => {
  const broken = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.write('{"data":')
    setImmediate(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(broken, 'listening')
  await serving(`http://127.0.0.1:${(broken.address() as AddressInfo).port}`, async (page) => {
    for (let time = 0; time < 2; time += 1) expect((await fetch(`${page}/api/v3/locations`)).status).toBe(502)
    expect((await fetch(page)).status).toBe(200)
  })
  broken.close()
})

test('only the page itself gets through to the loyalty server: another page, or another name for the machine, does not', async () => {
  await serving(shop.url, async (page) => {
    const ask = (headers: Record<string, string>): Promise<number> =>
      new Promise((resolve, reject) => {
        request(`${page}/api/v3/locations`, { headers }, (answer) => resolve(answer.resume().statusCode ?? 0))
          .on('error', reject)
          .end()
      })
    const { host } = new URL(page)
    const asked = [{}, { origin: page }, { origin: 'https://evil.example' }, { host: 'evil.example', origin: page }]
    expect(await Promise.all(asked.map((headers) => ask({ host, ...headers })))).toEqual([200, 200, 403, 403])
  })
})
