// What a redemption took from rewards comes back as new ones. Callers have locked the member.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import type { ReturnCause } from '../incentives/rows.ts'
import { defaultEnd, returnedEnd } from '../incentives/validity.ts'
import { issueReward } from './issue.ts'
import { findRewardsByIds } from './service.ts'

/** A share of what an entry took from a reward. */
interface RewardBack {
  readonly rowId: number
  readonly amount: number
  readonly entryId: number
}

/** Makes a reward of the same definition for each share, with a fresh period that never ends before the original's. */
export async function returnRewards(
  tx: Tx,
  cause: ReturnCause,
  backs: readonly RewardBack[],
  now: Instant,
): Promise<void> {
  const originals = new Map(
    (
      await findRewardsByIds(
        tx,
        backs.map(({ rowId }) => rowId),
      )
    ).map((reward) => [reward.id, reward]),
  )
  for (const { rowId, amount, entryId } of backs) {
    const original = originals.get(rowId)
    if (!original) throw new Error('a redemption took from a reward that is not there')
    const { definition, timezone } = original
    const endsAt = returnedEnd(original, defaultEnd(definition, now, timezone), now)
    await issueReward(
      tx,
      {
        profileId: cause.profileId,
        definition,
        valueMinor: amount,
        issuedAt: now,
        endsAt,
        timezone,
        meta: original.meta,
        sourceType: 'redemption',
        sourceId: cause.redemptionId,
        entry: { cause: 'return', redemptionId: cause.redemptionId, undoesEntryId: entryId, userId: cause.userId },
      },
      now,
    )
  }
}
