// Takes hold of everything that decides about a sale: the members whose value moves, the sale itself, and the sales that its goods
// came from or that wait for it. Looks once to see who they are, locks them in one order, and looks again: what was found behind
// the locks is what counts. Where it turns out to be about somebody else by now, the locks are let go and taken anew.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { countNews, forgetNewsAfter } from '../outbox/announce.ts'
import { lockProfiles } from '../profiles/service.ts'
import { settleLines } from './lines.ts'
import { type Concern, findLinks, type NamedLinks } from './names.ts'
import { lookForOriginals, type ReturnedGoods } from './returning.ts'
import * as store from './store.ts'
import { beginHolding, keepHolding, letGo, lockReceipts, lockSales } from './store-locks.ts'
import { listReturns, listWaiting } from './store-returns.ts'
import type { Before, SettledLine, Wish } from './wish.ts'

/** A sale to be settled, with all that it is about, behind the locks. */
export interface Scene {
  readonly wish: Wish
  readonly links: NamedLinks
  readonly lines: readonly SettledLine[]
  readonly goods: ReturnedGoods
  /** Returns that were recorded before this sale and wait for it. */
  readonly waiting: readonly number[]
  readonly concerns: readonly Concern[]
}

interface Question {
  readonly id: number
  /** It is recorded now: there is nothing to look up. */
  readonly isNew: boolean
  /** What is wished of the sale as it is; undefined when it is not there, or what the request means of it. */
  readonly toWish: (before: Before | null) => Wish | undefined
  /** Returns that wait for this sale are left alone. */
  readonly isAlone?: boolean
}

interface Locks {
  readonly receipts: readonly string[]
  readonly members: readonly string[]
  readonly saleIds: readonly number[]
}

interface Seen {
  readonly scene: Scene
  readonly locks: Locks
}

async function readBefore(tx: Tx, id: number): Promise<Before | undefined> {
  const [sale, items, gone, returns] = await Promise.all([
    store.findTransaction(tx, { id }),
    store.listItems(tx, [id]),
    store.listGoneItems(tx, id),
    listReturns(tx, [id]),
  ])
  return sale && { sale, items, gone, returns }
}

const named = <T>(values: readonly (T | null)[]): T[] => [...new Set(values.filter((value) => value !== null))]

const receiptsOf = ({ facts }: Wish): string[] => named([facts.receipt_ref, facts.linked_receipt_ref])

async function look(tx: Tx, question: Question, now: Instant): Promise<Seen | undefined> {
  const { id, isNew, toWish, isAlone = false } = question
  const before = isNew ? null : await readBefore(tx, id)
  const wish = before === undefined ? undefined : toWish(before)
  if (!wish) return undefined
  const receipts = receiptsOf(wish)
  const { receipt_ref: receiptRef, is_void: isVoid } = wish.facts
  const [, { links, concerns }, { lines, concerns: lineConcerns }, around] = await Promise.all([
    // Nothing can change about a sale that is new, but for what waits for it: there is no second look.
    isNew && lockReceipts(tx, receipts),
    findLinks(tx, wish.body, before?.sale ?? null, now),
    settleLines(tx, wish, now),
    isAlone || receiptRef === null || isVoid ? [] : listWaiting(tx, receiptRef, id),
  ])
  const goods = await lookForOriginals(tx, wish, links, lines)
  const sold = [...goods.sold.values()]
  const members = named([
    links.profile_id,
    before?.sale.profile_id ?? null,
    ...[...sold, ...around].map((row) => row.profile_id),
  ])
  const saleIds = [...(isNew ? [] : [id]), ...sold.map((row) => row.transaction_id), ...around.map((row) => row.id)]
  const waiting = around.filter((row) => row.is_waiting).map((row) => row.id)
  return {
    scene: { wish, links, lines, goods, waiting, concerns: [...concerns, ...lineConcerns] },
    locks: { receipts, members, saleIds: [...new Set(saleIds)] },
  }
}

const covers = (held: Locks, needed: Locks): boolean =>
  needed.receipts.every((ref) => held.receipts.includes(ref)) &&
  needed.members.every((member) => held.members.includes(member)) &&
  needed.saleIds.every((id) => held.saleIds.includes(id))

/** How often it may turn out to be about somebody else by the time that the locks are there. */
const triesMax = 20

export async function hold(tx: Tx, question: Question, now: Instant): Promise<Scene | undefined> {
  let seen = await look(tx, question, now)
  if (seen && seen.locks.saleIds.length === 0) {
    await lockProfiles(tx, seen.locks.members)
    return seen.scene
  }
  for (let tries = 0; seen && tries < triesMax; tries += 1) {
    const { receipts, members, saleIds } = seen.locks
    const told = countNews(tx)
    await Promise.all([beginHolding(tx), lockReceipts(tx, receipts), lockProfiles(tx, members), lockSales(tx, saleIds)])
    const again: Seen | undefined = await look(tx, question, now)
    if (!again || covers(seen.locks, again.locks)) {
      await keepHolding(tx)
      return again?.scene
    }
    await letGo(tx)
    forgetNewsAfter(tx, told)
    seen = again
  }
  if (seen) throw new Error('a sale never came to rest while it was looked at')
  return undefined
}

/** A sale that is held already, as it is, with nothing wished of it: what follows from other sales is booked. */
export async function sceneOf(
  tx: Tx,
  id: number,
  toWish: (before: Before) => Wish,
  now: Instant,
): Promise<Scene | undefined> {
  const before = await readBefore(tx, id)
  if (!before) return undefined
  const wish = toWish(before)
  const { lines } = await settleLines(tx, wish, now)
  const goods = { returning: [], undone: [], sold: new Map() }
  return { wish, links: before.sale, lines, goods, waiting: [], concerns: [] }
}
