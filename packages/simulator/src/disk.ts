// A till's disk. What it has acknowledged survives; what it was writing when the power went may be there, may be gone, or
// may be half there, which the library's storage mends and reports when it is read.
import { JournalError, type JournalStorage, type Repair } from '@tillside/pos-sdk/ports/storage'

import type { Random } from './random.ts'
import { type Life, never } from './till-life.ts'
import type { World } from './world.ts'

const slowMsMax = 30

export class Disk {
  readonly #world: World
  readonly #random: Random
  #records: readonly string[] = []
  #torn: string | null = null
  isFull = false

  constructor(world: World, random: Random) {
    this.#world = world
    this.#random = random
  }

  /** The disk as one life of the till sees it. `kill` takes the power away. */
  storageFor(life: Life, kill: () => void): JournalStorage {
    const write = async (records: readonly string[], after: () => readonly string[]): Promise<void> => {
      if (life.isOver) return never()
      if (this.isFull) throw new JournalError('journal_not_written', 'The disk is full.')
      if (this.#world.strikes('till killed writing', this.#random)) return this.#die(records, after, kill)
      if (this.#random.happens(0.1)) await life.clock.sleep(this.#random.between(1, slowMsMax))
      if (life.isOver) return never()
      this.#records = after()
      return undefined
    }
    return {
      read: async () => {
        if (life.isOver) return never()
        const repairs: Repair[] =
          this.#torn === null
            ? []
            : [{ code: 'torn_tail_cut', message: 'The last line was cut short.', lost: this.#torn }]
        this.#torn = null
        return { records: this.#records, repairs }
      },
      append: (records) => write(records, () => [...this.#records, ...records]),
      replace: (records) => write(records, () => records),
      close: () => Promise.resolve(),
    }
  }

  #die(records: readonly string[], after: () => readonly string[], kill: () => void): Promise<void> {
    const end = this.#random.pick(['written', 'gone', 'torn'] as const)
    if (end === 'written') this.#records = after()
    if (end === 'torn') this.#torn = (records.at(-1) ?? '').slice(0, 20)
    this.#world.note(`the power goes while the till writes; what it wrote is ${end}`)
    kill()
    return never()
  }
}
