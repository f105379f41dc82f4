// Members who are told of again, as they are now, because somebody asked for it. Here, in turn with what has changed, so that
// what is told last is never older than what was told before it.
import type { Tx } from '../db/open.ts'
import { holdListeners } from './store-dispatch.ts'
import { endResync, holdResync, moveResync, nextMembers } from './store-resync.ts'
import type { Around } from './subjects.ts'
import { tell } from './tell.ts'

const event = 'profile.updated'
const pageMax = 200

/** The next of them, to all who hear of changed profiles, whoever asked. Whether there may be more. */
export async function resyncSome(tx: Tx, around: Around): Promise<boolean> {
  const asked = await holdResync(tx)
  if (!asked) return false
  const listeners = (await holdListeners(tx)).filter(({ trigger }) => trigger === event)
  const members = listeners.length === 0 ? [] : await nextMembers(tx, asked, pageMax)
  const heard = members.map(({ id }) => ({
    changeNumber: null,
    told: { event, subject_id: id, profileId: id } as const,
    listeners,
  }))
  await tell(tx, heard, around)
  const last = members.at(-1)
  if (last && members.length === pageMax) await moveResync(tx, asked.id, last.position)
  else await endResync(tx, asked.id)
  return true
}
