import * as lines from '@tillside/contract/transaction-items'
import * as contract from '@tillside/contract/transactions'
import { decimalsOf } from '@tillside/money/money'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readListFilters } from '../http/filters.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import { findProfileId } from '../profiles/service.ts'
import { renderTransactions } from './render.ts'
import * as service from './service.ts'
import { findTransaction, findWritten, type TransactionRow } from './store.ts'
import * as lists from './store-lists.ts'
import type { Surroundings } from './wish.ts'

type Wire = Awaited<ReturnType<typeof renderTransactions>>[number]

async function renderOne(db: Db, sale: TransactionRow | undefined, now: Instant): Promise<Outcome<Wire, 'not_found'>> {
  const [transaction] = await renderTransactions(db, sale ? [sale] : [], now)
  return transaction ? accept(transaction) : refuse('not_found')
}

async function readOne(db: Db, given: string, now: Instant): Promise<Outcome<Wire, 'not_found'>> {
  const id = readId(given)
  return renderOne(db, id === null ? undefined : await findTransaction(db, { id }), now)
}

const isReplay = { isReplay: true }

function mountSaleCommands(context: Context, around: (caller: Caller) => Surroundings): void {
  const rendered = async (db: Db, { id, isReplay: wasThere }: service.Recorded, marks: boolean, now: Instant) => {
    const sale = await renderOne(db, await findWritten(db, id), now)
    return marks && wasThere && sale.ok ? { ...sale, ...isReplay } : sale
  }

  command(context, contract.createTransaction, async (tx, caller, { body }, now) => {
    const recorded = await service.recordSale(tx, body, around(caller), now)
    return recorded.ok ? rendered(tx, recorded.value, true, now) : recorded
  })

  command(context, contract.upsertTransaction, async (tx, caller, { body }, now) => {
    const recorded = await service.upsertSale(tx, body, around(caller), now)
    return recorded.ok ? rendered(tx, recorded.value, true, now) : recorded
  })

  command(context, contract.updateTransaction, async (tx, caller, { params, body }, now) => {
    const id = readId(params.transaction_id)
    const recorded = id === null ? refuse('not_found') : await service.changeSale(tx, id, body, around(caller), now)
    return recorded.ok ? rendered(tx, recorded.value, false, now) : recorded
  })

  command(context, contract.deleteTransaction, async (tx, caller, { params }, now) => {
    const id = readId(params.transaction_id)
    return id === null ? refuse('not_found') : service.removeSale(tx, id, around(caller), now)
  })
}

function mountLineCommands(context: Context, around: (caller: Caller) => Surroundings): void {
  const line = async (db: Db, transactionId: string, itemId: number, now: Instant) => {
    const sale = await readOne(db, transactionId, now)
    const item = sale.ok ? sale.value.items.find((candidate) => candidate.id === itemId) : undefined
    return item ? accept(item) : refuse('not_found')
  }

  command(context, lines.createTransactionItem, async (tx, caller, { params, body }, now) => {
    const id = readId(params.transaction_id)
    const added =
      id === null ? refuse('not_found') : await service.changeLine(tx, { id, itemId: null, body }, around(caller), now)
    return added.ok ? line(tx, params.transaction_id, added.value, now) : added
  })

  command(context, lines.updateTransactionItem, async (tx, caller, { params, body }, now) => {
    const id = readId(params.transaction_id)
    const itemId = readId(params.item_id)
    if (id === null || itemId === null) return refuse('not_found')
    const changed = await service.changeLine(tx, { id, itemId, body }, around(caller), now)
    return changed.ok ? line(tx, params.transaction_id, itemId, now) : changed
  })

  command(context, lines.deleteTransactionItem, async (tx, caller, { params }, now) => {
    const id = readId(params.transaction_id)
    const itemId = readId(params.item_id)
    return id === null || itemId === null
      ? refuse('not_found')
      : service.removeLine(tx, { id, itemId }, around(caller), now)
  })

  query(context, lines.listTransactionItems, async (db, { params }, now) => {
    const sale = await readOne(db, params.transaction_id, now)
    return sale.ok ? accept(sale.value.items) : sale
  })

  query(context, lines.readTransactionItem, async (db, { params }, now) => {
    const itemId = readId(params.item_id)
    return itemId === null ? refuse('not_found') : line(db, params.transaction_id, itemId, now)
  })
}

function mountReads(context: Context, amountScale: number): void {
  query(context, contract.readTransaction, (db, { params }, now) => readOne(db, params.transaction_id, now))

  query(context, contract.readTransactionByExternalId, async (db, { params }, now) =>
    renderOne(db, await findTransaction(db, { externalId: params.external_id }), now),
  )

  pageQuery(context, contract.listTransactions, async (db, list, _request, now) => {
    const scope = { profileId: null, amountScale }
    const [sales, total] = await Promise.all([
      lists.listTransactions(db, list, scope),
      lists.countTransactions(db, list, scope),
    ])
    return accept({ rows: await renderTransactions(db, sales, now), total })
  })

  pageQuery(context, contract.listProfileTransactions, async (db, list, { params }, now) => {
    const profileId = await findProfileId(db, params.profile_id)
    if (profileId === null) return refuse('not_found')
    const scope = { profileId, amountScale }
    const [sales, total] = await Promise.all([
      lists.listTransactions(db, list, scope),
      lists.countTransactions(db, list, scope),
    ])
    return accept({ rows: await renderTransactions(db, sales, now), total })
  })

  query(context, contract.readProfileTransaction, async (db, { params }, now) => {
    const profileId = await findProfileId(db, params.profile_id)
    const sale = await readOne(db, params.transaction_id, now)
    return profileId !== null && sale.ok && sale.value.profile_id === profileId ? sale : refuse('not_found')
  })

  query(context, contract.findProfileTransaction, async (db, { params, query: given }, now) => {
    const profileId = await findProfileId(db, params.profile_id)
    if (profileId === null) return refuse('not_found')
    const list = readListFilters(given, contract.findProfileTransaction.list)
    return renderOne(db, await lists.findFirstTransaction(db, list, { profileId, amountScale }), now)
  })
}

export function mountTransactionRoutes(context: Context): void {
  const { dialect, tenant } = context
  const { currency } = tenant
  const around = (caller: Caller): Surroundings => ({ caller, tenantCurrency: currency, dialect })
  mountSaleCommands(context, around)
  mountLineCommands(context, around)
  mountReads(context, 10 ** decimalsOf(currency))
}
