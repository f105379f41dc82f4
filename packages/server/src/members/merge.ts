// Two members who turn out to be one person. Everything that the one held becomes the other's, as it stands: rows keep their
// ids, entries keep what they say, so whatever undoes or returns something later finds it with the member who has it now.
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import { handOverAllowances } from '../allowances/grant.ts'
import { handOverBenefits } from '../benefits/render.ts'
import type { Tx } from '../db/open.ts'
import { handOverExceptions } from '../exceptions/service.ts'
import type { Caller } from '../http/auth.ts'
import { handOverIdentities } from '../identities/service.ts'
import { handOverEntries } from '../ledgers/service.ts'
import { handOverPointsAndDebts } from '../points/debts.ts'
import { lockForMerge, mergeRecords } from '../profiles/merge.ts'
import { findSurvivor } from '../profiles/service.ts'
import { handOverRedemptions } from '../redemptions/sale.ts'
import { handOverRewards } from '../rewards/service.ts'
import { handOverSales } from '../transactions/service.ts'

interface Wish {
  /** The field that names them; null where the path does. */
  readonly winner: { readonly id: string; readonly field: string | null }
  readonly loser: { readonly id: string; readonly field: string }
}

interface Merged {
  /** Who has everything now. */
  readonly id: string
  /** They had been merged before. */
  readonly isReplay: boolean
}

async function refuseGone(tx: Tx, { id, field }: Wish['winner']): Promise<Outcome<never, RefusalCode>> {
  if (field === null) return refuse('not_found')
  const survivor = await findSurvivor(tx, id)
  return refuse('reference_unknown', { field, ...(survivor === null ? {} : { details: { merged_into: survivor } }) })
}

async function handOver(tx: Tx, from: string, to: string, userId: number, now: Instant): Promise<void> {
  await Promise.all([
    handOverIdentities(tx, from, to, now),
    handOverEntries(tx, from, to),
    handOverRewards(tx, from, to, now),
    handOverBenefits(tx, from, to, now),
    handOverRedemptions(tx, from, to, now),
    handOverSales(tx, from, to, now),
    handOverAllowances(tx, from, to, now),
    handOverExceptions(tx, from, to, now),
  ])
  await handOverPointsAndDebts(tx, { from, to, userId }, now)
}

/** A merge that was done before is answered again, without a key too. */
export async function mergeMembers(
  tx: Tx,
  caller: Caller,
  wish: Wish,
  now: Instant,
): Promise<Outcome<Merged, RefusalCode>> {
  const ids = { winner: wish.winner.id, loser: wish.loser.id }
  if (ids.winner === ids.loser) return refuse('merge_with_itself', { field: wish.loser.field })
  const { winner, loser } = await lockForMerge(tx, ids)
  if (!winner || winner.deleted_at !== null) return refuseGone(tx, wish.winner)
  if (loser?.merged_into === winner.id) return accept({ id: winner.id, isReplay: true })
  if (!loser || loser.deleted_at !== null) return refuseGone(tx, wish.loser)
  await mergeRecords(tx, winner, loser, now)
  await handOver(tx, loser.id, winner.id, caller.userId, now)
  return accept({ id: winner.id, isReplay: false })
}
