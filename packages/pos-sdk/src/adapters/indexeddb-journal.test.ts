// What a browser's database can do to a journal.
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb'
import { beforeEach, expect, test, vi } from 'vitest'

import { openIndexedDbJournal } from './indexeddb-journal.ts'
import { type Factory, settled } from './indexeddb-types.ts'

type Store = InstanceType<typeof IDBObjectStore>

let indexedDB: Factory
beforeEach(() => {
  indexedDB = new IDBFactory() as unknown as Factory
})
const open = () => openIndexedDbJournal('till', { indexedDB })

async function fill(): Promise<void> {
  const journal = await open()
  for (const record of ['one', 'two', 'three']) await journal.append([record])
  await journal.close()
}

/** What somebody does to the lines behind the journal's back. */
async function tamper(work: (store: Store) => void): Promise<void> {
  const database = await settled(indexedDB.open('till', 1))
  const transaction = database.transaction('lines', 'readwrite')
  work(transaction.objectStore('lines') as unknown as Store)
  await new Promise<void>((resolve) => transaction.addEventListener('complete', resolve))
  database.close()
}

const failureOf = async (): Promise<unknown> => {
  const journal = await open()
  const failure = await journal.read().catch((error: unknown) => error)
  await expect(journal.append(['next'])).rejects.toEqual(failure)
  await journal.close()
  return failure
}

test('a changed, missing or foreign line is damage, named by its number', async () => {
  const cases: readonly [(store: Store) => unknown, number][] = [
    [(store) => store.put('00000000 ["two"]', 3), 3],
    [(store) => store.put({ two: 2 }, 3), 3],
    [(store) => store.delete(2), 2],
    [(store) => store.put('receipts', 1), 1],
    [(store) => store.clear(), 1],
  ]
  for (const [work, line] of cases) {
    indexedDB = new IDBFactory() as unknown as Factory
    await fill()
    await tamper(work)
    expect(await failureOf()).toMatchObject({
      code: 'journal_damaged',
      message: expect.stringContaining(`Line ${line} `) as unknown,
    })
  }
})

test('a journal of a later version is left alone', async () => {
  await fill()
  await tamper((store) => store.put('tillside-journal 2', 1))
  expect(await failureOf()).toMatchObject({ code: 'journal_version_unknown' })
  const later = await settled(indexedDB.open('till', 2))
  later.close()
  await expect(open()).rejects.toMatchObject({ code: 'journal_version_unknown' })
})

test('what the browser takes back was never there, and the journal goes on', async () => {
  await fill()
  const journal = await open()
  const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(function (this: Store) {
    this.transaction.abort()
    return undefined as never
  })
  await expect(journal.append(['four', 'five'])).rejects.toMatchObject({ code: 'journal_not_written' })
  add.mockRestore()
  await journal.append(['six'])
  expect((await journal.read()).records).toEqual(['one', 'two', 'three', 'six'])
  await journal.close()
})

test('where the browser has no locks, a second tab that writes is noticed before anything is lost', async () => {
  const [first, second] = [await open(), await open()]
  await Promise.all([first.read(), second.read()])
  await first.append(['mine'])
  await expect(second.append(['other'])).rejects.toMatchObject({ code: 'journal_in_use' })
  expect((await first.read()).records).toEqual(['mine'])
  await first.close()
  await second.close()
})

test('appends are on the disk before they are confirmed', async () => {
  const journal = await open()
  const database = await settled(indexedDB.open('till', 1))
  const transaction = vi.spyOn(Object.getPrototypeOf(database) as typeof database, 'transaction')
  await journal.append(['one'])
  expect(transaction).toHaveBeenCalledWith('lines', 'readwrite', { durability: 'strict' })
  transaction.mockRestore()
  database.close()
  await journal.close()
})

test('a browser without the database says so', async () => {
  await expect(openIndexedDbJournal('till', {})).rejects.toMatchObject({ code: 'journal_not_written' })
})
