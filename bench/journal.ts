// npm run bench:journal: what it costs a till to forget nothing. The network answers at once, so what is left is ours: the
// machine, the journal, and the disk. Beside it the floor, in the same minutes and folder: a bare append and fdatasync of
// as many lines of the same length.
import fs from 'node:fs/promises'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { openFileJournal, type FileSystem } from '@tillside/pos-sdk/adapters/file-journal'
import { createMemory, openMemoryJournal } from '@tillside/pos-sdk/adapters/memory-journal'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { Till } from '@tillside/pos-sdk/checkout/till'
import { createClient } from '@tillside/pos-sdk/client/client'
import type { JournalStorage } from '@tillside/pos-sdk/ports/storage'
import { type JournalResult, journalPage } from './journal-report.ts'
import {
  closedEvents,
  lineOfLength,
  machineUsPerTransition,
  openEvents,
  recordsOf,
  soldLines,
} from './journal-stories.ts'
import { machineOf } from './machine.ts'
import { root } from './root.ts'

const checkoutsMeasured = 300
const [closedCount, openCount] = [10_000, 10]
const recoveries = 5

/** Answers as a server would that needs no time. */
let answers = 0
const network = {
  send: async ({ url }: { url: string }) => {
    answers += 1
    const now = new Date().toISOString().replace('T', ' ').slice(0, 19)
    const data = url.endsWith('/redeem')
      ? { id: answers, total: 13, created_at: now }
      : { id: answers, returnable: [], exceptions: [] }
    return { status: 201, headers: {}, body: JSON.stringify({ data }) }
  },
}

async function openTill(storage: JournalStorage): Promise<Till> {
  const around = { clock: systemClock, chance: systemChance }
  const baseUrl = 'http://till.invalid'
  const client = createClient({ baseUrl, token: () => 'none', network, dialect: 'tillside', ...around })
  const store = { currency: 'AUD', timezone: 'Australia/Sydney', locationId: null }
  const { till } = await Till.open({ client, storage, store, ...around })
  return till
}

/** Seven changes that must last: opened, asked, taken, payment begun, tendered, closed, recorded. */
async function checkOut(till: Till): Promise<void> {
  const begun = await till.begin({ customer: { profileId: 'p' }, basket: { lines: soldLines } })
  if (!begun.ok) throw new Error(begun.refusal.code)
  const { value: checkout } = begun
  await checkout.redeem({ amountMinor: 1300, strategies: ['rewards'] })
  await checkout.beginPayment()
  await checkout.take({ type: 'card', amountMinor: 23_700 })
  const sold = await checkout.settle({ staffId: '2207' })
  if (!sold.ok || sold.value.state !== 'recorded') throw new Error(`a checkout ended as ${JSON.stringify(sold)}`)
}

/** The file system, counted. */
function countSyncs(): { files: FileSystem; counted: { syncs: number } } {
  const counted = { syncs: 0 }
  const open: FileSystem['open'] = async (...args) => {
    const handle = await fs.open(...args)
    for (const name of ['sync', 'datasync'] as const) {
      const sync = handle[name].bind(handle)
      handle[name] = async () => {
        counted.syncs += 1
        await sync()
      }
    }
    return handle
  }
  return { files: { open, rename: fs.rename, rm: fs.rm }, counted }
}

async function msOf(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** What the disk asks for as many lines, whoever writes them. */
async function append(handle: fs.FileHandle, lines: number, line: Buffer): Promise<void> {
  for (let number = 0; number < lines; number += 1) {
    await handle.write(line)
    await handle.datasync()
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function measureCheckouts(folder: string) {
  const path = join(folder, 'till.journal')
  const { files, counted } = countSyncs()
  const till = await openTill(await openFileJournal(path, files))
  const inMemory = await openTill(await openMemoryJournal(createMemory()))
  await checkOut(till)
  const [syncsBefore, { size: sizeBefore }] = [counted.syncs, await fs.stat(path)]
  await checkOut(till)
  const changes = closedEvents.length
  const syncsPerChange = (counted.syncs - syncsBefore) / changes
  const bytesPerChange = Math.round(((await fs.stat(path)).size - sizeBefore) / changes)
  const bare = await fs.open(join(folder, 'bare'), 'a')
  const line = Buffer.from(lineOfLength(bytesPerChange))
  const appended = await openFileJournal(join(folder, 'appended.journal'))
  const records = recordsOf(closedEvents, 1, systemClock.now())
  const times = { ours: [] as number[], floor: [] as number[], appends: [] as number[], memory: [] as number[] }
  // One by one in turns, and the middle of each: what else the machine does meanwhile favours nobody.
  for (let number = 0; number < checkoutsMeasured; number += 1) {
    times.ours.push(await msOf(() => checkOut(till)))
    times.floor.push(await msOf(() => append(bare, changes, line)))
    times.appends.push(
      await msOf(async () => {
        for (const record of records) await appended.append([record])
      }),
    )
    times.memory.push(await msOf(() => checkOut(inMemory)))
  }
  await Promise.all([till.close(), inMemory.close(), appended.close(), bare.close()])
  return {
    changes,
    syncsPerChange,
    bytesPerChange,
    oursMs: median(times.ours),
    floorMs: median(times.floor),
    appendsMs: median(times.appends),
    memoryMs: median(times.memory),
  }
}

/** From nothing to a till that can sell, with the longest day that we can think of in its journal. */
async function measureRecovery(folder: string): Promise<{ recoveryMs: number; recoveryCpuMs: number }> {
  const path = join(folder, 'long.journal')
  const now = systemClock.now()
  const made = await openFileJournal(path)
  await made.read()
  await made.replace([...recordsOf(closedEvents, closedCount, now), ...recordsOf(openEvents, openCount, now)])
  await made.close()
  const times = { all: [] as number[], cpu: [] as number[] }
  for (let number = 0; number < recoveries; number += 1) {
    const [begun, cpuBegun] = [performance.now(), process.cpuUsage()]
    const till = await openTill(await openFileJournal(path))
    const { user, system } = process.cpuUsage(cpuBegun)
    times.all.push(performance.now() - begun)
    times.cpu.push((user + system) / 1000)
    if (till.list().length !== closedCount + openCount) throw new Error('checkouts are missing')
    await till.close()
  }
  return { recoveryMs: median(times.all), recoveryCpuMs: median(times.cpu) }
}

const { values } = parseArgs({ options: { results: { type: 'string', default: `${root}bench/results` } } })
mkdirSync(`${root}.build`, { recursive: true })
const folder = mkdtempSync(`${root}.build/bench-journal-`)
try {
  const machine = machineOf()
  const result: JournalResult = {
    date: new Date().toISOString().slice(0, 10),
    machine,
    ...(await measureCheckouts(folder)),
    machineUs: machineUsPerTransition(),
    ...(await measureRecovery(folder)),
    closedCount,
    openCount,
  }
  const name = join(values.results, `${result.date}-journal`)
  mkdirSync(values.results, { recursive: true })
  writeFileSync(`${name}.json`, `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(`${name}.md`, journalPage(result))
  console.log(journalPage(result))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
