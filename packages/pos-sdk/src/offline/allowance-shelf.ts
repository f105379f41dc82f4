// The leave that a till holds, on its shelf, and with it the server's time: it decides how long any of it lasts.
import { type Instant, instant } from '@tillside/rules/time'

import type { Book } from '../checkout/book.ts'
import type { Client } from '../client/client.ts'
import type { ServerHeard } from '../client/server-clock.ts'
import type { Clock } from '../ports/clock.ts'
import type { Shelf } from '../ports/shelf.ts'
import { type KeptAllowance, readShelved, type Shelved } from './kept-allowance.ts'

interface Surroundings {
  readonly client: Client
  readonly clock: Clock
  readonly shelf: Shelf
}

export class AllowanceShelf {
  readonly #around: Surroundings
  readonly #book: Book
  /** By their ids, until the answer to their last report has come; those of a member in the order in which they were granted. */
  readonly #kept: Map<string, KeptAllowance>
  #serverTime: Instant
  #heard: ServerHeard | null
  #last: Promise<unknown> = Promise.resolve()

  private constructor(around: Surroundings, book: Book, { allowances, serverTime, heard }: Shelved) {
    this.#around = around
    this.#book = book
    this.#kept = new Map(allowances.map((allowance) => [allowance.id, allowance]))
    this.#serverTime = serverTime
    this.#heard = heard
  }

  /** None where the shelf cannot be read: the server hands out the same ones again while they are open. */
  static async open(around: Surroundings, book: Book): Promise<AllowanceShelf> {
    const text = await around.shelf.read().catch(() => null)
    return new AllowanceShelf(around, book, readShelved(text))
  }

  list(): readonly KeptAllowance[] {
    return [...this.#kept.values()]
  }

  of(profileId: string): readonly KeptAllowance[] {
    return this.list().filter((allowance) => allowance.profileId === profileId)
  }

  /** Not on the shelf before `save`. */
  put(allowance: KeptAllowance): void {
    this.#kept.set(allowance.id, allowance)
  }

  /** Not off the shelf before `save`. */
  drop(id: string): void {
    this.#kept.delete(id)
  }

  /**
   * The server's time as well as the till knows it: as its clock has run since the last answer, also over a restart, and never
   * before what the server's clock is known to have shown. Null: the till's clock was put back since, and says nothing.
   */
  serverNow(): Instant | null {
    const { client, clock } = this.#around
    const heard = client.serverHeard() ?? this.#heard
    const now = clock.now()
    return heard && now >= heard.at ? instant(Math.max(this.serverTimeHeard(), now + heard.aheadMs)) : null
  }

  /** The latest that the server's clock is known to have shown. */
  serverTimeHeard(): Instant {
    const heard = this.#book.listAttempts().map(({ takenAt }) => takenAt ?? 0)
    this.#serverTime = instant(Math.max(this.#serverTime, ...heard))
    return this.#serverTime
  }

  /** What the server has said of the time goes onto the shelf with it. */
  save(): Promise<void> {
    const { client, shelf } = this.#around
    const heard = client.serverHeard()
    if (heard) {
      this.#serverTime = instant(Math.max(this.#serverTime, client.serverNow()))
      this.#heard = heard
    }
    const shelved: Shelved = { allowances: this.list(), serverTime: this.#serverTime, heard: this.#heard }
    const written = this.#last.then(() => shelf.write(JSON.stringify(shelved)))
    this.#last = written.catch(() => {})
    return written
  }
}
