// A journal for tests and for tills that may forget: it ends with the process.
import { JournalError, type JournalStorage } from '../ports/storage.ts'
import { inTurns } from './journal-turns.ts'

/** What outlives the journal that was opened on it, as a disk does. */
interface Memory {
  records: readonly string[]
  isInUse: boolean
}

export const createMemory = (): Memory => ({ records: [], isInUse: false })

export async function openMemoryJournal(memory: Memory = createMemory()): Promise<JournalStorage> {
  if (memory.isInUse) throw new JournalError('journal_in_use', 'The journal is open already.')
  memory.isInUse = true
  return inTurns({
    load: async () => ({ records: memory.records, repairs: [] }),
    write: async (records) => {
      memory.records = [...memory.records, ...records]
    },
    rewrite: async (records) => {
      memory.records = [...records]
    },
    release: async () => {
      memory.isInUse = false
    },
  })
}
