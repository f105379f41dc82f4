// Asks that were not answered yet, written down before they are sent. They live as long as the tab: a reload finds them again.
import type { Chance } from '@tillside/pos-sdk/ports/chance'
import type { Instant } from '@tillside/rules/time'

import { type Ask, slotOf } from './asks.ts'

export interface Kept {
  readonly key: string
  readonly ask: Ask
  readonly askedAt: Instant
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
  keep(ask: Ask, now: Instant): Kept {
    const before = this.find(slotOf(ask))
    if (before) return before
    const key = `portal-${this.#chance.newId()}`
    const kept: Kept = { key, askedAt: now, ask: withKey(ask, key) }
    this.#write([...this.#kept, kept])
    return kept
  }

  /** It was answered. */
  release(key: string): void {
    this.#write(this.#kept.filter((kept) => kept.key !== key))
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
