// Uses of benefits that come back: so many of each entry that took them, never more than it took.
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { AskedBenefit } from './request.ts'
import type { TakenRow } from './store-rows.ts'

export interface BenefitBack {
  readonly entryId: number
  readonly benefitId: number
  readonly count: number
}

export const countUses = (backs: readonly BenefitBack[]): number => backs.reduce((sum, back) => sum + back.count, 0)

/** Up to `count` uses, the last taken first. */
export function benefitsBack(taken: readonly TakenRow[], count: number): BenefitBack[] {
  const backs: BenefitBack[] = []
  let left = count
  for (const row of taken.filter(({ kind }) => kind === 'benefit').toReversed()) {
    const uses = Math.min(left, row.amount - row.returned_amount)
    if (uses > 0) backs.push({ entryId: row.entry_id, benefitId: row.row_id, count: uses })
    left -= uses
  }
  return backs
}

/** What is still out once these are back: two wishes may name the same benefit. */
function withBack(taken: readonly TakenRow[], backs: readonly BenefitBack[]): TakenRow[] {
  return taken.map((row) => {
    const count = countUses(backs.filter(({ entryId }) => entryId === row.entry_id))
    return { ...row, returned_amount: row.returned_amount + count }
  })
}

/** The uses that a return names. Asked for more, the rest; with `strict` all of them or none. */
export function chosenBenefitsBack(
  taken: readonly TakenRow[],
  asked: readonly AskedBenefit[],
  strict: boolean,
): Outcome<BenefitBack[], RefusalCode> {
  const backs: BenefitBack[] = []
  let out = taken
  for (const [index, { id, handle, quantity }] of asked.entries()) {
    const named = out.filter((row) => (id === null ? row.handle === handle : row.row_id === id))
    const found = benefitsBack(named, quantity)
    const count = countUses(found)
    if (count === 0) return refuse('nothing_to_return', { field: `benefits.${index}.${id === null ? 'handle' : 'id'}` })
    if (strict && count < quantity) {
      const details = { returnable: count, asked: quantity }
      return refuse('return_exceeds_redemption', { field: `benefits.${index}.quantity`, details })
    }
    backs.push(...found)
    out = withBack(out, found)
  }
  return accept(backs)
}
