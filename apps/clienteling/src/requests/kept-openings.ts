// What openings of the portal remember, in the tab's storage: one entry for each address that a POS opened it by, so that a page that is
// gone back to finds its own sale and no other.
import type { WaitingMessage } from '../host/window-host.ts'
import type { Shelf } from './kept.ts'

export interface Taking {
  readonly redemptionId: number
  /** What it counts for of the sale's total. */
  readonly amountMinor: number
  /** The use of a benefit: the shop's caps for value are not about it. */
  readonly isBenefit: boolean
}

export interface Remembered {
  /** Another one for each opening, also where the address is the same. */
  readonly id: string
  readonly address: string
  /** The total as the POS wrote it since the portal was opened; null: what the address says stands. */
  readonly maxRedeem: string | null
  readonly taken: readonly Taking[]
  /** Redemptions that came back, also those of which it is not known yet that they were taken. */
  readonly putBack: readonly number[]
  /** What the POS said while nobody was signed in. */
  readonly waiting: readonly WaitingMessage[]
}

const name = 'tillside.portal.openings'

/** As many sales as a person goes back through; older ones begin at nothing. */
const openingsMax = 20

const isTaking = (value: unknown): value is Taking => {
  const { redemptionId, amountMinor, isBenefit } = (value ?? {}) as Partial<Taking>
  return Number.isSafeInteger(redemptionId) && Number.isSafeInteger(amountMinor) && typeof isBenefit === 'boolean'
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value)

const isWaiting = (value: unknown): value is WaitingMessage =>
  typeof value === 'object' && value !== null && 'origin' in value && 'message' in value

const listOf = <T>(value: unknown, isOne: (one: unknown) => one is T): readonly T[] =>
  Array.isArray(value) ? value.filter(isOne) : []

function toRemembered(value: unknown): Remembered[] {
  const one = (value ?? {}) as Partial<Record<keyof Remembered, unknown>>
  const { id, address } = one
  if (typeof id !== 'string' || typeof address !== 'string') return []
  const maxRedeem = typeof one.maxRedeem === 'string' ? one.maxRedeem : null
  const taken = listOf(one.taken, isTaking)
  return [
    { id, address, maxRedeem, taken, putBack: listOf(one.putBack, isId), waiting: listOf(one.waiting, isWaiting) },
  ]
}

/** The oldest first. */
function readAll(shelf: Shelf): readonly Remembered[] {
  try {
    const value: unknown = JSON.parse(shelf.getItem(name) ?? '[]')
    return Array.isArray(value) ? value.flatMap(toRemembered) : []
  } catch {
    return []
  }
}

/** What the last opening by this address remembered. */
export const findOpening = (shelf: Shelf, address: string): Remembered | null =>
  readAll(shelf).find((one) => one.address === address) ?? null

/** It takes the place of what was there for its address. */
export function keepOpening(shelf: Shelf, opening: Remembered): void {
  const others = readAll(shelf).filter(({ address }) => address !== opening.address)
  try {
    shelf.setItem(name, JSON.stringify([...others, opening].slice(-openingsMax)))
  } catch {
    // It then lasts as long as the page: where nothing can be written down no value is taken either.
  }
}
