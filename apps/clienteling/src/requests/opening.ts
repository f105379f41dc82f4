// One opening of the portal stands before one sale. It promises: what was taken for that sale and not put back is known, and so is the
// total that the POS said last, whoever signs in and however often the page is loaded again; a new opening starts at nothing.
import type { WaitingMessage } from '../host/window-host.ts'
import type { Shelf } from './kept.ts'

interface Taking {
  readonly redemptionId: number
  /** What it counts for of the sale's total. */
  readonly amountMinor: number
}

interface Remembered {
  /** The total as the POS wrote it since the portal was opened; null: what the address says stands. */
  readonly maxRedeem: string | null
  readonly taken: readonly (Taking & { readonly isBack: boolean })[]
  /** What the POS said while nobody was signed in. */
  readonly waiting: readonly WaitingMessage[]
}

const name = 'tillside.portal.opening'
const nothing: Remembered = { maxRedeem: null, taken: [], waiting: [] }

/** The browser loaded the page again, restored it, or went back to it: it stands before the sale that it stood before. */
export function isOpenedAgain(page: Window): boolean {
  const [navigation] = page.performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return navigation?.type === 'reload' || navigation?.type === 'back_forward'
}

const isTaken = (value: unknown): value is Remembered['taken'][number] => {
  const { redemptionId, amountMinor } = (value ?? {}) as Partial<Taking>
  return Number.isSafeInteger(redemptionId) && Number.isSafeInteger(amountMinor)
}

const isWaiting = (value: unknown): value is WaitingMessage =>
  typeof value === 'object' && value !== null && 'origin' in value && 'message' in value

const listOf = <T>(value: unknown, isOne: (one: unknown) => one is T): readonly T[] =>
  Array.isArray(value) ? value.filter(isOne) : []

function readFrom(shelf: Shelf): Remembered {
  try {
    const value = JSON.parse(shelf.getItem(name) ?? 'null') as Partial<Record<keyof Remembered, unknown>> | null
    if (value === null) return nothing
    const maxRedeem = typeof value.maxRedeem === 'string' ? value.maxRedeem : null
    return { maxRedeem, taken: listOf(value.taken, isTaken), waiting: listOf(value.waiting, isWaiting) }
  } catch {
    return nothing
  }
}

export class Opening {
  readonly #shelf: Shelf
  readonly #listeners = new Set<() => void>()
  #state: Remembered

  constructor(shelf: Shelf, { isAgain }: { readonly isAgain: boolean }) {
    this.#shelf = shelf
    this.#state = isAgain ? readFrom(shelf) : nothing
    this.#write(this.#state)
  }

  /** Called after each change; stops by the answer. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The same until it changes. */
  readonly state = (): Remembered => this.#state

  /** The POS said the total of its sale. */
  allow(maxRedeem: string): void {
    this.#write({ ...this.#state, maxRedeem })
  }

  /** Value was taken, or a benefit was used; to hear of it once more changes nothing. */
  take(taking: Taking): void {
    if (this.hasTaken(taking.redemptionId)) return
    this.#write({ ...this.#state, taken: [...this.#state.taken, { ...taking, isBack: false }] })
  }

  putBack(redemptionId: number): void {
    const taken = this.#state.taken.map((one) => (one.redemptionId === redemptionId ? { ...one, isBack: true } : one))
    this.#write({ ...this.#state, taken })
  }

  hasTaken(redemptionId: number): boolean {
    return this.#state.taken.some((one) => one.redemptionId === redemptionId)
  }

  /** All that was taken and not put back. */
  takenMinor(): number {
    return this.#state.taken.reduce((sum, { amountMinor, isBack }) => sum + (isBack ? 0 : amountMinor), 0)
  }

  /** What the POS said is heard once somebody is signed in. */
  wait(waiting: readonly WaitingMessage[]): void {
    this.#write({ ...this.#state, waiting })
  }

  #write(state: Remembered): void {
    this.#state = state
    try {
      this.#shelf.setItem(name, JSON.stringify(state))
    } catch {
      // It then lasts as long as the page: where nothing can be written down no value is taken either.
    }
    for (const listener of this.#listeners) listener()
  }
}
