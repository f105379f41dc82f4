// Recording, changing and removing sales. Each finds what is there and what is wished; settle does the rest.
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { differingFields, hashFields } from '../http/idempotency.ts'
import type { Before, Surroundings } from './plan.ts'
import { type LineBody, mergeSale, type SaleBody } from './sale.ts'
import { settle } from './settle.ts'
import * as store from './store.ts'
import { listReturns } from './store-returns.ts'
import { wishLines } from './wish.ts'

/** A sale that is recorded now; a replay was recorded before and is unchanged. */
export interface Recorded {
  readonly id: number
  readonly isReplay: boolean
}

/** What a sale says, without what it leaves open: a field that is null says as much as one that is missing. */
function contentOf(body: SaleBody): Record<string, string> {
  const without = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(without)
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null).map(([name, inner]) => [name, without(inner)]))
        : value
  return hashFields(without(body) as Record<string, unknown>)
}

async function lockBefore(tx: Tx, id: number): Promise<Before | undefined> {
  const [sale, items, returns] = await Promise.all([store.lockTransaction(tx, id), store.listItems(tx, [id]), listReturns(tx, [id])])
  return sale && { sale, items, returns }
}

async function record(tx: Tx, body: SaleBody, around: Surroundings, now: Instant): Promise<Recorded> {
  const facts = mergeSale(body, null, around.tenantCurrency)
  const lines = wishLines(body.items ?? [], [], facts.currency)
  const id = await store.nextTransactionId(tx)
  await settle(tx, { id, before: null, body, facts, lines, removed: [], fields: contentOf(body) }, around, now)
  return { id, isReplay: false }
}

interface Change {
  readonly body: SaleBody
  /** What the request says of lines; undefined leaves them as they are. */
  readonly lines: readonly LineBody[]
  readonly removed: readonly store.ItemRow[]
}

async function change(tx: Tx, before: Before, { body, lines, removed }: Change, around: Surroundings, now: Instant): Promise<Recorded> {
  const facts = mergeSale(body, before.sale, around.tenantCurrency)
  const gone = new Set(removed.map((item) => item.id))
  const left = before.items.filter((item) => !gone.has(item.id))
  const wish = { id: before.sale.id, before, body, facts, lines: wishLines(lines, left, facts.currency), removed, fields: before.sale.fields }
  const isChanged = await settle(tx, wish, around, now)
  return { id: before.sale.id, isReplay: !isChanged }
}

/** Another sale has the external id that this one wants. */
async function isTaken(tx: Tx, externalId: string | null | undefined, id: number): Promise<boolean> {
  if (!externalId) return false
  await store.lockExternalId(tx, externalId)
  const other = await store.findTransaction(tx, { externalId })
  return other !== undefined && other.id !== id
}

/** Records a closed receipt. The same receipt again answers what is recorded; another one under its external id is refused. */
export async function recordSale(tx: Tx, body: SaleBody, around: Surroundings, now: Instant): Promise<Outcome<Recorded, RefusalCode>> {
  if (body.external_id) {
    await store.lockExternalId(tx, body.external_id)
    const existing = await store.findTransaction(tx, { externalId: body.external_id })
    if (existing) {
      const differing = differingFields(existing.fields, contentOf(body))
      if (differing.length > 0) return refuse('external_id_clash', { details: { differing: differing.join(', ') } })
      return accept({ id: existing.id, isReplay: true })
    }
  }
  return accept(await record(tx, body, around, now))
}

/** Brings the sale with this external id or id up to date, or records it. */
export async function upsertSale(tx: Tx, body: SaleBody, around: Surroundings, now: Instant): Promise<Outcome<Recorded, RefusalCode>> {
  if (body.external_id) await store.lockExternalId(tx, body.external_id)
  const byExternalId = body.external_id ? await store.findTransaction(tx, { externalId: body.external_id }) : undefined
  const id = byExternalId?.id ?? body.id ?? null
  const before = id === null ? undefined : await lockBefore(tx, id)
  if (!before) return accept(await record(tx, body, around, now))
  const removed = body.delete_existing_items === true ? before.items : []
  return accept(await change(tx, before, { body, lines: body.items ?? [], removed }, around, now))
}

export async function changeSale(tx: Tx, id: number, body: SaleBody, around: Surroundings, now: Instant): Promise<Outcome<Recorded, RefusalCode>> {
  if (await isTaken(tx, body.external_id, id)) return refuse('external_id_clash')
  const before = await lockBefore(tx, id)
  if (!before) return refuse('not_found')
  const removed = body.delete_existing_items === true ? before.items : []
  return accept(await change(tx, before, { body, lines: body.items ?? [], removed }, around, now))
}

/** Undoes everything that a sale did, then hides it. */
export async function removeSale(tx: Tx, id: number, around: Surroundings, now: Instant): Promise<Outcome<undefined, RefusalCode>> {
  const before = await lockBefore(tx, id)
  if (!before) return refuse('not_found')
  await change(tx, before, { body: { is_void: true }, lines: [], removed: [] }, around, now)
  await store.markDeleted(tx, id, now)
  return accept(undefined)
}

/** Adds a line, or changes the one that the body names by its id. The id of the line. */
export async function changeLine(
  tx: Tx,
  wish: { readonly id: number; readonly itemId: number | null; readonly body: LineBody },
  around: Surroundings,
  now: Instant,
): Promise<Outcome<number, RefusalCode>> {
  const before = await lockBefore(tx, wish.id)
  const isThere = wish.itemId === null || before?.items.some((item) => item.id === wish.itemId) === true
  if (!before || !isThere) return refuse('not_found')
  // A new line stands behind the last one, so that it cannot be taken for the line at its position.
  const others: LineBody[] = wish.itemId === null ? before.items.map(({ id }) => ({ id })) : []
  const lines: LineBody[] = [...others, { ...wish.body, id: wish.itemId }]
  await change(tx, before, { body: {}, lines, removed: [] }, around, now)
  if (wish.itemId !== null) return accept(wish.itemId)
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
