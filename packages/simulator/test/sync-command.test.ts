// tillside-sync as an operator runs it: as its README says, and as it is watched.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { buildServer, LiveServer } from '../../server/test/crash/live-server.ts'
import { seeded } from '../../server/test/crash/random.ts'
import { root } from '../../server/test/source.ts'
import { openSamplePos } from '../src/pos/sample-pos.ts'
import { runSync, SyncProcess } from '../src/pos/sync-process.ts'
import { makeSyncToken } from '../src/pos/sync-token.ts'

const programs = `${root}.build/sync-command-${process.pid}`
const examples = `${root}examples/pos-database`
let server: LiveServer
let folder: string

beforeAll(async () => {
  const others = ['pos-sync/src/command/sync.ts', 'simulator/src/pos/sync-walk.ts']
  await buildServer(
    programs,
    others.map((file) => `${root}packages/${file}`),
  )
  server = await LiveServer.open(programs, seeded(process.pid), { TILLSIDE_WEBHOOK_ALLOW_PRIVATE: '1' })
  folder = mkdtempSync(join(tmpdir(), 'tillside-sync-command-'))
})
afterAll(async () => {
  await server.remove()
  for (const path of [folder, programs]) rmSync(path, { recursive: true, force: true })
})

const call = async (method: string, path: string, body?: object) => {
  const response = await fetch(`${server.url}/api/v3/${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return ((await response.json()) as { data: Record<string, unknown> }).data
}

/** Looks until it is so. */
async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look()
    if (isSo(seen)) return seen
    await sleep(100)
  }
}

test('the quick start of the README does what it says', async () => {
  const readme = readFileSync(`${root}packages/pos-sync/README.md`, 'utf8')
  const quickStart = /```sh\n([\s\S]+?)```/.exec(readme)?.[1] ?? ''
  const lines = quickStart.split('\n').filter((line) => line.trim() !== '')
  expect(lines[0], 'the first line starts a server; here one runs already').toMatch(/npm start/)
  const pos = `sqlite:${join(folder, 'quick.db')}`
  // The same lines, with the files in a folder of their own, a port that is free, and a service that ends.
  const port = String(21_000 + (process.pid % 9_000))
  const script = lines
    .slice(1)
    .join('\n')
    .replaceAll('sqlite:pos.db', pos)
    .replaceAll('4100', port)
    .replaceAll(/npm run -s sync -- /g, `node ${programs}/sync.js `)
    .replaceAll(/npm run -s tillside -- /g, `node ${programs}/cli.js `)
    .replaceAll(/serve &$/gm, `serve --port ${port} --operations-port 0 > ${folder}/served.txt & served=$!`)
  const started = `${script.replace(/sleep \d+/, `until grep -q 'In step' ${folder}/served.txt; do sleep 0.1; done`)}\nkill $served; wait $served`
  const { stdout } = await promisify(execFile)('bash', ['-e', '-c', started], {
    cwd: root,
    env: { ...server.environment, TILLSIDE_URL: server.url, TILLSIDE_SYNC_SECRETS_FILE: join(folder, 'quick.secrets') },
  })
  expect(stdout).toContain('profile.updated is told to')
  expect(stdout).toMatch(/both sides now\s+equal/)
  const { items } = {
    items: (await call('GET', 'profiles?filter[email]=noor@example.com')) as unknown as Record<string, unknown>[],
  }
  expect(items[0]).toMatchObject({ first_name: 'Noor', external_id: null })
  expect(items[0]?.['identities']).toMatchObject([{ handle: 'pos-customer', identifier: '1001' }])
})

test('an operator sees what happens: status, metrics, health, and what is set aside', async () => {
  const pos = await openSamplePos(join(folder, 'watched.db'), examples)
  for (const event of ['insert', 'update'])
    await pos.run(
      `create trigger refuses_${event} before ${event} on customer when new.first_name = 'Refused' begin select raise(abort, 'not this one'); end`,
    )
  const place = {
    program: join(programs, 'sync.js'),
    environment: {
      ...process.env,
      TILLSIDE_SYNC_TOKEN: await makeSyncToken(server),
      TILLSIDE_SYNC_POS: pos.url,
      TILLSIDE_URL: server.url,
    },
  }
  const common = ['--mapping', join(examples, 'mapping.json'), '--secrets', join(folder, 'secrets')]
  const port = 22_000 + (process.pid % 7_000)
  const url = `http://127.0.0.1:${port}/`
  const command = (...args: string[]) => runSync({ ...place, args: [...args, ...common] })
  expect((await command('serve')).said).toMatch(/run "subscribe" first/)
  expect((await command('subscribe', url)).said).toMatch(/Their secret is in/)
  expect((await command('subscribe', url)).said, 'twice is once').toBe('')
  const secretsFile = join(folder, 'secrets')
  const first = readFileSync(secretsFile, 'utf8')
  await command('subscribe', 'http://127.0.0.1:9/')
  const [kept, added] = readFileSync(secretsFile, 'utf8').split('\n')
  expect(kept, 'another URL leaves the secret of this one').toBe(first.trim())
  expect(added).toMatch(/^whsec_\S+ http:\/\/127\.0\.0\.1:9\/$/)

  const sync = new SyncProcess({
    ...place,
    args: ['serve', ...common, '--port', String(port), '--operations-port', '0'],
  })
  const said = await sync.start('Receiving')
  const operations = /health at (\S+)$/.exec(said)?.[1] ?? ''
  const metrics = async (): Promise<string> => (await fetch(`${operations}metrics`)).text()
  try {
    await until(
      async () => sync.said,
      (lines) => lines.includes('In step.'),
    )
    await call('POST', 'profiles', { email: 'refused@example.com', first_name: 'Refused', last_name: 'Person' })
    await call('POST', 'profiles', { email: 'taken@example.com', first_name: 'Taken' })
    await until(pos.customers, (all) => all.some((one) => one['first_name'] === 'Taken'))
    await fetch(url, { method: 'POST', body: '{}' })
    const second = await command('serve', '--port', String(port))
    expect(second, 'a second one ends').toMatchObject({ code: 1 })
    expect(second.said).toContain(`The port ${port} is taken by another program: name another with --port.`)
    const seen = await until(metrics, (text) => text.includes('result="set_aside"} 1'))
    expect(seen).toMatch(/tillside_sync_deliveries_total\{result="applied"\} [1-9]/)
    expect(seen).toMatch(/tillside_sync_deliveries_refused_total\{code="signature_missing"\} 1/)
    expect(seen, 'without a compare').toMatch(/tillside_sync_set_aside 1/)
    expect(seen).toMatch(/tillside_sync_lag_seconds_count [1-9]/)
    expect(await (await fetch(`${operations}health`)).json()).toEqual({ status: 'ok' })
    const status = await until(
      () => command('status'),
      ({ said: text }) => /events applied\s+[1-9]/.test(text),
    )
    expect(status.code, 'a member is set aside').toBe(1)
    expect(status.said).toMatch(/set aside\s+1/)
    expect(status.said, 'what came from nobody known').toMatch(/last refused\s+signature_missing, \d+ s ago/)
    expect(status.said).toMatch(/not this one \(SQLITE_CONSTRAINT_TRIGGER, tried \d+ times\)/)
    expect([...sync.said, status.said].join('\n'), 'nobody is named').not.toMatch(/refused@example|Person/)
  } finally {
    await sync.stop()
    await pos.close()
  }
})

test('a service that is told the address of another server says so, and does not claim to be in step', async () => {
  const pos = await openSamplePos(join(folder, 'elsewhere.db'), examples)
  const place = {
    program: join(programs, 'sync.js'),
    environment: {
      ...process.env,
      TILLSIDE_SYNC_TOKEN: await makeSyncToken(server),
      TILLSIDE_SYNC_POS: pos.url,
      TILLSIDE_URL: server.url,
    },
  }
  const common = ['--mapping', join(examples, 'mapping.json')]
  await runSync({ ...place, args: ['fill', ...common] })
  // A member of the server that it was filled from.
  const theirs = `'6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721', 3, -1, 'live', null, null, null, 1`
  await pos.run(`insert into tillside_sync_member values (${theirs})`)
  const sync = new SyncProcess({ ...place, args: ['serve', '--pull', ...common, '--operations-port', '0'] })
  try {
    await sync.start('It is another server, or was put back to an earlier day')
    expect(sync.said).toContain('Not known to the server, which never deleted them: 1.')
    expect(sync.said).not.toContain('In step.')
    const status = await runSync({ ...place, args: ['status', ...common] })
    expect(status.code).toBe(1)
    expect(status.said).toMatch(/doubts\s+Not known to the server/)
  } finally {
    await sync.stop()
    await pos.close()
  }
})

test('where no server can reach it, it asks: no webhooks, no secrets', async () => {
  const pos = await openSamplePos(join(folder, 'asking.db'), examples)
  const environment = {
    ...process.env,
    TILLSIDE_SYNC_TOKEN: await makeSyncToken(server),
    TILLSIDE_SYNC_POS: pos.url,
    TILLSIDE_URL: server.url,
  }
  const mapping = ['--mapping', join(examples, 'mapping.json')]
  const args = ['serve', '--pull', '--pull-seconds', '1', '--operations-port', '0', ...mapping]
  const sync = new SyncProcess({ program: join(programs, 'sync.js'), environment, args })
  try {
    await sync.start('In step.')
    await call('POST', 'profiles', { email: 'asked@example.com', first_name: 'Asked' })
    await until(pos.customers, (all) => all.some((one) => one['first_name'] === 'Asked'))
  } finally {
    await sync.stop()
    await pos.close()
  }
})

test('npm run checkout -- --sync walks through both directions, and every figure is right', async () => {
  const environment = { ...process.env, TILLSIDE_URL: '', DATABASE_URL: '', NO_COLOR: '1' }
  const { code, said } = await runSync({ program: join(programs, 'sync-walk.js'), environment, args: [] })
  expect(said).toMatch(/\nAll \d\d figures are right\.\n/)
  expect(code).toBe(0)
})

test('what cannot be used is said in a sentence, and nothing is touched', async () => {
  const environment = { ...process.env, TILLSIDE_SYNC_TOKEN: 'none', TILLSIDE_URL: server.url }
  const run = (...args: string[]) => runSync({ program: join(programs, 'sync.js'), environment, args })
  const mapping = ['--mapping', join(examples, 'mapping.json')]
  const sentences = await Promise.all([
    run('fill', '--pos', 'oracle://x', ...mapping),
    run('fill', '--pos', `sqlite:${join(folder, 'empty.db')}`, ...mapping),
    run('fill', '--pos', 'sqlite:x', '--mapping', 'nowhere.json'),
    run('serve', '--pos', 'sqlite:x', '--port', 'door', ...mapping),
    run('status', '--pos', 'postgres://u:p@@host:x/y', ...mapping),
    run('status', '--pos', 'sqlite:/no/such/folder/pos.db', ...mapping),
    run('status', '--pos', 'postgres://u:p@127.0.0.1:9/x', ...mapping),
    run('cmopare', '--pos', 'sqlite:x', ...mapping),
  ])
  expect(sentences.map(({ code, said }) => [code, said.trim()])).toEqual([
    [1, 'The address of the POS database must begin with postgres:, mysql:, mariadb: or sqlite:.'],
    [1, 'The POS has no table customer, or it has no column customer_number.'],
    [1, 'There is no mapping file nowhere.json: name one with --mapping.'],
    [1, '--port must be a whole number from 0 to 65535.'],
    [1, 'The address of the POS database cannot be read: <kind>://<user>:<password>@<host>/<name>.'],
    [1, 'The POS database cannot be used: SQLITE_CANTOPEN.'],
    [1, expect.stringMatching(/has to wait[^]*\nThe POS database cannot be used: ECONNREFUSED\.$/)],
    [1, 'There is no command cmopare; --help lists them.'],
  ])
  expect(
    existsSync(join(folder, 'empty.db')) && readFileSync(join(folder, 'empty.db')).length,
    'no table is made',
  ).toBe(0)
})
