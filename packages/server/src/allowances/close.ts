// Closing an allowance that no device will report any more: its till was lost, with the signature that a report needs.
import type { RefusalCode } from '@tillside/contract/refusals'
import type { LocalDay } from '@tillside/rules/days'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import { lockAllowance } from './report.ts'
import { type AllowanceRow, updateClosed } from './store.ts'

interface Wish {
  readonly id: string
  /** In the words of the person who decides. */
  readonly reason: string
  /** The tenant's, on which what is given up counts as lost. */
  readonly day: LocalDay
}

/** Only one that is past its time: before that the till may still be selling from it. */
export async function closeAllowance(
  tx: Tx,
  caller: Caller,
  { id, reason, day }: Wish,
  now: Instant,
): Promise<Outcome<AllowanceRow, RefusalCode>> {
  const allowance = await lockAllowance(tx, id)
  if (!allowance) return refuse('not_found')
  const isLapsed = allowance.reported_at === null && allowance.closed_at === null && allowance.report_by <= now
  if (!isLapsed) return refuse('allowance_not_lapsed')
  return accept(await updateClosed(tx, id, { day, reason, userId: caller.userId }, now))
}
