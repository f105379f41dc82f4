// What of sales changed, as news. A sale whose goods came back has changed as well: it shows what can still be returned.
import type { Tx } from '../db/open.ts'
import { announce } from '../outbox/announce.ts'

interface Sale {
  readonly id: number
  readonly profile_id: string | null
}

interface Settled {
  readonly sale: Sale
  readonly isNew: boolean
  readonly isChanged: boolean
  readonly addedItemIds: readonly number[]
  /** Sales of which more or less came back than before, and those whose returns take another share of it. */
  readonly touched: readonly Sale[]
}

const subjectOf = ({ id, profile_id: profileId }: Sale) => ({ profileId, subjectId: id })

export function announceSettled(tx: Tx, { sale, isNew, isChanged, addedItemIds, touched }: Settled): void {
  const subject = subjectOf(sale)
  if (isNew) announce(tx, { event: 'transaction.received', ...subject }, { event: 'transaction.created', ...subject })
  else if (isChanged) announce(tx, { event: 'transaction.updated', ...subject })
  for (const subjectId of addedItemIds)
    announce(tx, { event: 'transaction-item.created', profileId: sale.profile_id, subjectId })
  for (const other of touched) announce(tx, { event: 'transaction.updated', ...subjectOf(other) })
}

export const announceRemoved = (tx: Tx, sale: Sale): void =>
  announce(tx, { event: 'transaction.deleted', ...subjectOf(sale) })
