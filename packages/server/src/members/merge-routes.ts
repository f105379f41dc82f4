import { mergeIntoProfile, mergeProfiles } from '@tillside/contract/merge'
import { accept, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readUuid } from '../http/ids.ts'
import { versionsAfter } from '../outbox/announce.ts'
import { mergeMembers } from './merge.ts'
import { renderMembers } from './render.ts'
import { findMemberById } from './store.ts'

export function mountMergeRoutes(context: Context): void {
  const { tenant } = context

  const answered = async (tx: Tx, merged: Awaited<ReturnType<typeof mergeMembers>>, now: Instant) => {
    if (!merged.ok) return merged
    const { id, isReplay } = merged.value
    const row = await findMemberById(tx, id)
    const changed = row && { ...row, ...versionsAfter(tx, id, row) }
    const [profile] = changed ? await renderMembers(tx, [changed], tenant, now) : []
    if (!profile) throw new Error('the one who has everything is not there')
    return { ...accept(profile), isReplay }
  }

  command(context, mergeProfiles, async (tx, caller, { body }, now) => {
    const winner = { id: body.destination_profile_id.toLowerCase(), field: 'destination_profile_id' }
    const loser = { id: body.source_profile_id.toLowerCase(), field: 'source_profile_id' }
    return answered(tx, await mergeMembers(tx, caller, { winner, loser }, now), now)
  })

  command(context, mergeIntoProfile, async (tx, caller, { params, body }, now) => {
    const id = readUuid(params.profile_id)
    if (id === null) return refuse('not_found')
    const wish = { winner: { id, field: null }, loser: { id: body.loser_id.toLowerCase(), field: 'loser_id' } }
    return answered(tx, await mergeMembers(tx, caller, wish, now), now)
  })
}
