// Issuing benefits, changing them, giving them more time and taking them away, by request. Datetimes are UTC and
// come back as they were sent.
import type { Static } from 'typebox'

import type { BenefitChange, BenefitRequest } from '@tillside/contract/benefits'
import type { ExtendRequest } from '@tillside/contract/incentives'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import { sentOr } from '../incentives/details.ts'
import { announceChange } from '../incentives/news.ts'
import { askedEnd, lockRow, readEndOr, readIds } from '../incentives/rows.ts'
import { defaultEnd, readEnd, readMoment } from '../incentives/validity.ts'
import { readMinorOrNull } from '../incentives/values.ts'
import { appendEntries } from '../ledgers/service.ts'
import { lockProfile } from '../profiles/service.ts'
import { holdBenefitDefinition } from './definition-store.ts'
import { issueBenefit } from './issue.ts'
import { type HeldBenefit, withBenefitDefinitions } from './render.ts'
import * as store from './store.ts'

/** A benefit by its id, of one member where the path names one. */
export interface BenefitKey {
  readonly id: number
  readonly profileId?: string
}

async function held(tx: Tx, row: store.BenefitRow): Promise<HeldBenefit> {
  const [benefit] = await withBenefitDefinitions(tx, [row])
  if (!benefit) throw new Error('a benefit was lost on the way')
  return benefit
}

export async function createBenefit(
  tx: Tx,
  caller: Caller,
  request: Static<typeof BenefitRequest>,
  now: Instant,
): Promise<Outcome<HeldBenefit, RefusalCode>> {
  const { timezone } = request
  const profileId = await lockProfile(tx, request.profile_id)
  if (profileId === null) return refuse('reference_unknown', { field: 'profile_id' })
  const definition = await holdBenefitDefinition(tx, Number(request.benefit_definition_id))
  if (!definition) return refuse('reference_unknown', { field: 'benefit_definition_id' })
  const issuedAt = readMoment(request.issued_at, null)
  const row = await issueBenefit(
    tx,
    {
      profileId,
      definition,
      count: definition.max_redemptions,
      issuedAt,
      endsAt: request.expires_at ? readEnd(request.expires_at, null) : defaultEnd(definition, issuedAt, timezone),
      timezone,
      valueMinor: readMinorOrNull(request.value, 'value', definition.currency) ?? null,
      externalId: request.external_id ?? null,
      meta: request.meta ?? null,
      sourceType: null,
      sourceId: null,
      entry: { cause: 'issue', userId: caller.userId },
    },
    now,
  )
  return accept(await held(tx, row))
}

export async function changeBenefit(
  tx: Tx,
  key: BenefitKey,
  change: Static<typeof BenefitChange>,
  now: Instant,
): Promise<Outcome<HeldBenefit, RefusalCode>> {
  const row = await lockRow(tx, () => store.findBenefit(tx, key.id, key.profileId))
  if (!row) return refuse('not_found')
  const changes = {
    ends_at: readEndOr(change.expires_at, row.ends_at, null),
    external_id: sentOr(change.external_id, row.external_id),
    meta: sentOr(change.meta, row.meta),
    value_minor: sentOr(readMinorOrNull(change.value, 'value', row.currency), row.value_minor),
    redeem_code_pos: sentOr(change.redeem_code_pos, row.redeem_code_pos),
    redeem_code_online: sentOr(change.redeem_code_online, row.redeem_code_online),
  }
  const changed = await store.updateBenefit(tx, row, changes, now)
  announceChange(tx, 'benefit', row, changed)
  return accept(await held(tx, changed))
}

/** What was used stays counted; what is left goes. */
export async function removeBenefit(
  tx: Tx,
  caller: Caller,
  key: BenefitKey,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  const row = await lockRow(tx, () => store.findBenefit(tx, key.id, key.profileId))
  if (!row) return refuse('not_found')
  const used = row.redemptions_initial - row.redemptions_remaining
  await store.updateBenefit(tx, row, { redemptions_initial: used, redemptions_remaining: 0, deleted_at: now }, now)
  await book(tx, caller, row, 'removal', -row.redemptions_remaining, now)
  return accept(undefined)
}

export async function extendBenefits(
  tx: Tx,
  caller: Caller,
  request: Static<typeof ExtendRequest>,
  now: Instant,
): Promise<Outcome<HeldBenefit[], RefusalCode>> {
  const profileId = await lockProfile(tx, request.profile_id)
  if (profileId === null) return refuse('reference_unknown', { field: 'profile_id' })
  const ids = readIds(request.ids)
  const rows = await withBenefitDefinitions(tx, await store.findBenefitsOfProfile(tx, profileId, ids))
  if (rows.length !== ids.length) return refuse('reference_unknown', { field: 'ids' })
  if (rows.some((row) => !row.definition.is_extendable)) return refuse('definition_not_extendable')
  const extended: HeldBenefit[] = []
  for (const { definition, totals, ...row } of rows) {
    const endsAt = askedEnd(row.ends_at, { ...request, daysDefault: null }, null)
    extended.push({
      ...(await store.updateBenefit(tx, row, { ends_at: endsAt, extended_at: now }, now)),
      definition,
      totals,
    })
    await book(tx, caller, row, 'extension', 0, now)
  }
  return accept(extended)
}

async function book(
  tx: Tx,
  caller: Caller,
  row: store.BenefitRow,
  cause: 'removal' | 'extension',
  amount: number,
  now: Instant,
): Promise<void> {
  await appendEntries(
    tx,
    [
      {
        profileId: row.profile_id,
        kind: 'benefit',
        rowId: row.id,
        amount,
        cause,
        userId: caller.userId,
        ...(cause === 'removal' ? { row: 'gone' } : {}),
      },
    ],
    now,
  )
}
