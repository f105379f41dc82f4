// One opening of the portal stands before one sale. It promises: what was taken for that sale and not put back is known, and so is the
// total that the POS said last, whoever signs in and however often the page is loaded again; a new opening starts at nothing.
import type { Chance } from '@tillside/pos-sdk/ports/chance'

import type { WaitingMessage } from '../host/window-host.ts'
import { findOpening, keepOpening, type Remembered, type Taking } from './kept-openings.ts'
import type { Shelf } from './kept.ts'

/** The browser loaded the page again, restored it, or went back to it: it stands before the sale that it stood before. */
export function isOpenedAgain(page: Window): boolean {
  const [navigation] = page.performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return navigation?.type === 'reload' || navigation?.type === 'back_forward'
}

interface OpeningOptions {
  /** What the POS said in the address, as one text: of another address it is another sale. */
  readonly address: string
  readonly isAgain: boolean
  readonly chance: Pick<Chance, 'newId'>
}

/** What was taken for a sale and not put back. The shop's own caps are for value alone. */
export interface Taken {
  readonly valueMinor: number
  /** What the benefits are worth. */
  readonly benefitMinor: number
}

export class Opening {
  readonly #shelf: Shelf
  readonly #listeners = new Set<() => void>()
  #state: Remembered

  constructor(shelf: Shelf, { address, isAgain, chance }: OpeningOptions) {
    this.#shelf = shelf
    const before = isAgain ? findOpening(shelf, address) : null
    this.#state = before ?? { id: chance.newId(), address, maxRedeem: null, taken: [], putBack: [], waiting: [] }
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
    this.#write({ ...this.#state, taken: [...this.#state.taken, taking] })
  }

  /** Also before it is heard that it was taken: its answer may be missing still. */
  putBack(redemptionId: number): void {
    if (this.hasPutBack(redemptionId)) return
    this.#write({ ...this.#state, putBack: [...this.#state.putBack, redemptionId] })
  }

  hasTaken(redemptionId: number): boolean {
    return this.#state.taken.some((one) => one.redemptionId === redemptionId)
  }

  hasPutBack(redemptionId: number): boolean {
    return this.#state.putBack.includes(redemptionId)
  }

  /** All that was taken and not put back. */
  taken(): Taken {
    const standing = this.#state.taken.filter(({ redemptionId }) => !this.hasPutBack(redemptionId))
    const sumOf = (isBenefit: boolean): number =>
      standing.reduce((sum, one) => sum + (one.isBenefit === isBenefit ? one.amountMinor : 0), 0)
    return { valueMinor: sumOf(false), benefitMinor: sumOf(true) }
  }

  /** What the POS said is heard once somebody is signed in. */
  wait(waiting: readonly WaitingMessage[]): void {
    this.#write({ ...this.#state, waiting })
  }

  #write(state: Remembered): void {
    this.#state = state
    keepOpening(this.#shelf, state)
    for (const listener of this.#listeners) listener()
  }
}
