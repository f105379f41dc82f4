// How members are looked for: what a cashier types, and filters whose values come in many spellings.
import type { FieldSearch, Filter, List } from '../db/list.ts'
import type { Db } from '../db/open.ts'
import type { Tenant } from '../http/context.ts'
import { findScanned } from '../identities/service.ts'
import { withScannedValues } from '../identities/scan.ts'
import { isNumber, plainNumber, readPhone } from '../profiles/phones.ts'
import { folded } from './fold.ts'
import { type FieldPatterns, listMembers, type MemberRow, type Search } from './store.ts'

/** Most words of a search; more say nothing more. */
const wordsMax = 8
/** Shorter words stand at the start of a name: the index knows three letters anywhere, and fewer only there. */
const anywhereLengthMin = 3

const escaped = (word: string): string => word.replaceAll(/[\\%_]/g, String.raw`\$&`)

function patternOf(word: string): string {
  return word.length < anywhereLengthMin ? `% ${escaped(word)}%` : `%${escaped(word)}%`
}

function wordsOf(typed: string): string[] {
  const plain = plainNumber(typed)
  if (isNumber(plain)) return [plain.replaceAll(/\D/g, '')]
  return folded(typed)
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, wordsMax)
}

const phoneFields = new Set(['mobile_phone', 'secondary_phone'])

/** A whole number in any usual spelling, or else words and figures that are somewhere in the field. */
function readFieldSearch({ field, text }: FieldSearch, region: string): FieldPatterns {
  const phone = phoneFields.has(field) ? readPhone(text, region) : null
  return { field, words: (phone === null ? wordsOf(text) : [phone]).map((word) => `%${escaped(word)}%`) }
}

async function readSearch(db: Db, typed: string, region: string): Promise<Search> {
  const identities = await findScanned(db, typed, null)
  return {
    words: wordsOf(typed).map(patternOf),
    phone: readPhone(typed, region),
    profileIds: [...new Set(identities.map((identity) => identity.profile_id))],
  }
}

const mapped = (filter: Filter, change: (text: string) => string): Filter =>
  filter.operator === 'nullable' ? filter : { ...filter, values: filter.values.map((value) => change(String(value))) }

async function readFilter(db: Db, filter: Filter, region: string): Promise<Filter> {
  switch (filter.field) {
    case 'email':
      return mapped(filter, (text) => text.trim().toLowerCase())
    case 'mobile_phone':
    case 'secondary_phone':
      // A `+` in a query string is a blank, unless it was written as %2B.
      return mapped(filter, (text) => readPhone(text, region) ?? readPhone(`+${text.trim()}`, region) ?? text)
    case 'identities.identifier':
      return withScannedValues(db, filter, { handle: null, isActive: true })
    default:
      return filter
  }
}

export async function findMembers(db: Db, list: List, tenant: Tenant): Promise<{ rows: MemberRow[]; total: number }> {
  const [filters, search] = await Promise.all([
    Promise.all(list.filters.map((filter) => readFilter(db, filter, tenant.region))),
    list.search === null ? null : readSearch(db, list.search, tenant.region),
  ])
  const inFields = list.searchWith.map((wish) => readFieldSearch(wish, tenant.region))
  return listMembers(db, { ...list, filters }, search, inFields)
}
