// A journal in the browser's database. A transaction there is all or nothing by itself, and with `strict` it is on the
// disk before it is reported; the lines are those of a file, so that a change that nobody made is noticed here too.
import { JournalError, type JournalStorage } from '../ports/storage.ts'
import { type Database, type Factory, type Locks, settled, type Transaction } from './indexeddb-types.ts'
import { checkHeader, damaged, header, notWritten, readLine, sumBeforeAll, writeLine } from './journal-format.ts'
import { inTurns, type JournalPlace } from './journal-turns.ts'

/** Of the database's layout; how lines are written is in the header. */
const layoutVersion = 1
const storeName = 'lines'

class IndexedDbPlace implements JournalPlace {
  readonly #database: Database
  readonly #letGo: () => void
  /** The number of the next line; the header is line 1. */
  #next = 2
  #sum = sumBeforeAll

  constructor(database: Database, letGo: () => void) {
    this.#database = database
    this.#letGo = letGo
  }

  async load() {
    const [numbers, lines] = await this.#readAll()
    let sum = sumBeforeAll
    const records: string[] = []
    for (const [index, line] of lines.entries()) {
      const number = index + 1
      if (numbers[index] !== number || typeof line !== 'string') throw damaged(number)
      if (number === 1) {
        checkHeader(line)
        continue
      }
      const read = readLine(line, sum)
      if (!read) throw damaged(number)
      for (const record of read.records) records.push(record)
      sum = read.sum
    }
    if (lines.length === 0) throw damaged(1)
    this.#next = lines.length + 1
    this.#sum = sum
    return { records, repairs: [] }
  }

  async write(records: readonly string[]): Promise<void> {
    const { line, sum } = writeLine(records, this.#sum)
    // To add, not to put: where another tab got in without a lock, its line stays and this one is refused.
    await this.#change((transaction) => transaction.objectStore(storeName).add(line, this.#next))
    this.#next += 1
    this.#sum = sum
  }

  async rewrite(records: readonly string[]): Promise<void> {
    let sum = sumBeforeAll
    await this.#change((transaction) => {
      const store = transaction.objectStore(storeName)
      store.clear()
      store.add(header, 1)
      for (const [index, record] of records.entries()) {
        const written = writeLine([record], sum)
        sum = written.sum
        store.add(written.line, index + 2)
      }
    })
    this.#next = records.length + 2
    this.#sum = sum
  }

  async release(): Promise<void> {
    this.#database.close()
    this.#letGo()
  }

  async #readAll(): Promise<[unknown[], unknown[]]> {
    try {
      const store = this.#database.transaction(storeName, 'readonly').objectStore(storeName)
      return await Promise.all([settled(store.getAllKeys()), settled(store.getAll())])
    } catch (error) {
      throw new JournalError('journal_damaged', 'The journal cannot be read.', { cause: error })
    }
  }

  #change(work: (transaction: Transaction) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      try {
        const transaction = this.#database.transaction(storeName, 'readwrite', { durability: 'strict' })
        transaction.addEventListener('complete', () => resolve())
        transaction.addEventListener('abort', () => {
          const isTaken = transaction.error?.name === 'ConstraintError'
          const words = 'Another tab has written to the journal.'
          const cause = transaction.error ?? 'the browser took it back'
          reject(isTaken ? new JournalError('journal_in_use', words) : notWritten(cause))
        })
        work(transaction)
      } catch (error) {
        reject(notWritten(error))
      }
    })
  }
}

function openDatabase(factory: Factory, name: string): Promise<Database> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, layoutVersion)
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore(storeName).add(header, 1)
    })
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => {
      const isLater = request.error?.name === 'VersionError'
      const words = `The journal ${name} was made by a later version of the library. Nothing was changed.`
      reject(isLater ? new JournalError('journal_version_unknown', words) : notWritten(request.error))
    })
  })
}

/** Holds the lock of this name until the function that it gives is called; refuses when another tab has it. */
function takeLock(locks: Locks | undefined, name: string): Promise<() => void> {
  if (!locks) return Promise.resolve(() => {})
  return new Promise((resolve, reject) => {
    const isOver = locks.request(`tillside-journal ${name}`, { ifAvailable: true }, (lock) => {
      if (lock === null) throw new JournalError('journal_in_use', `Another tab has the journal ${name} open.`)
      return new Promise<void>((letGo) => resolve(letGo))
    })
    isOver.catch(reject)
  })
}

interface Browser {
  readonly indexedDB?: Factory
  /** Only on pages that came over HTTPS, or from this machine. */
  readonly navigator?: { readonly locks?: Locks }
}

/** Opens the journal of this name in the browser's database, or makes it. */
export async function openIndexedDbJournal(
  name: string,
  { indexedDB, navigator }: Browser = globalThis as Browser,
): Promise<JournalStorage> {
  if (!indexedDB) throw notWritten('this browser has no IndexedDB')
  const letGo = await takeLock(navigator?.locks, name)
  try {
    return inTurns(new IndexedDbPlace(await openDatabase(indexedDB, name), letGo))
  } catch (error) {
    letGo()
    throw error
  }
}
