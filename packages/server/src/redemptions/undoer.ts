// Who may give value back. Numbers of redemptions are easy to guess, so a device on which nobody is signed in gives back only
// what it took itself: that is all that its journal can have begun.
import type { Scope } from '@tillside/contract/scopes'
import type { RefusalCode } from '@tillside/contract/refusals'
import { type Outcome, refuse } from '@tillside/rules/outcome'

import type { Caller } from '../http/auth.ts'
import type { RedemptionRow } from './store.ts'

const undoScope = 'return' satisfies Scope

/** Null where the caller may. */
export function refuseUndoer(
  { app, staffId, userId }: Caller,
  redeemed: Pick<RedemptionRow, 'user_id'>,
): Outcome<never, RefusalCode> | null {
  const isAlone = app !== null && staffId === null
  return isAlone && redeemed.user_id !== userId ? refuse('scope_missing', { details: { scope: undoScope } }) : null
}
