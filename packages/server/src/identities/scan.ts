// Cards as scanners deliver them: what is looked up, and what is kept.
import type { Filter, FilterValue } from '../db/list.ts'
import type { Db } from '../db/open.ts'
import { cardCandidates, scannedCard } from '@tillside/rules/identities'

import { findStored } from './store.ts'

/**
 * Where one printed code can be read in two ways, the one that some identity has; the exact one when both are there.
 * Under the handle when one is asked for.
 */
async function storedForms(
  db: Db,
  texts: readonly string[],
  asked: { handle: string | null; isActive: boolean },
): Promise<string[]> {
  const candidates = texts.map((text) => cardCandidates(text))
  const ambiguous = candidates.filter((forms) => forms.length > 1).flat()
  const stored = ambiguous.length === 0 ? new Set<string>() : await findStored(db, ambiguous, asked)
  return candidates.map((forms, index) => forms.find((form) => stored.has(form)) ?? forms[0] ?? texts[index] ?? '')
}

const isEquality = (filter: Filter): boolean =>
  filter.operator === 'eq' || filter.operator === 'in' || filter.operator === 'ne'

/** Reads the values of a filter on identifiers as scans. */
export async function withScannedValues(
  db: Db,
  filter: Filter,
  asked: { handle: string | null; isActive: boolean },
): Promise<Filter> {
  if (!isEquality(filter)) return filter
  const texts = filter.values.map((value: FilterValue) => String(value))
  return { ...filter, values: await storedForms(db, texts, asked) }
}

/** What is wrong with an identifier of which nothing is left. */
export const blankIdentifier = (field: string): { field: string; words: string } => ({
  field,
  words: `The ${field} field holds nothing beside what a scanner adds.`,
})

/** The identifier to keep, or null when nothing is left of it. */
export const readIdentifier = (text: string): string | null => scannedCard(text) || null
