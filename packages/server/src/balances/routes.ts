import { readBalances } from '@tillside/contract/balances'
import { accept, refuse } from '@tillside/rules/outcome'

import type { Context } from '../http/context.ts'
import { query } from '../http/query.ts'
import { findProfileId } from '../profiles/service.ts'
import { readPointRates } from '../settings/service.ts'
import { readBalance, wireBalances } from './service.ts'

export function mountBalanceRoutes(context: Context): void {
  const { currency } = context.tenant
  query(context, readBalances, async (db, { params, query: given }, now) => {
    if (given['currency'] !== undefined && given['currency'] !== currency)
      return refuse('currency_unsupported', { details: { currency } })
    const [profileId, rates] = await Promise.all([findProfileId(db, params.profile_id), readPointRates(db)])
    if (profileId === null) return refuse('not_found')
    return accept(wireBalances(await readBalance(db, profileId, now), rates.exchange, currency))
  })
}
