import {
  countBenefits,
  createBenefit,
  deleteBenefit,
  deleteProfileBenefit,
  extendBenefits,
  listBenefits,
  listProfileBenefits,
  listRedeemableBenefits,
  readBenefit,
  readProfileBenefit,
  updateBenefit,
  updateProfileBenefit,
} from '@tillside/contract/benefits'
import { accept, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readListFilters } from '../http/filters.ts'
import { readId, readUuid } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import { amountScaleOf } from '../incentives/rows.ts'
import { findProfileId } from '../profiles/service.ts'
import * as commands from './commands.ts'
import { mountBenefitDefinitionRoutes } from './definition-routes.ts'
import { checkStatus, findBenefit, pageOfBenefits } from './reads.ts'
import { toBenefit } from './render.ts'
import * as store from './store.ts'

function mountReads(context: Context): void {
  const amountScale = amountScaleOf(context.tenant.currency)

  pageQuery(context, listBenefits, async (db, list, _request, now) => {
    checkStatus(list)
    return accept(await pageOfBenefits(db, list, { amountScale }, now))
  })

  query(context, countBenefits, async (db, { query: given }, now) => {
    const list = readListFilters(given, countBenefits.list)
    checkStatus(list)
    const { all, redeemed } = await store.countBenefits(db, list, { amountScale }, now)
    return accept({ countAll: all, countRedeemed: redeemed })
  })

  pageQuery(context, listProfileBenefits, async (db, list, { params }, now) => {
    checkStatus(list)
    const profileId = await findProfileId(db, params.profile_id)
    return profileId === null
      ? refuse('not_found')
      : accept(await pageOfBenefits(db, list, { profileId, amountScale }, now))
  })

  pageQuery(context, listRedeemableBenefits, async (db, list, { params }, now) => {
    const profileId = await findProfileId(db, params.profile_id)
    return profileId === null
      ? refuse('not_found')
      : accept(await pageOfBenefits(db, list, { profileId, amountScale, isRedeemable: true }, now))
  })

  query(context, readBenefit, async (db, { params }, now) => {
    const benefit = await findBenefit(db, params.benefit_id, undefined, now)
    return benefit ? accept(benefit) : refuse('not_found')
  })

  query(context, readProfileBenefit, async (db, { params }, now) => {
    const profileId = await findProfileId(db, params.profile_id)
    const benefit = profileId === null ? undefined : await findBenefit(db, params.benefit_id, profileId, now)
    return benefit ? accept(benefit) : refuse('not_found')
  })
}

/** What a path names: a benefit, and where it says so the member who holds it. */
function readKey(params: { readonly benefit_id: string; readonly profile_id?: string }): commands.BenefitKey | null {
  const id = readId(params.benefit_id)
  if (params.profile_id === undefined) return id === null ? null : { id }
  const profileId = readUuid(params.profile_id)
  return id === null || profileId === null ? null : { id, profileId }
}

function mountCommands(context: Context): void {
  command(context, createBenefit, async (tx, caller, { body }, now) => {
    const outcome = await commands.createBenefit(tx, caller, body, now)
    return outcome.ok ? accept(toBenefit(outcome.value, now)) : outcome
  })

  command(context, extendBenefits, async (tx, caller, { body }, now) => {
    const outcome = await commands.extendBenefits(tx, caller, body, now)
    return outcome.ok ? accept(outcome.value.map((row) => toBenefit(row, now))) : outcome
  })

  for (const route of [updateBenefit, updateProfileBenefit] as const) {
    command(context, route as typeof updateBenefit, async (tx, _caller, { params, body }, now) => {
      const key = readKey(params)
      const outcome = key === null ? refuse('not_found' as const) : await commands.changeBenefit(tx, key, body, now)
      return outcome.ok ? accept(toBenefit(outcome.value, now)) : outcome
    })
  }

  for (const route of [deleteBenefit, deleteProfileBenefit] as const) {
    command(context, route as typeof deleteBenefit, async (tx, caller, { params }, now) => {
      const key = readKey(params)
      return key === null ? refuse('not_found') : commands.removeBenefit(tx, caller, key, now)
    })
  }
}

export function mountBenefitRoutes(context: Context): void {
  mountBenefitDefinitionRoutes(context)
  mountReads(context)
  mountCommands(context)
}
