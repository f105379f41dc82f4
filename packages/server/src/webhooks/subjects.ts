// What events are about, and how that is read for a whole page of them: one look for each kind of thing.
import type { EventName } from '@tillside/contract/events'
import type { Instant } from '@tillside/rules/time'

import { renderBenefitDefinitions } from '../benefits/reads.ts'
import { renderBenefits } from '../benefits/render.ts'
import type { Db } from '../db/open.ts'
import type { Tenant } from '../http/context.ts'
import { findLocationsByIds, toLocation } from '../locations/service.ts'
import { renderPoints } from '../points/service.ts'
import { renderProducts } from '../products/service.ts'
import { renderRewards } from '../rewards/service.ts'
import { readPointRates } from '../settings/service.ts'
import { readSalesOfItems } from '../transactions/aggregations.ts'
import { renderTransactionsByIds } from '../transactions/render.ts'

export type Json = Readonly<Record<string, unknown>>

/** What an event tells of. What hangs on the member is found there. */
type Subject =
  | 'profile'
  | 'attributes'
  | 'address'
  | 'identity'
  | 'balance'
  | 'reward'
  | 'point'
  | 'benefit'
  | 'benefit-definition'
  | 'transaction'
  | 'transaction-item'
  | 'product'
  | 'location'

const subjects: Readonly<Record<EventName, Subject>> = {
  'profile.created': 'profile',
  'profile-temporary.created': 'profile',
  'profile.updated': 'profile',
  'profile.deleted': 'profile',
  'profile.merged': 'profile',
  'profile.address.created': 'address',
  'profile.address.updated': 'address',
  'address.created': 'address',
  'address.updated': 'address',
  'identity.created': 'identity',
  'profile-attribute.updated': 'attributes',
  'balance.updated': 'balance',
  'reward.created': 'reward',
  'reward.updated': 'reward',
  'reward.deleted': 'reward',
  'point.created': 'point',
  'point.updated': 'point',
  'point.deleted': 'point',
  'benefit.created': 'benefit',
  'benefit.updated': 'benefit',
  'benefit.deleted': 'benefit',
  'benefit-definition.created': 'benefit-definition',
  'benefit-definition.updated': 'benefit-definition',
  'benefit-definition.deleted': 'benefit-definition',
  'transaction.received': 'transaction',
  'transaction.created': 'transaction',
  'transaction.updated': 'transaction',
  'transaction.deleted': 'transaction',
  'transaction.points.issued': 'transaction',
  'transaction-item.created': 'transaction-item',
  'product.created': 'product',
  'product.updated': 'product',
  'product.deleted': 'product',
  'location.created': 'location',
  'location.updated': 'location',
}

export const subjectOf = (event: EventName): Subject => subjects[event]

export interface Around {
  readonly tenant: Tenant
  readonly now: Instant
}

type Read = (db: Db, ids: readonly number[], around: Around) => Promise<readonly { readonly id: number | string }[]>

const readers: Partial<Record<Subject, Read>> = {
  reward: (db, ids, { now }) => renderRewards(db, ids, now),
  point: async (db, ids, { now }) => renderPoints(db, ids, (await readPointRates(db)).exchange, now),
  benefit: (db, ids, { now }) => renderBenefits(db, ids, now),
  'benefit-definition': (db, ids) => renderBenefitDefinitions(db, ids),
  transaction: (db, ids, { now }) => renderTransactionsByIds(db, ids, now),
  'transaction-item': readItems,
  product: (db, ids) => renderProducts(db, ids),
  location: async (db, ids) => (await findLocationsByIds(db, ids)).map(toLocation),
}

/** Lines, each with the sale that it belongs to. */
async function readItems(db: Db, ids: readonly number[], { now }: Around) {
  const saleIds = new Set((await readSalesOfItems(db, ids)).values())
  const sales = await renderTransactionsByIds(db, [...saleIds], now)
  const wanted = new Set(ids)
  return sales.flatMap(({ items, ...sale }) =>
    items
      .filter(({ id }) => wanted.has(id))
      .map((item) => ({ ...item, quantity_abs: Math.abs(item.quantity), transaction: sale })),
  )
}

const keyOf = (subject: Subject, id: string | number | null): string => `${subject} ${id}`

/** Finds what was read, by what an event says that it is about. */
export type FindSubject = (subject: Subject, id: string | number | null) => Json | undefined

/** Reads everything that events of a page are about, but for members and what hangs on them. */
export async function readSubjects(
  db: Db,
  events: readonly { readonly event: EventName; readonly subject_id: string | number | null }[],
  around: Around,
): Promise<FindSubject> {
  const idsBySubject = new Map<Subject, Set<number>>()
  for (const { event, subject_id } of events) {
    const ids = idsBySubject.get(subjectOf(event)) ?? new Set()
    if (subject_id !== null) ids.add(Number(subject_id))
    idsBySubject.set(subjectOf(event), ids)
  }
  const found = new Map<string, Json>()
  for (const [subject, ids] of idsBySubject) {
    const rows = ids.size === 0 ? [] : ((await readers[subject]?.(db, [...ids], around)) ?? [])
    for (const row of rows) found.set(keyOf(subject, row.id), row as Json)
  }
  return (subject, id) => found.get(keyOf(subject, id))
}
