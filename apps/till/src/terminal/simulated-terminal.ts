// A terminal without a card: it does what it was told to do next, and remembers it as a real one would, so that it can be
// asked after the till has died.
import type { Clock } from '@tillside/pos-sdk/ports/clock'

import type { Records } from '../runtime/records.ts'
import type { CardAnswer, CardAsk, CardTerminal } from './terminal.ts'

/** What becomes of the next payment; with a time-out the till hears nothing, and is told when it asks. */
export const cardOutcomes = ['approve', 'decline', 'time_out_approved', 'time_out_declined'] as const
type CardOutcome = (typeof cardOutcomes)[number]

interface Remembered {
  readonly reference: string
  readonly amountMinor: number
  readonly outcome: 'approved' | 'declined'
}

interface Simulation {
  readonly records: Records
  readonly clock: Clock
  /** How long a customer looks for the card. */
  readonly delayMs?: number
}

const delayMsDefault = 1_200

export class SimulatedTerminal implements CardTerminal {
  readonly #around: Required<Simulation>
  readonly #waiting = new Map<string, AbortController>()
  /** Stays until it is set anew. */
  nextOutcome: CardOutcome = 'approve'

  constructor({ records, clock, delayMs = delayMsDefault }: Simulation) {
    this.#around = { records, clock, delayMs }
  }

  async pay({ reference, amountMinor }: CardAsk): Promise<CardAnswer> {
    const { records, clock, delayMs } = this.#around
    const before = await records.read<Remembered>('terminal', reference)
    if (before) return { outcome: before.outcome }
    const wished = this.nextOutcome
    const stop = new AbortController()
    this.#waiting.set(reference, stop)
    await clock.sleep(delayMs, stop.signal)
    this.#waiting.delete(reference)
    const isApproved = !stop.signal.aborted && (wished === 'approve' || wished === 'time_out_approved')
    const outcome = isApproved ? 'approved' : 'declined'
    await records.write('terminal', reference, { reference, amountMinor, outcome })
    const isHeard = stop.signal.aborted || wished === 'approve' || wished === 'decline'
    return { outcome: isHeard ? outcome : 'unknown' }
  }

  async ask(reference: string): Promise<CardAnswer> {
    if (this.#waiting.has(reference)) return { outcome: 'unknown' }
    const known = await this.#around.records.read<Remembered>('terminal', reference)
    return { outcome: known?.outcome ?? 'never_heard' }
  }

  async cancel(reference: string): Promise<void> {
    this.#waiting.get(reference)?.abort()
  }
}
