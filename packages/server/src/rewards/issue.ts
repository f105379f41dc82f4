// Putting a reward into a member's hands. Callers have locked the member.
import type { Static } from 'typebox'

import type { Meta } from '@tillside/contract/values'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { appendEntries, type Cause } from '../ledgers/service.ts'
import type { RewardDefinitionRow } from './definition-store.ts'
import { insertReward } from './store.ts'
import type { HeldReward } from './service.ts'

interface NewReward {
  readonly profileId: string
  readonly definition: RewardDefinitionRow
  readonly valueMinor: number
  /** What is left of it already; all of it when left out. */
  readonly remainingMinor?: number
  readonly issuedAt: Instant
  readonly endsAt: Instant | null
  readonly timezone: string
  readonly externalId?: string | null
  readonly meta?: Static<typeof Meta> | null
  readonly sourceType: string | null
  readonly sourceId: number | null
  /** Why, for the ledger. */
  readonly entry: {
    readonly cause: Cause
    readonly redemptionId?: number | null
    readonly undoesEntryId?: number | null
    readonly userId: number | null
    readonly reason?: string | null
  }
}

export async function issueReward(tx: Tx, given: NewReward, now: Instant): Promise<HeldReward> {
  const { definition, entry } = given
  const remaining = given.remainingMinor ?? given.valueMinor
  const row = await insertReward(
    tx,
    {
      profile_id: given.profileId,
      definition_id: definition.id,
      currency: definition.currency,
      value_initial: given.valueMinor,
      value_remaining: remaining,
      issued_at: given.issuedAt,
      ends_at: given.endsAt,
      timezone: given.timezone,
      external_id: given.externalId ?? null,
      extended_at: null,
      meta: given.meta ?? null,
      source_type: given.sourceType,
      source_id: given.sourceId,
    },
    now,
  )
  await appendEntries(
    tx,
    [{ ...entry, profileId: given.profileId, kind: 'reward', rowId: row.id, amount: remaining, valueMinor: remaining }],
    now,
  )
  return { ...row, definition }
}
