// Looks for members while somebody types. What is exact comes first and costs least; words inside of names and slips are looked for
// only where that finds less than was asked for.

import type { AnswerOf } from '@tillside/contract/route'
import type { lookUpProfiles } from '@tillside/contract/lookup'
import { slipBetween } from '@tillside/rules/slips'
import type { Instant } from '@tillside/rules/time'

import { readBalancesByProfile, wireBalances } from '../balances/service.ts'
import type { Db } from '../db/open.ts'
import type { Tenant } from '../http/context.ts'
import { findScanned, listActiveByProfiles } from '../identities/service.ts'
import { fullName } from '../profiles/row.ts'
import { readPointRates } from '../settings/service.ts'
import {
  findByWords,
  type FoundRow,
  listFound,
  listNameWordsNear,
  listNameWordsWith,
  type Ranges,
} from './lookup-store.ts'
import { beginningWith, exactly, readTyped, slipsOfWord, spellingsOf, type Typed, wordsOf } from './typed.ts'

type Found = AnswerOf<typeof lookUpProfiles>[number]
type Matched = Found['matched_by']

/** How members were found, the best way first. */
const ways = ['card', 'phone', 'address', 'beginning', 'inside', 'similar'] as const
type Way = (typeof ways)[number]

/** More than are shown, so that the best of them can be. */
const candidatesPerShown = 3
/** Words of names that one typed word may stand for. */
const insideMax = 60
const nearReadMax = 300
const nearMax = 30
/** Shorter parts are inside of half of all names. */
const insideLengthMin = 3

type Typing = Typed['words'][number]

class Candidates {
  readonly #byId = new Map<string, Way>()

  add(way: Way, ids: readonly string[]): void {
    for (const id of ids) if (!this.#byId.has(id)) this.#byId.set(id, way)
  }

  get count(): number {
    return this.#byId.size
  }

  get ids(): string[] {
    return [...this.#byId.keys()]
  }

  wayOf(id: string): Way {
    return this.#byId.get(id) ?? 'similar'
  }
}

const wordsInside = async (db: Db, { spellings }: Typing): Promise<string[]> => {
  const parts = spellings.filter((word) => word.length >= insideLengthMin)
  return parts.length === 0 ? [] : listNameWordsWith(db, parts, insideMax)
}

/** Whole words before those that only begin like this, and among them those that begin with the same letter. */
async function wordsNear(db: Db, typing: Typing): Promise<string[]> {
  const slips = slipsOfWord(typing)
  if (slips.length === 0) return []
  const rank = (word: string): number => {
    const kinds = typing.spellings.map((typed) => slipBetween(typed, word))
    const isSameStart = typing.spellings.some((typed) => typed[0] === word[0])
    return (kinds.includes('whole') ? 0 : kinds.includes('beginning') ? 2 : 4) + (isSameStart ? 0 : 1)
  }
  const known = (await listNameWordsNear(db, slips, nearReadMax)).map((word) => ({ word, rank: rank(word) }))
  return known
    .filter((one) => one.rank < 4)
    .sort((a, b) => a.rank - b.rank || (a.word < b.word ? -1 : 1))
    .slice(0, nearMax)
    .map(({ word }) => word)
}

/** What each typed word may stand for, beside what it begins; null when that is nothing more. */
async function widened(
  words: readonly Typing[],
  more: (word: Typing) => Promise<readonly string[]>,
): Promise<readonly Ranges[] | null> {
  const others = await Promise.all(words.map(more))
  if (others.every((list) => list.length === 0)) return null
  return words.map(({ ranges }, index) => [...ranges, ...(others[index] ?? []).map(exactly)])
}

/**
 * Who has all words as they were typed. Of several words that many begin with, those who were found are any of them: without
 * this Al Ng is never among the Alices Nguyen, and there is nothing more to type. One word alone is found in its order.
 */
async function findWhole(db: Db, words: readonly Typing[], begun: readonly string[], most: number): Promise<string[]> {
  if (words.length < 2 || begun.length < most) return []
  const whole = words.map(({ spellings, ranges }) => (spellings.length === 0 ? ranges : spellings.map(exactly)))
  return findByWords(db, whole, most)
}

async function gather(db: Db, text: string, typed: Typed, limit: number): Promise<Candidates> {
  const found = new Candidates()
  const most = limit * candidatesPerShown
  const { email, phone, words } = typed
  const [cards, phones, addresses, begun] = await Promise.all([
    findScanned(db, text, null),
    phone === null ? [] : findByWords(db, [[exactly(phone)]], most),
    email === null ? [] : findByWords(db, [[beginningWith(email)]], most),
    findByWords(
      db,
      words.map(({ ranges }) => ranges),
      most,
    ),
  ])
  found.add(
    'card',
    cards.map((identity) => identity.profile_id),
  )
  found.add('phone', phones)
  found.add('address', addresses)
  // Who typed these means nobody else, whoever is called nearly like that.
  const isSure = found.count > 0
  // Nor does who has typed the beginning of an address beyond its sign mean others who are called like that.
  if (email?.includes('@') === true && addresses.length > 0) return found
  found.add('beginning', await findWhole(db, words, begun, most))
  found.add('beginning', begun)
  if (isSure) return found
  for (const [way, more] of [
    ['inside', wordsInside],
    ['similar', wordsNear],
  ] as const) {
    if (found.count >= limit) break
    const ranges = await widened(words, (word) => more(db, word))
    if (ranges) found.add(way, await findByWords(db, ranges, most))
  }
  return found
}

/** How far typed words are whole words of the name: Ann comes before Anna, and for who typed Müller, Müller before Mueller. */
function wholeness(row: FoundRow, { words }: Typed): number {
  const named = new Set(wordsOf(fullName(row)))
  const score = ([asTyped = '', ...others]: readonly string[]): number =>
    named.has(asTyped) ? 2 : others.some((word) => named.has(word)) ? 1 : 0
  return words.reduce((sum, { spellings }) => sum + score(spellings), 0)
}

function matchedBy(row: FoundRow, way: Way, { words, digits }: Typed): Matched {
  if (way === 'card' || way === 'phone' || way === 'similar') return way
  if (way === 'address') return 'email'
  if (digits !== null) return row.email?.startsWith(digits) === true ? 'email' : 'phone'
  const named = spellingsOf(fullName(row)).join(' ')
  const address = row.email?.toLowerCase() ?? ''
  const isOfAddress = words.some(
    ({ spellings }) => spellings.length > 0 && !spellings.some((word) => named.includes(word)),
  )
  return isOfAddress && words.some(({ spellings }) => spellings.some((word) => address.includes(word)))
    ? 'email'
    : 'name'
}

function inOrder(rows: readonly FoundRow[], candidates: Candidates, typed: Typed): FoundRow[] {
  const sorted = rows.map((row) => ({
    row,
    way: ways.indexOf(candidates.wayOf(row.id)),
    whole: wholeness(row, typed),
    name: fullName(row),
  }))
  return sorted
    .sort((a, b) => a.way - b.way || b.whole - a.whole || (a.name === b.name ? 0 : a.name < b.name ? -1 : 1))
    .map(({ row }) => row)
}

/** At most so many as a small screen shows of a member. */
const cardsMax = 3

async function rendered(
  db: Db,
  rows: readonly FoundRow[],
  matched: (row: FoundRow) => Matched,
  { tenant, now }: { readonly tenant: Tenant; readonly now: Instant },
): Promise<Found[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const [identities, balances, { exchange }] = await Promise.all([
    listActiveByProfiles(db, ids),
    readBalancesByProfile(db, ids, now),
    readPointRates(db),
  ])
  return rows.map((row) => {
    const balance = balances.get(row.id) ?? { rewardMinor: 0, points: 0, benefitCount: 0 }
    const cards = identities.filter((identity) => identity.profile_id === row.id).slice(0, cardsMax)
    return {
      id: row.id,
      full_name: fullName(row),
      first_name: row.first_name,
      last_name: row.last_name,
      email: row.email,
      mobile_phone: row.mobile_phone,
      cards: cards.map(({ identifier }) => identifier),
      combined_balance_dollars: wireBalances(balance, exchange, tenant.currency).combined_balance_dollars,
      matched_by: matched(row),
    }
  })
}

/** The members that were probably meant, the best first. */
export async function lookUp(
  db: Db,
  asked: { readonly text: string; readonly limit: number },
  around: { readonly tenant: Tenant; readonly now: Instant },
): Promise<Found[]> {
  const typed = readTyped(asked.text, around.tenant.region)
  const candidates = await gather(db, asked.text, typed, asked.limit)
  const rows = candidates.count === 0 ? [] : await listFound(db, candidates.ids)
  const best = inOrder(rows, candidates, typed).slice(0, asked.limit)
  return rendered(db, best, (row) => matchedBy(row, candidates.wayOf(row.id), typed), around)
}
