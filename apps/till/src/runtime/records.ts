// The little that a till keeps beside its journal: numbers that were given out, card payments that were begun, scans that
// wait. Each change is whole and on the disk before it is reported.
import type { Shelf } from '@tillside/pos-sdk/ports/shelf'
import { openDB } from 'idb'

/**
 * `numbers`: the last receipt of each day. `cards`: what the terminal was asked for. `givenBack`: money of payments that
 * failed and went back to the customer. `terminal`: the memory of the simulated terminal. `texts`: what would be a pity to lose.
 */
type RecordStore = 'numbers' | 'cards' | 'givenBack' | 'terminal' | 'texts'

export interface Records {
  read<T>(store: RecordStore, key: string): Promise<T | undefined>
  list<T>(store: RecordStore): Promise<T[]>
  write(store: RecordStore, key: string, value: unknown): Promise<void>
  remove(store: RecordStore, key: string): Promise<void>
  /** Reads and writes in one step, which no other tab gets between. */
  change<T>(store: RecordStore, key: string, next: (before: T | undefined) => T): Promise<T>
  close(): void
}

const layoutVersion = 1
const stores: readonly RecordStore[] = ['numbers', 'cards', 'givenBack', 'terminal', 'texts']
const strict = { durability: 'strict' } as const

/** In the browser's database of this name. */
export async function openBrowserRecords(name: string): Promise<Records> {
  const database = await openDB(name, layoutVersion, {
    upgrade: (made) => {
      for (const store of stores) made.createObjectStore(store)
    },
  })
  const begin = (store: RecordStore) => {
    const transaction = database.transaction(store, 'readwrite', strict)
    // Whoever writes waits for this as well; where a write throws at once, nobody is left to.
    void transaction.done.catch(() => undefined)
    return transaction
  }
  return {
    read: <T>(store: RecordStore, key: string) => database.get(store, key) as Promise<T | undefined>,
    list: <T>(store: RecordStore) => database.getAll(store) as Promise<T[]>,
    write: async (store, key, value) => {
      const transaction = begin(store)
      await Promise.all([transaction.store.put(value, key), transaction.done])
    },
    remove: async (store, key) => {
      const transaction = begin(store)
      await Promise.all([transaction.store.delete(key), transaction.done])
    },
    change: async <T>(store: RecordStore, key: string, next: (before: T | undefined) => T) => {
      const transaction = begin(store)
      const value = next((await transaction.store.get(key)) as T | undefined)
      await Promise.all([transaction.store.put(value, key), transaction.done])
      return value
    },
    close: () => database.close(),
  }
}

/** On the disk once it is written: of its storage for pages a browser that dies may forget the last minutes. */
export const openRecordsShelf = (records: Records, name: string): Shelf => ({
  read: async () => (await records.read<string>('texts', name)) ?? null,
  write: (text) => records.write('texts', name, text),
})

/** Forgotten with the page: for practice, and for tests. */
export function openMemoryRecords(): Records {
  const kept = new Map<string, unknown>()
  const name = (store: RecordStore, key: string): string => `${store} ${key}`
  return {
    read: async <T>(store: RecordStore, key: string) => kept.get(name(store, key)) as T | undefined,
    list: async <T>(store: RecordStore) =>
      [...kept].filter(([key]) => key.startsWith(`${store} `)).map(([, value]) => value as T),
    write: async (store, key, value) => void kept.set(name(store, key), value),
    remove: async (store, key) => void kept.delete(name(store, key)),
    change: async <T>(store: RecordStore, key: string, next: (before: T | undefined) => T) => {
      const value = next(kept.get(name(store, key)) as T | undefined)
      kept.set(name(store, key), value)
      return value
    },
    close: () => kept.clear(),
  }
}
