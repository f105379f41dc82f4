// Uses of benefits that come back with goods: on new benefits. Callers have locked the member.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { announce } from '../outbox/announce.ts'
import type { ReturnCause } from '../incentives/rows.ts'
import { defaultEnd, returnedEnd } from '../incentives/validity.ts'
import { issueBenefit } from './issue.ts'
import { findBenefitsByIds } from './render.ts'
import { moveUsesAway } from './store.ts'

/** So many of the uses that an entry took. */
interface BenefitBack {
  readonly entryId: number
  readonly benefitId: number
  readonly count: number
}

/**
 * Makes a benefit of the same definition with the uses that come back and a fresh period, never ending before the
 * original's. A limit for all members has as many uses more again.
 */
export async function returnBenefitUses(
  tx: Tx,
  cause: ReturnCause,
  backs: readonly BenefitBack[],
  now: Instant,
): Promise<void> {
  const originals = new Map(
    (
      await findBenefitsByIds(
        tx,
        backs.map(({ benefitId }) => benefitId),
      )
    ).map((benefit) => [benefit.id, benefit]),
  )
  for (const { entryId, benefitId, count } of backs) {
    const original = originals.get(benefitId)
    if (!original) throw new Error('a redemption used a benefit that is not there')
    const { definition, timezone } = original
    await moveUsesAway(tx, cause.profileId, benefitId, count)
    announce(tx, { event: 'benefit.updated', profileId: cause.profileId, subjectId: benefitId })
    await issueBenefit(
      tx,
      {
        profileId: cause.profileId,
        definition,
        count,
        issuedAt: now,
        endsAt: returnedEnd(original, defaultEnd(definition, now, timezone), now),
        timezone,
        valueMinor: original.value_minor,
        redeemCodePos: original.redeem_code_pos,
        redeemCodeOnline: original.redeem_code_online,
        meta: original.meta,
        sourceType: 'redemption',
        sourceId: cause.redemptionId,
        entry: { cause: 'return', redemptionId: cause.redemptionId, undoesEntryId: entryId, userId: cause.userId },
      },
      now,
    )
  }
}
