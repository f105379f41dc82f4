// Putting a benefit into a member's hands. Callers have locked the member.
import type { Static } from 'typebox'

import type { Meta } from '@tillside/contract/values'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { appendEntries, type Cause } from '../ledgers/service.ts'
import type { BenefitDefinitionRow } from './definition-store.ts'
import { type BenefitRow, insertBenefit } from './store.ts'

interface NewBenefit {
  readonly profileId: string
  readonly definition: BenefitDefinitionRow
  /** How often it can be used. */
  readonly count: number
  readonly issuedAt: Instant
  readonly endsAt: Instant | null
  readonly timezone: string
  readonly valueMinor: number | null
  readonly externalId?: string | null
  /** Codes of its own; the definition's when left out. */
  readonly redeemCodePos?: string | null
  readonly redeemCodeOnline?: string | null
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

export async function issueBenefit(tx: Tx, given: NewBenefit, now: Instant): Promise<BenefitRow> {
  const row = await insertBenefit(
    tx,
    {
      profile_id: given.profileId,
      definition_id: given.definition.id,
      currency: given.definition.currency,
      external_id: given.externalId ?? null,
      redemptions_initial: given.count,
      redemptions_remaining: given.count,
      issued_at: given.issuedAt,
      ends_at: given.endsAt,
      timezone: given.timezone,
      claimed_at: null,
      extended_at: null,
      value_minor: given.valueMinor,
      redeem_code_pos: given.redeemCodePos ?? null,
      redeem_code_online: given.redeemCodeOnline ?? null,
      meta: given.meta ?? null,
      source_type: given.sourceType,
      source_id: given.sourceId,
    },
    now,
  )
  await appendEntries(
    tx,
    [{ ...given.entry, profileId: given.profileId, kind: 'benefit', rowId: row.id, amount: given.count }],
    now,
  )
  return row
}
