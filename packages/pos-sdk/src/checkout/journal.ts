// The checkout's memory: every event, in order, as lines of text. Folding them over the machine gives each checkout back as
// it was when the last line was written.
import type { Instant } from '@tillside/rules/time'

import { JournalError } from '../ports/storage.ts'
import type { CheckoutEvent, EventOf } from './events.ts'
import { isEventName, opened, transition } from './machine.ts'
import type { Checkout } from './state.ts'

/** One line. `sequence` counts the events of one checkout from 1, so that a line that is missing is noticed. */
interface JournalEntry {
  readonly receiptRef: string
  readonly sequence: number
  readonly at: Instant
  readonly event: CheckoutEvent
}

export const encode = (entry: JournalEntry): string => JSON.stringify(entry)

/** The event as the journal gives it back: what happens now is what a replay will do, whatever becomes of the caller's own. */
export const asWritten = (event: CheckoutEvent): CheckoutEvent => JSON.parse(JSON.stringify(event)) as CheckoutEvent

function decode(record: string): JournalEntry {
  const entry = JSON.parse(record) as JournalEntry
  if (
    typeof entry.receiptRef !== 'string' ||
    typeof entry.sequence !== 'number' ||
    typeof entry.event?.name !== 'string'
  ) {
    throw new JournalError('journal_damaged', `A line of the journal is not an event: ${record.slice(0, 100)}`)
  }
  if (!isEventName(entry.event.name)) {
    throw new JournalError(
      'journal_version_unknown',
      `The journal tells of "${entry.event.name}", which this version of the library does not know. Nothing was changed.`,
    )
  }
  return entry
}

function step(before: Checkout | undefined, entry: JournalEntry): Checkout {
  const { receiptRef, sequence, at, event } = entry
  const place = `event ${sequence} of checkout ${receiptRef}`
  if (sequence !== (before?.sequence ?? 0) + 1) {
    throw new JournalError('journal_damaged', `The journal has a gap before ${place}.`)
  }
  if (!before) {
    if (event.name !== 'opened') throw new JournalError('journal_damaged', `The journal does not begin with ${place}.`)
    return opened(receiptRef, event as EventOf<'opened'>, at)
  }
  const next = transition(before, event, at)
  // It was accepted when it was written: this is another machine, or not our line.
  if (!next.ok)
    throw new JournalError('journal_damaged', `The journal's ${place} cannot have happened: ${next.refusal.code}.`)
  return next.value
}

export interface Told {
  readonly checkout: Checkout
  /** Its events, for the journal to be written anew without those that are over. */
  readonly entries: readonly JournalEntry[]
}

/** Every checkout that the records tell of, in the order in which they began. */
export function replay(records: readonly string[]): Map<string, Told> {
  const told = new Map<string, Told>()
  for (const entry of records.map(decode)) {
    const before = told.get(entry.receiptRef)
    const checkout = step(before?.checkout, entry)
    told.set(entry.receiptRef, { checkout, entries: [...(before?.entries ?? []), entry] })
  }
  return told
}

/** All that happened to one checkout as one text, a third shorter than its lines. */
export const pack = (entries: readonly JournalEntry[]): string =>
  JSON.stringify(entries.map(({ at, event }) => [at, event]))

export function unpack(receiptRef: string, packed: string): Told {
  const happened = JSON.parse(packed) as readonly (readonly [Instant, CheckoutEvent])[]
  const entries = happened.map(([at, event], index) => ({ receiptRef, sequence: index + 1, at, event }))
  const [first, ...others] = entries
  if (!first) throw new Error(`nothing is kept of the checkout ${receiptRef}`)
  return { checkout: others.reduce(step, step(undefined, first)), entries }
}
