// What a file can suffer: torn writes, changed bytes, a full or failing disk, a crash at any step, a second process.
import { spawn } from 'node:child_process'
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { type Decide, openBrokenDisk } from '../../test/broken-disk.ts'
import { JournalError } from '../ports/storage.ts'
import { openFileJournal } from './file-journal.ts'

let folder = ''
let path = ''
let files = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillside-journal-'))
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(() => {
  path = join(folder, `${(files += 1)}.journal`)
})

const appends = [['{"sale":1}'], ['{"redeem":1}', '{"amount":"10 €"}'], ['{"settled":1}']]
const full = appends.flat()

/** The bytes of a journal with these appends. */
async function bytesOfJournal(): Promise<Buffer> {
  const journal = await openFileJournal(path)
  for (const records of appends) await journal.append(records)
  await journal.close()
  return readFile(path)
}

async function readOnce() {
  const journal = await openFileJournal(path)
  try {
    return await journal.read()
  } finally {
    await journal.close()
  }
}

test('a write that a crash cut short at any byte is taken out and reported, and the journal goes on', async () => {
  const whole = await bytesOfJournal()
  const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1)
  for (let size = 0; size < whole.length; size += 1) {
    await writeFile(path, whole.subarray(0, size))
    const kept = appends.slice(0, Math.max(0, ends.filter((end) => end <= size).length - 1)).flat()
    const { records, repairs } = await readOnce()
    expect(records, String(size)).toEqual(kept)
    expect(repairs.map(({ code }) => code)).toEqual(ends.includes(size) ? [] : ['torn_tail_cut'])
    const journal = await openFileJournal(path)
    await journal.append(['next'])
    await journal.close()
    expect(await readOnce()).toEqual({ records: [...kept, 'next'], repairs: [] })
  }
})

test('the till is shown what was taken out', async () => {
  await bytesOfJournal()
  await appendFile(path, '00000000 ["{\\"redeem\\":2}"')
  const { repairs } = await readOnce()
  expect(repairs.map(({ lost }) => lost)).toEqual(['00000000 ["{\\"redeem\\":2}"'])
  expect(repairs[0]?.message).toContain(path)
})

test('a line with sectors of nothing in it was never written whole, and is taken out', async () => {
  const whole = await bytesOfJournal()
  const nothing = (size: number): Buffer => Buffer.alloc(size)
  const rest = [
    Buffer.concat([Buffer.from('12345678 ["'), nothing(512), Buffer.from('"]\n')]),
    nothing(40),
    nothing(4_096),
  ]
  // What a crash leaves of a line that began in the middle of a sector: nothing up to the sector's end.
  const restOfSector = nothing(512 - (whole.length % 512))
  for (const torn of [...rest, Buffer.concat([restOfSector, Buffer.from(' ["x"]\n')])]) {
    await writeFile(path, Buffer.concat([whole, torn]))
    const { records, repairs } = await readOnce()
    expect([records, repairs.length]).toEqual([full, 1])
  }
})

test('a line whose first byte was changed to nothing is damage, and is not taken for one that was never written', async () => {
  const whole = await bytesOfJournal()
  const lastLine = whole.subarray(0, -1).lastIndexOf(0x0a) + 1
  whole[lastLine] = 0
  await writeFile(path, whole)
  await expect(readOnce()).rejects.toMatchObject({ code: 'journal_damaged' })
})

test('a changed byte anywhere is an error that changes nothing, or a reported repair, never a silent loss', async () => {
  const whole = await bytesOfJournal()
  for (let position = 0; position < whole.length; position += 1) {
    for (const mask of [0x01, 0x20, 0x40, 0x80, 0xff]) {
      const changed = Buffer.from(whole)
      changed[position] = (changed[position] as number) ^ mask
      await writeFile(path, changed)
      const outcome = await readOnce().catch((error: unknown) => error)
      const where = `byte ${position}, mask ${mask}`
      if (outcome instanceof JournalError) {
        expect(['journal_damaged', 'journal_version_unknown'], where).toContain(outcome.code)
        expect((await readFile(path)).equals(changed), where).toBe(true)
      } else {
        const { records, repairs } = outcome as Awaited<ReturnType<typeof readOnce>>
        if (repairs.length === 0) expect(records, where).toEqual(full)
        else expect(full.slice(0, records.length), where).toEqual(records)
      }
    }
  }
})

test('damage is named by its line, a missing line too, and nothing is appended behind it', async () => {
  const lines = (await bytesOfJournal()).toString().split('\n')
  await writeFile(path, lines.with(2, (lines[2] as string).replace('redeem', 'rodeem')).join('\n'))
  await expect(readOnce()).rejects.toMatchObject({
    code: 'journal_damaged',
    message: expect.stringContaining('Line 3'),
  })
  await writeFile(path, lines.toSpliced(1, 1).join('\n'))
  await expect(readOnce()).rejects.toMatchObject({
    code: 'journal_damaged',
    message: expect.stringContaining('Line 2'),
  })
  const journal = await openFileJournal(path)
  await expect(journal.append(['next'])).rejects.toMatchObject({ code: 'journal_damaged' })
  await expect(journal.replace([])).rejects.toMatchObject({ code: 'journal_damaged' })
  await journal.close()
  expect(await readFile(path, 'utf8')).toBe(lines.toSpliced(1, 1).join('\n'))
})

test('a journal of another version, or a file that is none, is left alone', async () => {
  await writeFile(path, 'tillside-journal 2\nsomething new\n')
  await expect(readOnce()).rejects.toMatchObject({ code: 'journal_version_unknown' })
  await writeFile(path, 'receipts\nof yesterday\n')
  await expect(readOnce()).rejects.toMatchObject({ code: 'journal_damaged' })
  expect(await readFile(path, 'utf8')).toBe('receipts\nof yesterday\n')
})

test('a folder that is not there is not made: it may be a disk that is not', async () => {
  path = join(folder, 'elsewhere', 'till.journal')
  await expect(openFileJournal(path)).rejects.toMatchObject({ code: 'journal_not_written' })
})

const diskFull = (): never => {
  throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
}

test('what a full disk took only a part of can never be read, and the next append finds room', async () => {
  await bytesOfJournal()
  for (const bytesTaken of [0, 1, 12, 30]) {
    let isFull = false
    let left = bytesTaken
    const disk = openBrokenDisk((operation) => {
      if (!isFull || operation !== 'write') return undefined
      if (left === 0) return diskFull()
      return [left, (left = 0)][0]
    })
    const journal = await openFileJournal(path, disk)
    const before = (await journal.read()).records
    isFull = true
    const refused = await Promise.allSettled([journal.append(['too much for this disk']), journal.append(['and more'])])
    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect((refused[0] as PromiseRejectedResult).reason).toMatchObject({ code: 'journal_not_written' })
    // Without a repair: it was taken out at once, not found later.
    expect(await journal.read()).toEqual({ records: before, repairs: [] })
    isFull = false
    await journal.append(['fits'])
    await journal.close()
    expect(await readOnce()).toEqual({ records: [...before, 'fits'], repairs: [] })
  }
})

test('after a sync that failed nothing is written until the journal is opened again, and what failed is gone', async () => {
  await bytesOfJournal()
  let isBroken = true
  const disk = openBrokenDisk((operation) => (isBroken && operation === 'datasync' ? diskFull() : undefined))
  const journal = await openFileJournal(path, disk)
  await expect(journal.append(['lost'])).rejects.toMatchObject({ code: 'journal_not_written' })
  isBroken = false
  for (const refused of [journal.append(['late']), journal.replace(['late']), journal.read()]) {
    await expect(refused).rejects.toMatchObject({ code: 'journal_not_written' })
  }
  await journal.close()
  expect(await readOnce()).toEqual({ records: full, repairs: [] })
})

test('one write and one sync for an append, for several records, and for all that come meanwhile', async () => {
  const disk = openBrokenDisk(() => undefined)
  const journal = await openFileJournal(path, disk)
  await journal.read()
  const before = disk.done.length
  await journal.append(['a', 'b', 'c'])
  expect(disk.done.slice(before)).toEqual(['write', 'datasync'])
  const first = journal.append(['d'])
  await new Promise(setImmediate)
  await Promise.all([first, ...Array.from({ length: 20 }, (_, index) => journal.append([String(index)]))])
  expect(disk.done.slice(before)).toEqual(['write', 'datasync', 'write', 'datasync', 'write', 'datasync'])
  await journal.close()
})

/** Dies at this step: it and everything after it fails. */
function dyingAt(step: number): { decide: Decide; start(): void; hasDied(): boolean } {
  let left = Infinity
  return {
    start: () => {
      left = step
    },
    hasDied: () => left < 0,
    decide: () => {
      left -= 1
      if (left < 0) throw new Error('dead')
      return undefined
    },
  }
}

test('a crash at any step of a replacement leaves all of the old or all of the new', async () => {
  for (let step = 0, hasEnded = false; !hasEnded; step += 1) {
    await rm(path, { force: true })
    await bytesOfJournal()
    const death = dyingAt(step)
    const disk = openBrokenDisk(death.decide)
    const journal = await openFileJournal(path, disk)
    await journal.read()
    death.start()
    const outcome = await journal.replace(['new 1', 'new 2']).catch((error: unknown) => error)
    hasEnded = !death.hasDied()
    await disk.closeAll()
    // The next process finds that this one is gone.
    await rm(`${path}.lock`)
    const { records, repairs } = await readOnce()
    expect(repairs).toEqual([])
    if (outcome === undefined) expect(records).toEqual(['new 1', 'new 2'])
    else expect([full, ['new 1', 'new 2']]).toContainEqual(records)
  }
  expect((await readdir(folder)).filter((name) => name.endsWith('.new'))).toEqual([])
})

test('a replacement that the disk has no room for changes nothing, and the journal goes on', async () => {
  await bytesOfJournal()
  let isFull = false
  const disk = openBrokenDisk((operation) => (isFull && operation === 'write' ? diskFull() : undefined))
  const journal = await openFileJournal(path, disk)
  isFull = true
  await expect(journal.replace(['new'])).rejects.toMatchObject({ code: 'journal_not_written' })
  isFull = false
  await journal.append(['next'])
  await journal.close()
  expect(await readOnce()).toEqual({ records: [...full, 'next'], repairs: [] })
})

const script = new URL('../../test/journal-process.ts', import.meta.url).pathname

/** Another process with the journal; gives its first word and ends it on request. */
async function startProcess(command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const said = await new Promise<string>((resolve) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    child.once('close', () => resolve('nothing'))
  })
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  return { said, kill }
}
const tillArgs = (count = 1): string[] => ['--import', 'tsx', script, path, String(count)]

test('a second process is refused while the first lives, and takes over when it was killed', async () => {
  const first = await startProcess(process.execPath, tillArgs())
  expect(first.said).toBe('open 1')
  await expect(openFileJournal(path)).rejects.toMatchObject({ code: 'journal_in_use' })
  await first.kill()
  expect((await readOnce()).records).toHaveLength(1)
})

test('of several processes that find the lock of a dead one, one gets the journal', async () => {
  const dead = await startProcess(process.execPath, tillArgs())
  await dead.kill()
  const started = await Promise.all(Array.from({ length: 4 }, () => startProcess(process.execPath, tillArgs())))
  const said = started.map((one) => one.said)
  expect(said.filter((word) => word === 'open 1')).toHaveLength(1)
  expect(said.filter((word) => word === 'journal_in_use')).toHaveLength(3)
  await Promise.all(started.map(({ kill }) => kill()))
  expect((await readOnce()).records).toHaveLength(2)
})

test('at the real end of a real limit, what was confirmed is there and what was refused is not', async () => {
  const limited = await startProcess('sh', [
    '-c',
    'ulimit -f 64; exec "$0" "$@"',
    process.execPath,
    ...tillArgs(10_000),
  ])
  const [code, kept] = limited.said.split(' ')
  expect(code).toBe('journal_not_written')
  expect(Number(kept)).toBeGreaterThan(100)
  await limited.kill()
  const { records, repairs } = await readOnce()
  expect([records.length, repairs]).toEqual([Number(kept), []])
})
