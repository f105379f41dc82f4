// A refusal says what became of the member whom a request names and does not find: whoever kept the old id learns from it into whom
// they were merged, or that they were deleted.
import type { RefusalCode } from '@tillside/contract/refusals'
import type { Outcome } from '@tillside/rules/outcome'

import type { Db } from '../db/open.ts'
import type { Context } from './context.ts'

/** The member of the path, or the one that the body names beside other things. */
function namedIn(outcome: Outcome<unknown, RefusalCode>, request: { params: unknown; body: unknown }): unknown {
  if (outcome.ok) return undefined
  const { code, field } = outcome.refusal
  const { params, body } = request as Record<'params' | 'body', Record<string, unknown> | undefined>
  if (code === 'not_found') return params?.['profile_id']
  return code === 'reference_unknown' && field === 'profile_id' ? body?.['profile_id'] : undefined
}

export async function sayingFate<Told extends Outcome<unknown, RefusalCode>>(
  { findFate }: Context,
  db: Db,
  request: { readonly params: unknown; readonly body: unknown },
  outcome: Told,
): Promise<Told> {
  const named = namedIn(outcome, request)
  const fate = typeof named === 'string' && !outcome.ok ? await findFate(db, named) : null
  if (fate === null || outcome.ok) return outcome
  const details = { ...outcome.refusal.details, ...fate }
  return { ...outcome, refusal: { ...outcome.refusal, details } }
}
