// After a crash: what was asked is asked again or looked for, what nobody pays with goes back, and the report says what
// became of each checkout. Payments are the cashier's: whether the card was charged only the terminal knows.
import type { Instant } from '@tillside/rules/time'

import type { Dialect } from '../client/call.ts'
import type { Clock } from '../ports/clock.ts'
import type { Repair } from '../ports/storage.ts'
import type { Book } from './book.ts'
import type { CheckoutEvent } from './events.ts'
import { isForStaff } from './losses.ts'
import { type Checkout, currentAttempt, type StateName } from './state.ts'
import { isAtRest, worksOf } from './work.ts'

export type RecoveredAs =
  /** All that was open about it is done. */
  | 'finished'
  /** Its reward went back. */
  | 'undone'
  /** The server has to hear of it yet. */
  | 'waiting'
  /** The cashier goes on with it where it stopped. */
  | 'for_the_cashier'
  /** It was being paid: ask the terminal what happened, then take the tender or fail the payment. */
  | 'ask_the_terminal'
  /**
   * The server refused the sale or its void, recorded it without its reward, or value could neither be used nor given back;
   * or a return was voided after its share had been given back.
   */
  | 'for_staff'

export interface Recovery {
  /** What had to be mended before the journal could be read. */
  readonly repairs: readonly Repair[]
  readonly checkouts: readonly {
    readonly receiptRef: string
    readonly state: StateName
    readonly became: RecoveredAs
  }[]
}

interface Recovering {
  readonly book: Book
  readonly clock: Clock
  readonly dialect: Dialect
  readonly resumeMsMax: number
  readonly repairs: readonly Repair[]
}

/** What nobody knows after a crash: whether what was asked last was heard. */
function lostOf(checkout: Checkout, dialect: Dialect): CheckoutEvent[] {
  const unheard = checkout.attempts.filter(({ status, suspectSince }) => status === 'asked' && suspectSince === null)
  if (dialect === 'tillside') return unheard.map(({ key }) => ({ name: 'answerLost', key }))
  const attempts = checkout.attempts.filter(
    ({ status, isWanted }) => status === 'asked' || (status === 'taken' && !isWanted),
  )
  const refunds = checkout.refunds.filter(({ status }) => status === 'due')
  return [...attempts, ...refunds].map(({ key }): CheckoutEvent => ({ name: 'answerLost', key }))
}

/** A reward that has waited too long for its payment goes back, while that still brings back the very same one. */
function isForgotten(checkout: Checkout, now: Instant, resumeMsMax: number): boolean {
  const attempt = currentAttempt(checkout)
  if (!attempt || (checkout.state !== 'redeeming' && checkout.state !== 'redeemed')) return false
  return now - attempt.askedAt > resumeMsMax
}

/** The cashier goes on with these. */
const cashiers: ReadonlySet<StateName> = new Set(['open', 'parked', 'redeemed'])

function becameOf(before: Checkout, after: Checkout, dialect: Dialect): RecoveredAs {
  if (isForStaff(after)) return 'for_staff'
  if (after.state === 'paying') return 'ask_the_terminal'
  // That a server without keys will be looked through keeps no cashier waiting.
  const isLeft = worksOf(after, dialect).some(({ work }) => work.kind !== 'sweep' || !cashiers.has(after.state))
  if (isLeft) return 'waiting'
  if (isAtRest(after, dialect)) return 'finished'
  const cameBack = after.attempts.filter(({ status }) => status === 'undone' || status === 'never').length
  const hadComeBack = before.attempts.filter(({ status }) => status === 'undone' || status === 'never').length
  return cameBack > hadComeBack ? 'undone' : 'for_the_cashier'
}

export function recover({ book, clock, dialect, resumeMsMax, repairs }: Recovering) {
  const open = book.listOpen()

  /** Before anything is sent. */
  const begin = async (): Promise<void> => {
    for (const checkout of open) {
      const { receiptRef } = checkout
      for (const event of lostOf(checkout, dialect)) await book.apply(receiptRef, event, clock.now())
      if (isForgotten(checkout, clock.now(), resumeMsMax)) {
        await book.apply(receiptRef, { name: 'rewardReleased' }, clock.now())
      }
    }
  }

  /** After the server was told what it could be told. */
  const report = (): Recovery => ({
    repairs,
    checkouts: open.map((before) => {
      const after = book.find(before.receiptRef) ?? before
      return { receiptRef: before.receiptRef, state: after.state, became: becameOf(before, after, dialect) }
    }),
  })
  return { begin, report }
}
