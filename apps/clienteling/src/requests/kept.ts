// Asks that were not answered yet, written down before they are sent. They live as long as the tab: a reload finds them again.
import type { Chance } from '@tillside/pos-sdk/ports/chance'
import type { Instant } from '@tillside/rules/time'

import { type Ask, slotOf } from './asks.ts'

export interface Kept {
  readonly key: string
  readonly ask: Ask
  readonly askedAt: Instant
  /** The device that the browser was paired as: a key is another one's under another name. */
  readonly deviceId: string
  /** The opening of the portal, and with it the sale, that it was asked for. */
  readonly openingId: string
}

/** `sessionStorage`, as far as it is used. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem'>

const name = 'tillside.portal.asked'

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'key' in value && 'ask' in value && 'askedAt' in value

export class KeptAsks {
  readonly #shelf: Shelf
  readonly #chance: Chance
  #kept: readonly Kept[]

  constructor(shelf: Shelf, chance: Chance) {
    this.#shelf = shelf
    this.#chance = chance
    this.#kept = this.#read()
  }

  /** All of them, the oldest first; the same list until it changes. */
  list(): readonly Kept[] {
    return this.#kept
  }

  find(slot: string): Kept | null {
    return this.#kept.find(({ ask }) => slotOf(ask) === slot) ?? null
  }

  /** Writes it down; one that is there for the same thing comes first, and is answered instead. Throws where nothing can be kept. */
  keep(ask: Ask, { now, ...of }: { readonly now: Instant } & Pick<Kept, 'deviceId' | 'openingId'>): Kept {
    const before = this.find(slotOf(ask))
    if (before) return before
    const key = `portal-${this.#chance.newId()}`
    const kept: Kept = { key, askedAt: now, ...of, ask: withKey(ask, key) }
    this.#write([...this.#kept, kept])
    return kept
  }

  /** It is for another sale by now. Throws where nothing can be kept. */
  moveTo(openingId: string, before: Kept): Kept {
    const moved = { ...before, openingId }
    this.#write(this.#kept.map((kept) => (kept.key === before.key ? moved : kept)))
    return moved
  }

  /** It was answered. Where that cannot be written down, a page that is loaded anew looks for it once more. */
  release(key: string): void {
    this.#kept = this.#kept.filter((kept) => kept.key !== key)
    try {
      this.#write(this.#kept)
    } catch {
      // What was done is done: it must not be said that it was refused because its note could not be thrown away.
    }
  }

  #read(): readonly Kept[] {
    try {
      const value: unknown = JSON.parse(this.#shelf.getItem(name) ?? '[]')
      return Array.isArray(value) ? value.filter(isKept) : []
    } catch {
      return []
    }
  }

  #write(kept: readonly Kept[]): void {
    this.#shelf.setItem(name, JSON.stringify(kept))
    this.#kept = kept
  }
}

/** What takes value says on the server which key it was asked under, so that it can be looked for. */
function withKey(ask: Ask, key: string): Ask {
  if (ask.kind === 'redeem') return { ...ask, body: { ...ask.body, meta: { ...ask.body.meta, request: key } } }
  if (ask.kind === 'benefit') return { ...ask, body: { ...ask.body, meta: { ...ask.body.meta, request: key } } }
  return ask
}
