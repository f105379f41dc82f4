// What all journals have in common: one thing happens at a time, in the order in which it was asked for, and appends that
// come while another one is being written go together, in one write.
import { JournalError, type JournalStorage, type Repair } from '../ports/storage.ts'

/** A place for a journal; none of these is called while another is under way. */
export interface JournalPlace {
  /** Reads everything, and mends what can be mended. Called before the first write. */
  load(): Promise<{ readonly records: readonly string[]; readonly repairs: readonly Repair[] }>
  /** Writes all of them behind the rest, durably, or none. */
  write(records: readonly string[]): Promise<void>
  /** Puts them in the place of everything, durably, or changes nothing. */
  rewrite(records: readonly string[]): Promise<void>
  release(): Promise<void>
}

export function inTurns(place: JournalPlace): JournalStorage {
  let last: Promise<unknown> = Promise.resolve()
  let gathered: { records: readonly string[]; readonly written: Promise<void> } | undefined
  let isLoaded = false
  let isClosed = false

  const takeTurn = <T>(work: () => Promise<T>): Promise<T> => {
    // What is appended from now on must not overtake this.
    gathered = undefined
    const turn = last.then(() => {
      if (isClosed) throw new JournalError('journal_not_written', 'The journal has been closed.')
      return work()
    })
    last = turn.catch(() => {})
    return turn
  }
  const load = async () => {
    const loaded = await place.load()
    isLoaded = true
    return loaded
  }
  const gather = (records: readonly string[]): Promise<void> => {
    const batch: { records: readonly string[]; written: Promise<void> } = {
      records,
      written: takeTurn(async () => {
        if (gathered === batch) gathered = undefined
        if (!isLoaded) await load()
        await place.write(batch.records)
      }),
    }
    gathered = batch
    return batch.written
  }
  return {
    read: () => takeTurn(load),
    append: async (records) => {
      if (records.length === 0) return
      if (!gathered) return gather([...records])
      gathered.records = [...gathered.records, ...records]
      return gathered.written
    },
    replace: (records) =>
      takeTurn(async () => {
        if (!isLoaded) await load()
        await place.rewrite(records)
      }),
    close: async () => {
      if (isClosed) return
      await takeTurn(async () => {
        isClosed = true
        await place.release()
      })
    },
  }
}
