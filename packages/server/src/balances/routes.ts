import type { Static } from 'typebox'

import { type Balances, readBalances } from '@tillside/contract/balances'
import { accept, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Context } from '../http/context.ts'
import { query } from '../http/query.ts'
import { wireMoment } from '../http/render.ts'
import { findProfileId } from '../profiles/service.ts'
import { readExchange } from '../settings/service.ts'
import { readBalance, wireBalances } from './service.ts'

/** There is one currency, which is worth itself. */
const ownRate = (
  currency: string,
  { id, created_at, updated_at }: { id: number; created_at: Instant; updated_at: Instant },
): Static<typeof Balances>['currency'] => ({
  id,
  from: currency,
  to: currency,
  rate: 1,
  is_system: true,
  created_at: wireMoment(created_at),
  updated_at: wireMoment(updated_at),
})

export function mountBalanceRoutes(context: Context): void {
  const { currency } = context.tenant
  query(context, readBalances, async (db, { params, query: given }, now) => {
    if (given['currency'] !== undefined && given['currency'] !== currency)
      return refuse('currency_unsupported', { details: { currency } })
    const [profileId, terms] = await Promise.all([findProfileId(db, params.profile_id), readExchange(db)])
    if (profileId === null) return refuse('not_found')
    const balances = wireBalances(await readBalance(db, profileId, now), terms.exchange, currency)
    return accept({ ...balances, currency: terms.currency ? ownRate(currency, terms.currency) : null })
  })
}
