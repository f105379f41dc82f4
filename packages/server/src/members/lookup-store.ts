// Finds members by the words that are kept of each. Every statement stops at a bound, so that a name which tens of thousands
// have costs no more than a rare one. The limits inside also keep the planner on the index, whatever it thinks of the word.
import type { Db, Fragment, Tx } from '../db/open.ts'
import type { ProfileRow } from '../profiles/row.ts'

/** Kept words from `low` on, and before `high`. */
export interface Range {
  readonly low: string
  readonly high: string
}

/** Where one word may be found: in any of these ranges. */
export type Ranges = readonly Range[]

/** So many of the rarest word's members are looked at one by one. */
const lookedAtMax = 2_000
/** Of words that many have, so many members each are laid over one another. */
const laidOverMax = 200_000

const lows = (ranges: Ranges): string[] => ranges.map(({ low }) => low)
const highs = (ranges: Ranges): string[] => ranges.map(({ high }) => high)

/** The members of a word; of each range so many that all of them have a share. */
function membersOf(db: Db, ranges: Ranges, limit: number): Fragment {
  const share = Math.max(1, Math.ceil(limit / Math.max(1, ranges.length)))
  return db`
    select kept.profile_id from unnest(${lows(ranges)}::text[], ${highs(ranges)}::text[]) asked (low, high)
    cross join lateral (
      select w.profile_id from profile_word w where w.word >= asked.low and w.word < asked.high
      order by w.word limit ${share}::integer) kept`
}

/** Keeps only those members of `found` who have this word, too. */
const having = (db: Db, ranges: Ranges): Fragment => db`
  cross join lateral (
    select from profile_word w, unnest(${lows(ranges)}::text[], ${highs(ranges)}::text[]) asked (low, high)
    where w.profile_id = found.profile_id and w.word >= asked.low and w.word < asked.high limit 1)`

const aliased = (db: Db, fragment: Fragment, position: number): Fragment =>
  db`${fragment} ${db.unsafe(`other_${position}`)}`

const havingAll = (db: Db, others: readonly Ranges[]): Fragment =>
  others.reduce<Fragment>((sum, ranges, position) => db`${sum} ${aliased(db, having(db, ranges), position)}`, db``)

async function countUpTo(db: Db, words: readonly Ranges[], limit: number): Promise<number[]> {
  const counts = words
    .map((ranges) => db`(select count(*) from (${membersOf(db, ranges, limit)}) them)`)
    .reduce<Fragment>((sum, count, position) => (position === 0 ? count : db`${sum}, ${count}`), db``)
  const rows = await db<{ counts: string[] }[]>`select array[${counts}]::text[] as counts`
  return (rows[0]?.counts ?? []).map(Number)
}

/** The rarest first. */
async function inOrderOfRarity(db: Db, words: readonly Ranges[]): Promise<{ words: Ranges[]; least: number }> {
  if (words.length < 2) return { words: [...words], least: 0 }
  const counts = await countUpTo(db, words, lookedAtMax + 1)
  const order = words.map((ranges, index) => ({ ranges, count: counts[index] ?? 0 })).sort((a, b) => a.count - b.count)
  return { words: order.map(({ ranges }) => ranges), least: order[0]?.count ?? 0 }
}

const idsOf = (rows: readonly { profile_id: string }[]): string[] => rows.map((row) => row.profile_id)

/** Members who have all of these words; not more than the limit, and in no order that means anything where there are more. */
export async function findByWords(db: Db, asked: readonly Ranges[], limit: number): Promise<string[]> {
  const { words, least } = await inOrderOfRarity(db, asked)
  const [rarest, second, ...others] = words
  if (!rarest) return []
  // A member can be there with several words that begin like this.
  if (!second) return [...new Set(idsOf(await db`${membersOf(db, rarest, limit * repeatsMax)}`))].slice(0, limit)
  const looked = await db<{ profile_id: string }[]>`
    select found.profile_id from (select distinct profile_id from (${membersOf(db, rarest, lookedAtMax)}) them) found
    ${havingAll(db, [second, ...others])} limit ${limit}::integer`
  if (looked.length === limit || least <= lookedAtMax) return idsOf(looked)
  const laidOver = await db<{ profile_id: string }[]>`
    select found.profile_id from (
      (${membersOf(db, rarest, laidOverMax)}) intersect (${membersOf(db, second, laidOverMax)})) found
    ${havingAll(db, others)} limit ${limit}::integer`
  return idsOf(laidOver)
}

/** A name, an e-mail address and its parts may begin alike. */
const repeatsMax = 4

const escaped = (word: string): string => word.replaceAll(/[\\%_]/g, String.raw`\$&`)

/** Words of names that have this inside. */
export async function listNameWordsWith(db: Db, parts: readonly string[], limit: number): Promise<string[]> {
  const patterns = parts.map((part) => `%${escaped(part)}%`)
  const rows = await db<{ word: string }[]>`
    select word from name_word where word like any(${patterns}::text[]) limit ${limit}::integer`
  return rows.map(({ word }) => word)
}

/** Words of names that have a slip in common with these. */
export async function listNameWordsNear(db: Db, slips: readonly string[], limit: number): Promise<string[]> {
  const rows = await db<{ word: string }[]>`
    select word from name_word where slips(word) && ${slips as string[]}::text[] limit ${limit}::integer`
  return rows.map(({ word }) => word)
}

export type FoundRow = Pick<
  ProfileRow,
  'id' | 'first_name' | 'last_name' | 'email' | 'mobile_phone' | 'secondary_phone'
>

export const listFound = (db: Db, ids: readonly string[]): Promise<FoundRow[]> => db<FoundRow[]>`
  select id, first_name, last_name, email, mobile_phone, secondary_phone from profile
  where id = any(${ids as string[]}::uuid[]) and deleted_at is null`

/** One process at a time keeps the words of names; any key will do. */
const wordsLock = 7_155_020

export async function lockNameWords(tx: Tx): Promise<boolean> {
  const [row] = await tx<{ is_ours: boolean }[]>`select pg_try_advisory_xact_lock(${wordsLock}) as is_ours`
  return row?.is_ours === true
}

/**
 * Looks at words that came or went, behind the lock, and keeps those that somebody has. A change and the words of its member were
 * committed together, so whoever sees the one sees the other. How many changes there were.
 */
export async function keepNameWords(tx: Tx, limit: number): Promise<number> {
  const [row] = await tx<{ taken: number }[]>`
    with taken as (
      delete from name_word_change where id in (select id from name_word_change order by id limit ${limit}::integer)
      returning words),
    looked_at as materialized (
      select word, exists (select from profile_word w where w.word = changed.word collate "C") as is_had
      from (select distinct word from taken cross join lateral unnest(words) word where char_length(word) > 2) changed),
    gone as (delete from name_word n using looked_at l where n.word = l.word and not l.is_had),
    come as (insert into name_word (word) select word from looked_at where is_had on conflict do nothing)
    select count(*) as taken from taken`
  return row?.taken ?? 0
}
