// Members read whole: the profile and its identities in one statement. The text of each statement is fixed, so
// that it is prepared once.
import { instant, type Instant } from '@tillside/rules/time'

import { andFilters, type CustomFilter, type Filter, inOrder, type List, ordered } from '../db/list.ts'
import { readRows } from '../db/list-total.ts'
import type { Db, Fragment } from '../db/open.ts'
import type { IdentityRow } from '../identities/service.ts'
import { profileColumns, type ProfileRow } from '../profiles/row.ts'

/** Moments inside JSON arrive as text. */
type ReadIdentity = Omit<IdentityRow, 'created_at' | 'updated_at'> & { created_at: string; updated_at: string }
type ReadRow = ProfileRow & { identities: ReadIdentity[] | null }

export interface MemberRow extends ProfileRow {
  identities: IdentityRow[]
}

const toInstant = (text: string): Instant => instant(Date.parse(text))

const toMember = (row: ReadRow): MemberRow => ({
  ...row,
  identities: (row.identities ?? []).map((identity) => ({
    ...identity,
    created_at: toInstant(identity.created_at),
    updated_at: toInstant(identity.updated_at),
  })),
})

const selected = `
  ${profileColumns.map((column) => `p.${column}`).join(', ')},
  (select json_agg(json_build_object(
      'id', i.id, 'handle', i.handle, 'identifier', i.identifier, 'is_primary', i.is_primary, 'is_active', i.is_active,
      'profile_id', i.profile_id, 'merged_from', i.merged_from, 'created_at', i.created_at, 'updated_at', i.updated_at) order by i.id)
   from identity i where i.profile_id = p.id) as identities`

export async function findMemberById(db: Db, id: string): Promise<MemberRow | undefined> {
  const [row] = await db<
    ReadRow[]
  >`select ${db.unsafe(selected)} from profile p where p.id = ${id} and p.deleted_at is null`
  return row && toMember(row)
}

export async function findMembersByIds(db: Db, ids: readonly string[]): Promise<MemberRow[]> {
  const rows = await db<ReadRow[]>`
    select ${db.unsafe(selected)} from profile p where p.id = any(${ids as string[]}::uuid[]) and p.deleted_at is null
    order by p.position`
  return rows.map(toMember)
}

/** The hottest read: a scan at the till. The first of the identifiers, the number as scanned, wins. */
export async function findMemberByCard(
  db: Db,
  handle: string,
  identifiers: readonly string[],
): Promise<MemberRow | undefined> {
  const [row] = await db<ReadRow[]>`
    select ${db.unsafe(selected)} from identity card join profile p on p.id = card.profile_id
    where card.handle = ${handle} and card.identifier = any(${identifiers as string[]}::text[]) and card.is_active
      and p.deleted_at is null
    order by card.identifier = ${identifiers[0] ?? ''} desc limit 1`
  return row && toMember(row)
}

export async function findIdByCard(
  db: Db,
  handle: string,
  identifiers: readonly string[],
): Promise<string | undefined> {
  const [row] = await db<{ profile_id: string }[]>`
    select profile_id from identity
    where handle = ${handle} and identifier = any(${identifiers as string[]}::text[]) and is_active
    order by identifier = ${identifiers[0] ?? ''} desc limit 1`
  return row?.profile_id
}

const columns = {
  ...Object.fromEntries(profileColumns.map((column) => [column, `p.${column}`])),
  id: 'p.id',
  // As the unique index has it; the value comes in small letters.
  email: 'lower(p.email)',
  'tags.handle': 'p.tags',
  'statuses.handle': 'p.statuses',
}

/** Ids are random: "by id" is in the order in which members came. */
const sortColumns = { ...columns, id: 'p.position' }

const identifierColumns = { 'identities.identifier': 'i.identifier' }

function ofIdentity(db: Db, filter: Filter): Fragment {
  const some = (inner: Fragment): Fragment =>
    db`exists (select 1 from identity i where i.profile_id = p.id and i.is_active ${inner})`
  const { operator } = filter
  if (operator === 'nullable') return filter.values[0] ? db`and not ${some(db``)}` : db`and ${some(db``)}`
  // "Another card than this" is about members who do not have this one.
  const asked: Filter = operator === 'ne' ? { ...filter, operator: 'eq' } : filter
  const found = some(andFilters(db, { filters: [asked] }, identifierColumns))
  return operator === 'ne' ? db`and not ${found}` : db`and ${found}`
}

/** What was typed into the search field, read as words, as a phone number and as a card. */
export interface Search {
  /** Patterns for `like`; every one of them must match. */
  readonly words: readonly string[]
  readonly phone: string | null
  /** Members with the scanned card. */
  readonly profileIds: readonly string[]
}

/** Only the ways that apply: a list of nobody would lead the planner astray. */
function ofSearch(db: Db, { words, phone, profileIds }: Search): Fragment {
  const byWords = words.reduce<Fragment>(
    (sum, word) => db`${sum} and p.search_text like ${word}`,
    words.length > 0 ? db`true` : db`false`,
  )
  const byPhone = phone === null ? db`` : db`or p.mobile_phone = ${phone} or p.secondary_phone = ${phone}`
  const byCard = profileIds.length === 0 ? db`` : db`or p.id = any(${profileIds as string[]}::uuid[])`
  return db`and ((${byWords}) ${byPhone} ${byCard})`
}

/** What must be somewhere in one field. */
export interface FieldPatterns {
  readonly field: string
  readonly words: readonly string[]
}

/** Fields whose words are in the text that the index knows. */
const indexedFields = new Set(['first_name', 'last_name', 'email', 'mobile_phone', 'secondary_phone'])

function ofFields(db: Db, wishes: readonly FieldPatterns[]): Fragment {
  return wishes
    .flatMap(({ field, words }) => words.map((word) => ({ field, word })))
    .reduce<Fragment>(
      (sum, { field, word }) => {
        const known = indexedFields.has(field) ? db`and p.search_text like ${word}` : db``
        return db`${sum} ${known} and folded(${db.unsafe(`p.${field}`)}) like ${word}`
      },
      db``,
    )
}

/** Custom values that have one of these forms; containment, so that an index could find them. */
function ofCustomValues(db: Db, { namespace, handle, operator, values }: CustomFilter): Fragment {
  const attribute = (value: object): string => JSON.stringify([{ namespace, handle, ...value }])
  if (operator === 'nullable') {
    const isThere = db`p.custom_attributes @> ${attribute({})}::text::jsonb or p.custom_fields #> ${[namespace, handle]}::text[] is not null`
    return values[0] ? db`and not (${isThere})` : db`and (${isThere})`
  }
  const attributes = values.map((value) => attribute({ value }))
  const fields = values.map((value) => JSON.stringify({ [namespace]: { [handle]: value } }))
  const has = db`p.custom_attributes @> any(${attributes}::text[]::jsonb[]) or p.custom_fields @> any(${fields}::text[]::jsonb[])`
  return operator === 'ne' ? db`and not (${has})` : db`and (${has})`
}

export async function listMembers(
  db: Db,
  list: List,
  search: Search | null,
  inFields: readonly FieldPatterns[],
): Promise<{ rows: MemberRow[]; total: number }> {
  const plain = list.filters.filter((filter) => filter.field !== 'identities.identifier')
  const ofIdentities = list.filters
    .filter((filter) => filter.field === 'identities.identifier')
    .reduce<Fragment>((sum, filter) => db`${sum} ${ofIdentity(db, filter)}`, db``)
  const where = db`where p.deleted_at is null ${andFilters(db, { filters: plain }, columns)} ${ofIdentities}
    ${search === null ? db`` : ofSearch(db, search)} ${ofFields(db, inFields)}
    ${list.custom.reduce<Fragment>((sum, wish) => db`${sum} ${ofCustomValues(db, wish)}`, db``)}`
  const { rows, total } = await readRows(list.page, {
    // The page first, and then what hangs on its members: else it would be looked up for all those who are passed over, too.
    rows: () => db<ReadRow[]>`
      select ${db.unsafe(selected)} from (select p.* from profile p ${where} ${ordered(db, list, sortColumns)}) p
      ${inOrder(db, list, sortColumns)}`,
    count: () => db<{ total: number }[]>`select count(*) as total from profile p ${where}`,
  })
  return { rows: rows.map(toMember), total }
}
