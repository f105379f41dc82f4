// The server as an operator starts it: built, as a process, on a folder of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'

import { buildServer } from '../test/crash/live-server.ts'
import { root } from '../test/source.ts'
import { findRunningEmbedded } from './db/embedded/visit.ts'
import { openPool } from './db/open.ts'

const given = 'given-by-the-operator-0123456789abcdef'
const other = 'another-of-the-operator-0123456789abc'

let program: string
let data: string
let cleanUps: (() => unknown)[] = []
beforeAll(async () => {
  mkdirSync(join(root, '.build'), { recursive: true })
  program = mkdtempSync(join(root, '.build', 'main-test-'))
  await buildServer(program)
})
afterAll(() => rmSync(program, { recursive: true, force: true }))
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'tillside-main-test-'))
  chmodSync(data, 0o755)
  cleanUps = [() => rmSync(data, { recursive: true, force: true })]
})
afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp()
})

class Started {
  readonly child: ChildProcess
  said = ''

  constructor(env: Readonly<Record<string, string>>) {
    const own = { PATH: process.env['PATH'] ?? '', PORT: '0', TILLSIDE_DATA: data, TILLSIDE_SAMPLE: '0' }
    this.child = spawn(process.execPath, [join(program, 'main.js')], { env: { ...own, ...env } })
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.said += String(chunk)))
    cleanUps.push(() => this.stop())
  }

  async ended(): Promise<{ code: number | null; said: string }> {
    if (this.child.exitCode === null) await once(this.child, 'close')
    return { code: this.child.exitCode, said: this.said }
  }

  async ready(): Promise<{ url: string; token: string }> {
    const find = (): RegExpExecArray | null => /^Tillside is ready at (\S+)$/m.exec(this.said)
    while (find() === null && this.child.exitCode === null) await sleep(20)
    return { url: find()?.[1] ?? this.said, token: /^Admin token +(.+)$/m.exec(this.said)?.[1] ?? '' }
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal)
    return (await this.ended()).code
  }
}

const start = (env: Readonly<Record<string, string>> = {}): Started => new Started(env)

async function listen(onConnection: (socket: { destroy(): unknown }) => void): Promise<number> {
  const server: Server = createServer(onConnection)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(() => server.close())
  return (server.address() as AddressInfo).port
}

test('from the first start to a leaked token: each start says what is true, and none is lost', async () => {
  const taken = await listen((socket) => socket.destroy())
  const busy = await start({ PORT: String(taken) }).ended()
  expect(busy).toEqual({ code: 1, said: expect.stringMatching(/^Port \d+ on 127.0.0.1 is in use: .+\n$/) })
  expect(existsSync(join(data, 'postgres'))).toBe(false)

  const first = start({ TILLSIDE_TOKEN: given, TILLSIDE_CURRENCY: 'NZD', PGTARGETSESSIONATTRS: 'any' })
  const { url, token } = await first.ready()
  expect(token).toBe(given)
  const headers = { authorization: `Bearer ${given}` }
  const sql = openPool((await findRunningEmbedded(data))!, { size: 2 })
  cleanUps.push(() => sql.end({ timeout: 0 }))
  const waited = sql.begin(async (tx) => {
    await tx`lock table profile in exclusive mode`
    await sleep(3_000)
  })
  const body = JSON.stringify({ first_name: 'Wanda', last_name: 'Waits', email: 'wanda@example.com' })
  await sleep(200)
  const json = { ...headers, 'content-type': 'application/json' }
  const enrolled = fetch(`${url}/api/v3/profiles`, { method: 'POST', headers: json, body })
  cleanUps.push(() => waited)
  const [listed] = (await (await fetch(`${url}/api/v3/auth/access-tokens`, { headers })).json()) as { id: string }[]
  const revoked = await fetch(`${url}/api/v3/auth/api-tokens/${listed?.id}`, { method: 'DELETE', headers })
  expect(revoked.status).toBe(204)
  // The terminal was closed, with a till in the middle of something: it hears its answer before the server goes.
  expect(await first.stop('SIGHUP')).toBe(0)
  expect((await enrolled).status).toBe(201)
  expect(await findRunningEmbedded(data)).toBeUndefined()

  const later = start({ TILLSIDE_TOKEN: other, TILLSIDE_CURRENCY: 'AUD' })
  expect((await later.ready()).token).toContain('npm run tillside -- token admin')
  expect(later.said).toContain('TILLSIDE_TOKEN was not installed')
  expect(later.said).toContain('TILLSIDE_CURRENCY is AUD, and this database was begun with NZD')
})

test('Ctrl-C while it starts takes the database down again', async () => {
  const starting = start()
  while (!existsSync(join(data, 'postgres', 'PG_VERSION'))) await sleep(2)
  expect(await starting.stop()).toBe(0)
  expect(starting.said).toBe('')
  expect(await findRunningEmbedded(data)).toBeUndefined()
  expect(existsSync(join(data, 'starting.lock'))).toBe(false)
})

test('a database that closes every connection is told in a sentence, soon', async () => {
  const port = await listen((socket) => socket.destroy())
  const { code, said } = await start({ DATABASE_URL: `postgres://u:p@127.0.0.1:${port}/d` }).ended()
  expect([code, said]).toEqual([
    1,
    expect.stringMatching(/^The database cannot be reached .+ is DATABASE_URL right.+\n$/),
  ])
})

test('a setting that cannot work is told in a sentence, before the database is touched', async () => {
  const file = join(data, 'file')
  writeFileSync(file, '')
  const wrong = await Promise.all([
    start({ HOST: 'no-such-host.invalid' }).ended(),
    start({ TILLSIDE_DATA: '/proc/x/y' }).ended(),
    start({ TILLSIDE_DATA: file, TILLSIDE_SAMPLE: '1', DATABASE_URL: 'postgres://u:p@127.0.0.1:1/d' }).ended(),
  ])
  expect(wrong.map(({ code, said }) => [code, said.split('\n')])).toEqual([
    [1, [expect.stringMatching(/^HOST no-such-host\.invalid is no address of this machine/), '']],
    [1, [expect.stringMatching(/^The data folder \/proc\/x\/y cannot be used/), '']],
    [1, [expect.stringMatching(/^The data folder .+ cannot be used .*EEXIST/), '']],
  ])
})
