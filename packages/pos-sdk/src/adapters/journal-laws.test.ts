// What holds for every journal, wherever it is kept.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { createLocks } from '../../test/locks.ts'
import type { JournalStorage } from '../ports/storage.ts'
import { openFileJournal } from './file-journal.ts'
import { openIndexedDbJournal } from './indexeddb-journal.ts'
import type { Factory } from './indexeddb-types.ts'
import { createMemory, openMemoryJournal } from './memory-journal.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillside-journal-'))
})
afterAll(() => rm(folder, { recursive: true }))

type Open = () => Promise<JournalStorage>
let files = 0

/** A new place each time, which outlives the journals that are opened on it. */
const places: Readonly<Record<string, () => Open>> = {
  memory: () => {
    const memory = createMemory()
    return () => openMemoryJournal(memory)
  },
  file: () => {
    const path = join(folder, `${(files += 1)}.journal`)
    return () => openFileJournal(path)
  },
  IndexedDB: () => {
    const browser = { indexedDB: new IDBFactory() as unknown as Factory, navigator: { locks: createLocks() } }
    return () => openIndexedDbJournal('till', browser)
  },
}

/** What is there after the till was switched off and on again. */
async function reread(open: Open): Promise<readonly string[]> {
  const journal = await open()
  const { records, repairs } = await journal.read()
  await journal.close()
  expect(repairs).toEqual([])
  return records
}

describe.each(Object.keys(places))('a journal in %s', (kind) => {
  const newPlace = (): Open => (places[kind] as () => Open)()

  test('keeps what it was given, in order, across a restart', async () => {
    const open = newPlace()
    const journal = await open()
    expect(await journal.read()).toEqual({ records: [], repairs: [] })
    await journal.append(['{"a":1}'])
    await journal.append(['{"b":2}', '{"c":3}'])
    await journal.append([])
    const records = ['{"a":1}', '{"b":2}', '{"c":3}']
    expect((await journal.read()).records).toEqual(records)
    await journal.close()
    expect(await reread(open)).toEqual(records)
  })

  test('keeps any text: nothing, line ends, every script, half a character, a megabyte', async () => {
    const open = newPlace()
    const texts = ['', '\n', '\r\n\u0000\u2028"\\', 'Grüße 茶 👩‍👩‍👧 ﷽', '\ud83d', 'é'.repeat(500_000), '\ufeffx\ufffd']
    const journal = await open()
    for (const text of texts) await journal.append([text])
    await journal.close()
    expect(await reread(open)).toEqual(texts)
  })

  test('keeps the order of what comes at once', async () => {
    const open = newPlace()
    const journal = await open()
    const early = Array.from({ length: 50 }, (_, index) => journal.append([`early ${index}`, `beside ${index}`]))
    const replaced = journal.replace(['one'])
    const late = Array.from({ length: 50 }, (_, index) => journal.append([`late ${index}`]))
    await Promise.all([...early, replaced, ...late])
    await journal.close()
    expect(await reread(open)).toEqual(['one', ...Array.from({ length: 50 }, (_, index) => `late ${index}`)])
  })

  test('does not care what the caller does with a list afterwards', async () => {
    const open = newPlace()
    const journal = await open()
    const records = ['mine']
    const appended = journal.append(records)
    records.push('not yet')
    await appended
    await journal.close()
    expect(await reread(open)).toEqual(['mine'])
  })

  test('belongs to one at a time', async () => {
    const open = newPlace()
    const journal = await open()
    await expect(open()).rejects.toMatchObject({ code: 'journal_in_use' })
    await journal.append(['kept'])
    await journal.close()
    await journal.close()
    await expect(journal.append(['late'])).rejects.toMatchObject({ code: 'journal_not_written' })
    expect(await reread(open)).toEqual(['kept'])
  })

  test('is a list of texts, whatever is done to it', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), records: fc.array(fc.string({ unit: 'binary' })) }),
      fc.record({ kind: fc.constant('replace' as const), records: fc.array(fc.string()) }),
      fc.record({ kind: fc.constant('reopen' as const), records: fc.constant([]) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const open = newPlace()
        let expected: string[] = []
        let journal = await open()
        for (const { kind: what, records } of steps) {
          if (what === 'append') {
            await journal.append(records)
            expected = [...expected, ...records]
          } else if (what === 'replace') {
            await journal.replace(records)
            expected = [...records]
          } else {
            await journal.close()
            journal = await open()
          }
        }
        expect((await journal.read()).records).toEqual(expected)
        await journal.close()
        expect(await reread(open)).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  })
})
