// Issuing rewards, changing them, giving them more time and taking them away, by request.
import type { Static } from 'typebox'

import type { ExtendRequest } from '@tillside/contract/incentives'
import type { RefusalCode } from '@tillside/contract/refusals'
import type { RewardChange, RewardRequest } from '@tillside/contract/rewards'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import { wireEnd } from '../http/render.ts'
import { sentOr } from '../incentives/details.ts'
import { announceChange } from '../incentives/news.ts'
import { askedEnd, lockRow, readEndOr, readIds } from '../incentives/rows.ts'
import { defaultEnd, readEnd, readMoment } from '../incentives/validity.ts'
import { readMinor, refuseField } from '../incentives/values.ts'
import { appendEntries } from '../ledgers/service.ts'
import { lockProfile } from '../profiles/service.ts'
import { holdRewardDefinition, type RewardDefinitionRow } from './definition-store.ts'
import { issueReward } from './issue.ts'
import { type HeldReward, wireLocalEnd, withRewardDefinitions } from './service.ts'
import * as store from './store.ts'

type Request = Static<typeof RewardRequest>

async function findNamedDefinition(
  tx: Tx,
  { reward_definition_id: id, reward_definition_handle: handle }: Request,
): Promise<Outcome<RewardDefinitionRow, RefusalCode>> {
  const byId = id !== null && id !== undefined
  if (!byId && !handle) refuseField('reward_definition_id', 'is required without a reward_definition_handle')
  const definition = await holdRewardDefinition(tx, byId ? { id: Number(id) } : { handle: handle ?? '' })
  const field = byId ? 'reward_definition_id' : 'reward_definition_handle'
  if (!definition) return refuse('reference_unknown', { field })
  return definition.is_assignable ? accept(definition) : refuse('definition_not_assignable', { field })
}

export async function createReward(
  tx: Tx,
  caller: Caller,
  request: Request,
  now: Instant,
): Promise<Outcome<HeldReward, RefusalCode>> {
  const { timezone, value_initial: initial, value_remaining: remaining } = request
  const profileId = await lockProfile(tx, request.profile_id)
  if (profileId === null) return refuse('reference_unknown', { field: 'profile_id' })
  const named = await findNamedDefinition(tx, request)
  if (!named.ok) return named
  const definition = named.value
  const valueMinor =
    typeof initial === 'number' ? readMinor(initial, 'value_initial', definition.currency) : definition.value_minor
  const issuedAt = request.issued_at ? readMoment(request.issued_at, timezone) : now
  return accept(
    await issueReward(
      tx,
      {
        profileId,
        definition,
        valueMinor,
        remainingMinor:
          typeof remaining === 'number' ? readMinor(remaining, 'value_remaining', definition.currency) : valueMinor,
        issuedAt,
        endsAt: request.expires_at ? readEnd(request.expires_at, timezone) : defaultEnd(definition, issuedAt, timezone),
        timezone,
        externalId: request.external_id ?? null,
        meta: request.meta ?? null,
        sourceType: null,
        sourceId: null,
        entry: { cause: 'issue', userId: caller.userId },
      },
      now,
    ),
  )
}

/**
 * A reward that is written back as it was read names its end twice, in UTC and in its zone. Read in the zone, the first
 * would move the end by the zone's offset.
 */
const isAsAnswered = (change: Static<typeof RewardChange>, { ends_at, timezone }: store.RewardRow): boolean =>
  change.expires_local_at !== undefined &&
  change.expires_at === wireEnd(ends_at) &&
  change.expires_local_at === wireLocalEnd(ends_at, timezone)

export async function changeReward(
  tx: Tx,
  caller: Caller,
  id: number,
  change: Static<typeof RewardChange>,
  now: Instant,
): Promise<Outcome<HeldReward, RefusalCode>> {
  const row = await lockRow(tx, () => store.findReward(tx, id))
  if (!row) return refuse('not_found')
  const { value_initial: initial, value_remaining: remaining } = change
  const changed = await store.updateReward(
    tx,
    row,
    {
      value_initial:
        typeof initial === 'number' ? readMinor(initial, 'value_initial', row.currency) : row.value_initial,
      value_remaining:
        typeof remaining === 'number' ? readMinor(remaining, 'value_remaining', row.currency) : row.value_remaining,
      ends_at: isAsAnswered(change, row) ? row.ends_at : readEndOr(change.expires_at, row.ends_at, row.timezone),
      meta: sentOr(change.meta, row.meta),
    },
    now,
  )
  announceChange(tx, 'reward', row, changed)
  await book(tx, caller, row, 'adjustment', changed.value_remaining - row.value_remaining, now)
  const [held] = await withRewardDefinitions(tx, [changed])
  return held ? accept(held) : refuse('not_found')
}

export async function removeReward(
  tx: Tx,
  caller: Caller,
  id: number,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  const row = await lockRow(tx, () => store.findReward(tx, id))
  if (!row) return refuse('not_found')
  await store.updateReward(tx, row, { value_remaining: 0, deleted_at: now }, now)
  await book(tx, caller, row, 'removal', -row.value_remaining, now)
  return accept(undefined)
}

export async function extendRewards(
  tx: Tx,
  caller: Caller,
  request: Static<typeof ExtendRequest>,
  now: Instant,
): Promise<Outcome<HeldReward[], RefusalCode>> {
  const profileId = await lockProfile(tx, request.profile_id)
  if (profileId === null) return refuse('reference_unknown', { field: 'profile_id' })
  const ids = readIds(request.ids)
  const rows = await withRewardDefinitions(tx, await store.findRewardsOfProfile(tx, profileId, ids))
  if (rows.length !== ids.length) return refuse('reference_unknown', { field: 'ids' })
  if (rows.some((row) => !row.definition.is_extendable)) return refuse('definition_not_extendable')
  const extended: HeldReward[] = []
  for (const { definition, ...row } of rows) {
    const endsAt = askedEnd(row.ends_at, { ...request, daysDefault: definition.extend_days }, row.timezone)
    extended.push({ ...(await store.updateReward(tx, row, { ends_at: endsAt, extended_at: now }, now)), definition })
    await book(tx, caller, row, 'extension', 0, now)
  }
  return accept(extended)
}

/** An adjustment by nothing leaves no entry; that something was extended or removed is worth one. */
async function book(
  tx: Tx,
  caller: Caller,
  row: store.RewardRow,
  cause: 'adjustment' | 'removal' | 'extension',
  amount: number,
  now: Instant,
): Promise<void> {
  if (cause === 'adjustment' && amount === 0) return
  await appendEntries(
    tx,
    [
      {
        profileId: row.profile_id,
        kind: 'reward',
        rowId: row.id,
        amount,
        valueMinor: amount,
        cause,
        userId: caller.userId,
        ...(cause === 'removal' ? { row: 'gone' } : {}),
      },
    ],
    now,
  )
}
