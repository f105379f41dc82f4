// A member's ledger as it travels: what moved, what could be spent just after it, and the thing itself.
import type { Static } from 'typebox'

import type { LedgerEntry } from '@tillside/contract/ledgers'
import { type Instant, parseUtc } from '@tillside/rules/time'

import type { Filter, FilterValue, ListFilters } from '../db/list.ts'
import type { Db } from '../db/open.ts'
import { wireAmount, wireEnd, wireMoment, wirePoints } from '../http/render.ts'
import { type BalancedEntry, readLedger } from '../ledgers/service.ts'
import { findProfileSummaries } from '../profiles/service.ts'
import { findInstances, keyOf } from '../redemptions/render.ts'
import { readPointRates } from '../settings/service.ts'
import { renderTransactionsByIds } from '../transactions/render.ts'

type Wire = Static<typeof LedgerEntry>

/** Sales stand in the ledger themselves; whatever else moves value is seen by what it moved. */
const typeOf = ({ cause, kind, transaction_id: sale }: BalancedEntry): Wire['type'] =>
  sale !== null && (cause === 'earn' || cause === 'earn_return') ? 'transaction' : kind

function toEntry(row: BalancedEntry, profile: Wire['profile'], currency: string): Omit<Wire, 'type_attributes'> {
  const minorOf = (kind: string): number => (row.kind === kind ? (row.value_minor ?? 0) : 0)
  return {
    id: row.id,
    profile,
    type: typeOf(row),
    description: row.description,
    dollar_value: wireAmount(minorOf('reward'), currency),
    dollar_balance: wireAmount(row.reward_balance_minor, currency),
    point_value: wirePoints(row.kind === 'point' ? row.amount : 0),
    point_balance: wirePoints(row.point_balance),
    point_dollar_value: wireAmount(minorOf('point'), currency),
    count: row.kind === 'benefit' ? row.amount : null,
    expires_at: wireEnd(row.ends_at),
    cause: row.cause,
    redemption_id: row.redemption_id,
    transaction_id: row.transaction_id,
    undoes_entry_id: row.undoes_entry_id,
    merged_from: row.merged_from,
    created_at: wireMoment(row.created_at),
  }
}

type Entry = ReturnType<typeof toEntry>

const compare = (a: FilterValue, b: FilterValue): number => (a < b ? -1 : a > b ? 1 : 0)

/** Balances are worked out from the entries before, so this list is narrowed here and not by its statement. */
function matches(entry: Entry, { field, kind, operator, values }: Filter): boolean {
  const told = field === 'profile_id' ? entry.profile.id : (entry[field as keyof Entry] as FilterValue | null)
  if (operator === 'nullable') return (told === null) === values[0]
  if (told === null) return false
  const value = kind === 'moment' ? (parseUtc(String(told)) ?? told) : told
  const [first = value] = values
  switch (operator) {
    case 'eq':
      return value === first
    case 'ne':
      return value !== first
    case 'gt':
      return compare(value, first) > 0
    case 'gte':
      return compare(value, first) >= 0
    case 'lt':
      return compare(value, first) < 0
    case 'lte':
      return compare(value, first) <= 0
    case 'in':
      return values.includes(value)
  }
}

function arranged(entries: readonly Entry[], { filters, sorts }: Pick<ListFilters, 'filters' | 'sorts'>): Entry[] {
  const found = entries.filter((entry) => filters.every((filter) => matches(entry, filter)))
  // Entries are numbered as they are made, so both orders that there are follow the ids.
  return sorts[0]?.isDescending ? found.toReversed() : found
}

/** The entries that were asked for, each with what moved; null when there is no such member. */
export async function renderLedger(
  db: Db,
  profileId: string,
  currency: string,
  list: Pick<ListFilters, 'filters' | 'sorts'>,
  now: Instant,
): Promise<Wire[] | null> {
  const [profiles, rows, rates] = await Promise.all([
    findProfileSummaries(db, [profileId]),
    readLedger(db, profileId),
    readPointRates(db),
  ])
  const summary = profiles.get(profileId)
  if (!summary) return null
  const profile = { id: profileId, email: summary.email }
  const entries = arranged(
    rows.map((row) => toEntry(row, profile, currency)),
    list,
  )

  const rowById = new Map(rows.map((row) => [row.id, row]))
  const shown = entries.flatMap((entry) => rowById.get(entry.id) ?? [])
  const saleIds = [
    ...new Set(shown.filter((row) => typeOf(row) === 'transaction').flatMap((row) => row.transaction_id ?? [])),
  ]
  const [instances, sales] = await Promise.all([
    findInstances(
      db,
      shown.filter((row) => typeOf(row) !== 'transaction'),
      rates.exchange,
      now,
    ),
    renderTransactionsByIds(db, saleIds, now),
  ])
  const saleById = new Map(sales.map((sale) => [sale.id, sale]))
  return entries.map((entry, index) => {
    const row = shown[index]
    const thing =
      row &&
      (entry.type === 'transaction'
        ? saleById.get(entry.transaction_id ?? 0)
        : instances.get(keyOf(row.kind, row.row_id)))
    return { ...entry, type_attributes: thing ?? null }
  })
}
