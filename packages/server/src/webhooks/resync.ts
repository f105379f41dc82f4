// Members who are told of again, as they are now, because somebody asked for it. Here, in turn with what has changed, so that
// what is told last is never older than what was told before it.
import type { Tx } from '../db/open.ts'
import type { Dispatched } from './dispatch.ts'
import { holdListeners } from './store-dispatch.ts'
import { endResync, holdResync, moveResync, nextMembers } from './store-resync.ts'
import type { Around } from './subjects.ts'
import { tell } from './tell.ts'

const event = 'profile.updated'
const pageMax = 200

/** The next of them, to all who hear of changed profiles, whoever asked; so many deliveries, or those of one member. */
export async function resyncSome(tx: Tx, around: Around, deliveriesMax: number): Promise<Dispatched> {
  const asked = await holdResync(tx)
  if (!asked) return { deliveries: 0, hasMore: false }
  const listeners = (await holdListeners(tx)).filter(({ trigger }) => trigger === event)
  const limit = Math.min(pageMax, Math.max(1, Math.floor(deliveriesMax / Math.max(1, listeners.length))))
  const members = listeners.length === 0 ? [] : await nextMembers(tx, asked, limit)
  const heard = members.map(({ id }) => ({
    changeNumber: null,
    told: { event, subject_id: id, profileId: id } as const,
    listeners,
  }))
  const deliveries = await tell(tx, heard, around)
  const last = members.at(-1)
  if (last && members.length === limit) await moveResync(tx, asked.id, last.position)
  else await endResync(tx, asked.id)
  return { deliveries, hasMore: true }
}
