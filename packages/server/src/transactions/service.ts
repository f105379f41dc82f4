// Recording, changing and removing sales. Each finds what is there and what is wished; settle does the rest.
import type { RefusalCode } from '@tillside/contract/refusals'
import type { Scope } from '@tillside/contract/scopes'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { differingFields } from '../http/idempotency.ts'
import { contentOf } from './content.ts'
import type { LineBody } from './line.ts'
import { mergeSale, type SaleBody } from './sale.ts'
import { settle } from './settle.ts'
import * as store from './store.ts'
import { listReturns } from './store-returns.ts'
import { type Before, type NamedLine, nameLines, type Surroundings, wishLines } from './wish.ts'

/** A sale that is recorded now; a replay was recorded before and is unchanged. */
export interface Recorded {
  readonly id: number
  readonly isReplay: boolean
}

async function lockBefore(tx: Tx, id: number): Promise<Before | undefined> {
  const [sale, items, returns] = await Promise.all([
    store.lockTransaction(tx, id),
    store.listItems(tx, [id]),
    listReturns(tx, [id]),
  ])
  return sale && { sale, items, returns }
}

async function record(tx: Tx, id: number, body: SaleBody, around: Surroundings, now: Instant): Promise<Recorded> {
  const facts = mergeSale(body, null, around.tenantCurrency)
  const terms = { currency: facts.currency, wasCurrency: facts.currency, replaces: false }
  const { lines } = wishLines(nameLines(body.items ?? [], [], false), [], terms)
  await settle(tx, { id, before: null, body, facts, lines, removed: [], fields: contentOf(body) }, around, now)
  return { id, isReplay: false }
}

interface Change {
  /** What changes of the sale itself. */
  readonly body: SaleBody
  /** What the request says of lines; those that it does not name stay. */
  readonly lines: readonly NamedLine[]
  /** They go, unless named: what the request says of lines is all. */
  readonly replaces?: boolean
  readonly removed?: readonly store.ItemRow[]
}

async function change(tx: Tx, before: Before, changed: Change, around: Surroundings, now: Instant): Promise<Recorded> {
  const { body, lines: named, replaces = false, removed = [] } = changed
  const { sale } = before
  const facts = mergeSale(body, sale, around.tenantCurrency)
  const left = before.items.filter((item) => !removed.includes(item))
  const wished = wishLines(named, left, { currency: facts.currency, wasCurrency: sale.currency, replaces })
  const wish = {
    id: sale.id,
    before,
    body,
    facts,
    lines: wished.lines,
    removed: [...removed, ...wished.removed],
    fields: sale.fields,
  }
  const isChanged = await settle(tx, wish, around, now)
  return { id: sale.id, isReplay: !isChanged }
}

function changeOf(body: SaleBody, before: Before): Change {
  const replaces = body.delete_existing_items === true
  return { body, lines: nameLines(body.items ?? [], before.items, replaces), replaces }
}

/** The sale that has an external id, or had it until it was removed, behind the lock of that id. */
async function findNamed(tx: Tx, externalId: string | null | undefined): Promise<store.TransactionRow | undefined> {
  if (!externalId) return undefined
  const [, existing] = await Promise.all([
    store.lockExternalId(tx, externalId),
    store.findLastOfExternalId(tx, externalId),
  ])
  return existing
}

const isRemoved = (sale: store.TransactionRow): boolean => sale.deleted_at !== null

/** A queue that repeats a receipt late must not bring back the sale that staff have removed since. */
const isLateRepeat = (existing: store.TransactionRow, body: SaleBody): boolean =>
  isRemoved(existing) && differingFields(existing.fields, contentOf(body)).length === 0

/**
 * Records a closed receipt. The same receipt again answers what is recorded, also when that was removed since; another one
 * under the external id of a sale that is there is refused.
 */
export async function recordSale(
  tx: Tx,
  body: SaleBody,
  around: Surroundings,
  now: Instant,
): Promise<Outcome<Recorded, RefusalCode>> {
  // Asked for before it is known to be needed: a number that a re-send leaves unused costs nothing, a round trip does.
  const [existing, id] = await Promise.all([findNamed(tx, body.external_id), store.nextTransactionId(tx)])
  // Plain Omneo knows no repeats: it sees only that the id is taken.
  if (existing && !isRemoved(existing) && around.dialect === 'omneo') return refuse('external_id_taken')
  if (existing && isLateRepeat(existing, body)) return accept({ id: existing.id, isReplay: true })
  if (!existing || isRemoved(existing)) return accept(await record(tx, id, body, around, now))
  const differing = differingFields(existing.fields, contentOf(body))
  if (differing.length > 0) return refuse('external_id_clash', { details: { differing } })
  return accept({ id: existing.id, isReplay: true })
}

const changeScope = 'update-transactions' satisfies Scope

/** Brings the sale with this external id or id up to date, or records it. */
export async function upsertSale(
  tx: Tx,
  body: SaleBody,
  around: Surroundings,
  now: Instant,
): Promise<Outcome<Recorded, RefusalCode>> {
  const named = await findNamed(tx, body.external_id)
  const id = (named && !isRemoved(named) ? named.id : undefined) ?? body.id ?? null
  const before = id === null ? undefined : await lockBefore(tx, id)
  if (before) {
    const changed = await change(tx, before, changeOf(body, before), around, now)
    // A till may send again what it recorded; to change a recorded sale takes the same scope on every route.
    const mayChange = changed.isReplay || around.caller.scopes.has(changeScope)
    return mayChange ? accept(changed) : refuse('scope_missing', { details: { scope: changeScope } })
  }
  if (named && isLateRepeat(named, body)) return accept({ id: named.id, isReplay: true })
  return accept(await record(tx, await store.nextTransactionId(tx), body, around, now))
}

export async function changeSale(
  tx: Tx,
  id: number,
  body: SaleBody,
  around: Surroundings,
  now: Instant,
): Promise<Outcome<Recorded, RefusalCode>> {
  const other = await findNamed(tx, body.external_id)
  const before = await lockBefore(tx, id)
  if (!before) return refuse('not_found')
  if (other && !isRemoved(other) && other.id !== id) return refuse('external_id_clash')
  return accept(await change(tx, before, changeOf(body, before), around, now))
}

/** Undoes everything that a sale did, then hides it. */
export async function removeSale(
  tx: Tx,
  id: number,
  around: Surroundings,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  const before = await lockBefore(tx, id)
  if (!before) return refuse('not_found')
  await change(tx, before, { body: { is_void: true }, lines: [] }, around, now)
  await store.markDeleted(tx, id, now)
  return accept(undefined)
}

/** Adds a line behind the last one, or changes the one with this id. The id of the line. */
export async function changeLine(
  tx: Tx,
  wish: { readonly id: number; readonly itemId: number | null; readonly body: LineBody },
  around: Surroundings,
  now: Instant,
): Promise<Outcome<number, RefusalCode>> {
  const before = await lockBefore(tx, wish.id)
  const existing = before?.items.find((item) => item.id === wish.itemId)
  if (!before || (wish.itemId !== null && !existing)) return refuse('not_found')
  await change(tx, before, { body: {}, lines: [{ body: wish.body, existing, path: '' }] }, around, now)
  if (existing) return accept(existing.id)
  const items = await store.listItems(tx, [wish.id])
  return accept(Math.max(...items.map((item) => item.id)))
}

export async function removeLine(
  tx: Tx,
  wish: { readonly id: number; readonly itemId: number },
  around: Surroundings,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  const before = await lockBefore(tx, wish.id)
  const removed = before?.items.filter((item) => item.id === wish.itemId) ?? []
  if (!before || removed.length === 0) return refuse('not_found')
  await change(tx, before, { body: {}, lines: [], removed }, around, now)
  return accept(undefined)
}
