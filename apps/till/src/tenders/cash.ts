// Cash: what of it pays, what goes back over the counter, and the notes that a customer is likely to hand over.
import type { Tender } from '@tillside/pos-sdk/checkout/state'
import { amountMaxMinor, decimalsOf } from '@tillside/money/money'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

/** Cash that is handed over for what is left to pay: less pays a part, more gives change. */
export function takeCash(
  leftMinor: number,
  givenMinor: number,
  currency: string,
): Outcome<Tender, 'cash_invalid' | 'nothing_left'> {
  if (leftMinor <= 0) return refuse('nothing_left')
  const isMoney = Number.isSafeInteger(givenMinor) && givenMinor > 0 && givenMinor <= amountMaxMinor
  if (!isMoney || givenMinor - leftMinor > changeMax(currency)) return refuse('cash_invalid', { field: 'givenMinor' })
  const amountMinor = Math.min(leftMinor, givenMinor)
  return accept({ type: 'cash', amountMinor, givenMinor })
}

/** What goes back over the counter. */
export const changeOf = (tenders: readonly Tender[]): number =>
  tenders.reduce((sum, { amountMinor, givenMinor = amountMinor }) => sum + givenMinor - amountMinor, 0)

const notesOfDecimals = [5, 10, 20, 50, 100, 200]
/** Currencies without decimals count in larger numbers. */
const notesOfNone = [1_000, 5_000, 10_000]
const suggestionsMax = 4

const notesOf = (currency: string): number[] => {
  const decimals = decimalsOf(currency)
  return decimals === 0 ? notesOfNone : notesOfDecimals.map((note) => note * 10 ** decimals)
}

/** Nobody hands over a thousand of the largest notes too many: a code of goods was typed for an amount. */
const changeMax = (currency: string): number => 1_000 * Math.max(...notesOf(currency))

/** The exact amount first, then what notes make of it: 34.50 is 34.50, 35.00, 40.00 and 50.00. */
export function suggestCash(leftMinor: number, currency: string): readonly number[] {
  if (leftMinor <= 0) return []
  const rounded = notesOf(currency).map((note) => Math.ceil(leftMinor / note) * note)
  return [...new Set([leftMinor, ...rounded])].sort((a, b) => a - b).slice(0, suggestionsMax)
}
