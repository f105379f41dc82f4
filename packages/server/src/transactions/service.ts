// Recording, changing and removing sales. Each says what is wished of a sale as it is behind the locks; settle does the rest.
import type { RefusalCode } from '@tillside/contract/refusals'
import type { Scope } from '@tillside/contract/scopes'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { differingFields } from '../http/idempotency.ts'
import { contentOf } from './content.ts'
import { hold, type Scene, sceneOf } from './holding.ts'
import type { LineBody } from './line.ts'
import { announceRemoved } from './news.ts'
import { mergeSale, type SaleBody } from './sale.ts'
import { settle } from './settle.ts'
import * as store from './store.ts'
import { lockExternalId } from './store-locks.ts'
import { type Before, type NamedLine, nameLines, type Surroundings, type Wish, wishLines } from './wish.ts'

export { handOverSales } from './store.ts'

/** A sale that is recorded now; a replay was recorded before and is unchanged. */
export interface Recorded {
  readonly id: number
  readonly isReplay: boolean
}

async function record(tx: Tx, id: number, body: SaleBody, around: Surroundings, now: Instant): Promise<Recorded> {
  const toWish = (): Wish => {
    const facts = mergeSale(body, null, around.tenantCurrency)
    const terms = { currency: facts.currency, wasCurrency: facts.currency, replaces: false }
    const { lines } = wishLines(nameLines(body.items ?? [], [], false), [], terms)
    return { id, before: null, body, facts, lines, removed: [], fields: contentOf(body) }
  }
  const scene = await hold(tx, { id, isNew: true, toWish }, now)
  if (!scene) throw new Error('a new sale was not held')
  await settleAll(tx, scene, around, now)
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

const nothing: Change = { body: {}, lines: [] }

function wishOf(before: Before, changed: Change, { tenantCurrency }: Surroundings): Wish {
  const { body, lines: named, replaces = false, removed = [] } = changed
  const { sale } = before
  const facts = mergeSale(body, sale, tenantCurrency)
  const left = before.items.filter((item) => !removed.includes(item))
  const wished = wishLines(named, left, { currency: facts.currency, wasCurrency: sale.currency, replaces })
  return {
    id: sale.id,
    before,
    body,
    facts,
    lines: wished.lines,
    removed: [...removed, ...wished.removed],
    fields: sale.fields,
  }
}

/** Changes a sale as it is behind the locks. Undefined when it is not there, or not what the request means of it. */
async function change(
  tx: Tx,
  id: number,
  toChange: (before: Before) => Change | undefined,
  around: Surroundings,
  now: Instant,
): Promise<Recorded | undefined> {
  const toWish = (before: Before | null): Wish | undefined => {
    const changed = before ? toChange(before) : undefined
    return before && changed ? wishOf(before, changed, around) : undefined
  }
  const scene = await hold(tx, { id, isNew: false, toWish }, now)
  return scene && { id, isReplay: !(await settleAll(tx, scene, around, now)) }
}

/** Settles a sale, and what follows from it for others: returns that waited for it, and sales whose returns were undone. */
async function settleAll(tx: Tx, scene: Scene, around: Surroundings, now: Instant): Promise<boolean> {
  const asItIs = (before: Before): Wish => wishOf(before, nothing, around)
  const { isChanged, unsettledIds } = await settle(tx, scene, around, now)
  for (const id of unsettledIds) {
    const sale = await sceneOf(tx, id, asItIs, now)
    if (sale) await settle(tx, sale, around, now)
  }
  for (const id of isChanged ? scene.waiting : []) {
    const toWish = (before: Before | null): Wish | undefined => (before ? asItIs(before) : undefined)
    const returned = await hold(tx, { id, isNew: false, isAlone: true, toWish }, now)
    if (returned) await settle(tx, returned, around, now)
  }
  return isChanged
}

function changeOf(body: SaleBody, before: Before): Change {
  const replaces = body.delete_existing_items === true
  return { body, lines: nameLines(body.items ?? [], before.items, replaces), replaces }
}

/** The sale that has an external id, or had it until it was removed, behind the lock of that id. */
async function findNamed(tx: Tx, externalId: string | null | undefined): Promise<store.TransactionRow | undefined> {
  if (!externalId) return undefined
  const [, existing] = await Promise.all([lockExternalId(tx, externalId), store.findLastOfExternalId(tx, externalId)])
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
  const changed = id === null ? undefined : await change(tx, id, (before) => changeOf(body, before), around, now)
  if (changed) {
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
  if (other && !isRemoved(other) && other.id !== id)
    return refuse((await store.findTransaction(tx, { id })) ? 'external_id_clash' : 'not_found')
  const changed = await change(tx, id, (before) => changeOf(body, before), around, now)
  return changed ? accept(changed) : refuse('not_found')
}

/** Undoes everything that a sale did, then hides it. */
export async function removeSale(
  tx: Tx,
  id: number,
  around: Surroundings,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  const changed = await change(tx, id, () => ({ body: { is_void: true }, lines: [] }), around, now)
  if (!changed) return refuse('not_found')
  announceRemoved(tx, { id, profile_id: await store.markDeleted(tx, id, now) })
  return accept(undefined)
}

/** Adds a line behind the last one, or changes the one with this id. The id of the line. */
export async function changeLine(
  tx: Tx,
  wish: { readonly id: number; readonly itemId: number | null; readonly body: LineBody },
  around: Surroundings,
  now: Instant,
): Promise<Outcome<number, RefusalCode>> {
  const toChange = (before: Before): Change | undefined => {
    const existing = before.items.find((item) => item.id === wish.itemId)
    if (wish.itemId !== null && !existing) return undefined
    return { body: {}, lines: [{ body: wish.body, existing, path: '' }] }
  }
  if (!(await change(tx, wish.id, toChange, around, now))) return refuse('not_found')
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
  const toChange = (before: Before): Change | undefined => {
    const removed = before.items.filter((item) => item.id === wish.itemId)
    return removed.length === 0 ? undefined : { ...nothing, removed }
  }
  const changed = await change(tx, wish.id, toChange, around, now)
  return changed ? accept(undefined) : refuse('not_found')
}
