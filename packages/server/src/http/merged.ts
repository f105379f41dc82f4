// A refusal says into whom the member was merged whom a request names and does not find: whoever kept the old id learns the
// new one from it.
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

export async function sayingSurvivor<Told extends Outcome<unknown, RefusalCode>>(
  { findSurvivor }: Context,
  db: Db,
  request: { readonly params: unknown; readonly body: unknown },
  outcome: Told,
): Promise<Told> {
  const named = namedIn(outcome, request)
  const survivor = typeof named === 'string' && !outcome.ok ? await findSurvivor(db, named) : null
  if (survivor === null || outcome.ok) return outcome
  const details = { ...outcome.refusal.details, merged_into: survivor }
  return { ...outcome, refusal: { ...outcome.refusal, details } }
}
