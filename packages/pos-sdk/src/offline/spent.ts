// What was spent of an allowance, counted from the journal alone.
import type { Book } from '../checkout/book.ts'
import type { AllowanceSpend, Attempt } from '../checkout/state.ts'

export interface Spent {
  readonly count: number
  readonly minor: number
  /** Of these, what the server was told of. */
  readonly toldCount: number
  readonly toldMinor: number
  readonly hasUnreported: boolean
}

const sumOf = (spends: readonly Attempt[]): number => spends.reduce((sum, { totalMinor }) => sum + totalMinor, 0)

/** What the server was told of stays spent, also when its sale was voided since. */
const isSpent = (allowance: AllowanceSpend, status: Attempt['status']): boolean =>
  allowance.reportedAt !== null || status === 'taken'

export function spentFrom(book: Book, allowanceId: string): Spent {
  const spends = book
    .listAttempts()
    .filter(({ allowance, status }) => allowance?.id === allowanceId && isSpent(allowance, status))
  const told = spends.filter(({ allowance }) => allowance?.reportedAt !== null)
  return {
    count: spends.length,
    minor: sumOf(spends),
    toldCount: told.length,
    toldMinor: sumOf(told),
    hasUnreported: told.length < spends.length,
  }
}
