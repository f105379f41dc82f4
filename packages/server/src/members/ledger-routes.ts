import { listLedgers, readLedger } from '@tillside/contract/ledgers'
import { accept, refuse } from '@tillside/rules/outcome'

import type { Context } from '../http/context.ts'
import { readListFilters } from '../http/filters.ts'
import { readId, readUuid } from '../http/ids.ts'
import { query } from '../http/query.ts'
import { renderLedger } from './ledgers.ts'

export function mountLedgerRoutes(context: Context): void {
  const { currency } = context.tenant

  query(context, listLedgers, async (db, { params, query: given }, now) => {
    const list = readListFilters(given, listLedgers.list)
    const profileId = readUuid(params.profile_id)
    const entries = profileId === null ? null : await renderLedger(db, profileId, currency, list, now)
    return entries === null ? refuse('not_found') : accept(entries)
  })

  query(context, readLedger, async (db, { params }, now) => {
    const profileId = readUuid(params.profile_id)
    const id = readId(params.ledger_id)
    if (profileId === null || id === null) return refuse('not_found')
    const only = { filters: [{ field: 'id', kind: 'integer', operator: 'eq', values: [id] } as const], sorts: [] }
    const [entry] = (await renderLedger(db, profileId, currency, only, now)) ?? []
    return entry ? accept(entry) : refuse('not_found')
  })
}
