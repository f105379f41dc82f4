import * as contract from '@tillside/contract/redemptions'
import { decimalsOf } from '@tillside/money/money'
import { accept, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'
import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { readPointRates } from '../settings/service.ts'
import { redeemBenefit, returnBenefit } from './benefit.ts'
import { redeem } from './redeem.ts'
import { renderRedemptions, toSuccessful } from './render.ts'
import { mountRedemptionReads } from './reads.ts'
import { holdEnd } from './request.ts'
import { returnRedemption } from './return.ts'
import { reverseRedemption } from './reverse.ts'
import type { NewRedemption } from './store.ts'
import { listRedemptionsByIds } from './store-lists.ts'

/** The whole of one redemption that was just made. */
async function renderOne(db: Db, id: number, now: Instant) {
  const [rows, rates] = await Promise.all([listRedemptionsByIds(db, [id], now), readPointRates(db)])
  const [redemption] = await renderRedemptions(db, rows, rates.exchange, now)
  if (!redemption) throw new Error('a redemption that was just made is not there')
  return accept(redemption)
}

function mountValueCommands(context: Context): void {
  const { currency } = context.tenant

  command(context, contract.redeemValue, async (tx, caller, { params, body }, now) => {
    const made = await redeem(tx, caller, { profileId: params.profile_id, body, currency }, now)
    return made.ok ? accept(toSuccessful(made.value, now)) : made
  })

  command(context, contract.reverseRedemption, async (tx, caller, { params, body }, now) => {
    const redemptionId = readId(params.redemption_id)
    if (redemptionId === null) return refuse('not_found')
    const wish = { redemptionId, reason: body.reason ?? null, mayBeLate: caller.scopes.has('reverse-late') }
    const made = await reverseRedemption(tx, caller, wish, now)
    return made.ok ? accept(toSuccessful(made.value, now)) : made
  })

  command(context, contract.returnRedemption, async (tx, caller, { params, body }, now) => {
    const redemptionId = readId(params.redemption_id)
    if (redemptionId === null) return refuse('not_found')
    const made = await returnRedemption(tx, caller, { redemptionId, body, currency }, now)
    return made.ok ? accept(toSuccessful(made.value, now)) : made
  })
}

function mountBenefitCommands(context: Context): void {
  command(context, contract.redeemBenefit, async (tx, caller, { params, body }, now) => {
    const benefitId = readId(params.benefit_id)
    if (benefitId === null) return refuse('not_found')
    const use = {
      profileId: params.profile_id,
      benefitId,
      count: body.count ?? 1,
      location: body.location_id ?? null,
      currency: context.tenant.currency,
      holdExpiresAt: holdEnd(body.hold, now),
      named: {
        meta: (body.meta as NewRedemption['meta']) ?? null,
        transaction_external_id: body.transaction_external_id ?? null,
        transaction_receipt_ref: body.transaction_receipt_ref ?? null,
      },
    }
    const id = await redeemBenefit(tx, caller, use, now)
    return id.ok ? renderOne(tx, id.value, now) : id
  })

  command(context, contract.returnBenefit, async (tx, caller, { params, body }, now) => {
    const redemptionId = readId(params.redemption_id)
    if (redemptionId === null) return refuse('not_found')
    const meta = (body.meta as NewRedemption['meta']) ?? null
    const id = await returnBenefit(tx, caller, { redemptionId, count: body.count ?? null, meta }, now)
    return id.ok ? renderOne(tx, id.value, now) : id
  })
}

export function mountRedemptionRoutes(context: Context): void {
  mountValueCommands(context)
  mountBenefitCommands(context)
  mountRedemptionReads(context, 10 ** decimalsOf(context.tenant.currency))
}
