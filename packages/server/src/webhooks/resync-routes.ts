import { resyncProfile, syncProfiles } from '@tillside/contract/resync'
import { accept, refuse } from '@tillside/rules/outcome'
import { dayMs, type Instant, parseUtc } from '@tillside/rules/time'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { renderMembersByIds } from '../members/render.ts'
import { findProfileId } from '../profiles/service.ts'
import { askForProfile, askSince } from './store-resync.ts'

/** Clocks of callers may be ahead by a zone; nobody means next week. */
function sinceOf(sent: string | undefined, now: Instant): Instant | null {
  const since = sent === undefined ? null : parseUtc(sent)
  return since !== null && since < now + dayMs ? since : null
}

export function mountResyncRoutes(context: Context): void {
  command(context, syncProfiles, async (tx, _caller, { body }, now) => {
    const since = sinceOf(body.updated_at ?? body.since, now)
    if (since === null) {
      const words = 'The updated_at field must be a moment before tomorrow.'
      return refuse('validation_failed', { field: 'updated_at', words })
    }
    await askSince(tx, since, now)
    return accept({ message: 'Profiles queued for sync.' } as const)
  })

  command(context, resyncProfile, async (tx, _caller, { params }, now) => {
    const id = await findProfileId(tx, params.profile_id)
    const [profile] = id === null ? [] : await renderMembersByIds(tx, [id], context.tenant, now)
    if (!profile) return refuse('not_found')
    await askForProfile(tx, profile.id, now)
    return accept(profile)
  })
}
