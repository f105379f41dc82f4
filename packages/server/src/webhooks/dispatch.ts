// Follows what was committed, and has it told. One process at a time does so, a page after the other; all of a page is
// written, or none of it.
import type { Tx } from '../db/open.ts'
import { changesBehind, type ChangeRow } from '../outbox/following.ts'
import { groupBy } from '../transactions/group.ts'
import { resyncSome } from './resync.ts'
import { holdCursor, holdListeners, type Listener, moveCursor } from './store-dispatch.ts'
import type { Around } from './subjects.ts'
import { type Heard, tell } from './tell.ts'

/** Changes of one page: enough that a look costs little for each, and few enough to be rendered in a moment. */
const pageMax = 200

/** What a token changes is not told to the webhooks of its own name: it knows, and would only say it back. */
function whoHears(changes: readonly ChangeRow[], listeners: readonly Listener[]): Heard[] {
  const byTrigger = groupBy(listeners, ({ trigger }) => trigger)
  return changes.flatMap((change) =>
    change.events.flatMap((event) => {
      const hearing = (byTrigger.get(event.event) ?? []).filter(({ namespace }) => namespace !== change.namespace)
      const told = { ...event, profileId: change.profile_id }
      return hearing.length === 0 ? [] : [{ changeNumber: change.number, told, listeners: hearing }]
    }),
  )
}

/**
 * The next page, and whether there is more. Everything is read from one snapshot, so that a payload's version is that of all
 * that is in it.
 */
export async function dispatchSome(tx: Tx, around: Around): Promise<boolean> {
  await tx`set transaction isolation level repeatable read`
  // What is sent must be there for good: another message of the same would have another id.
  await tx`set local synchronous_commit to on`
  const cursor = await holdCursor(tx)
  if (cursor === undefined) return false
  const changes = await changesBehind(tx, cursor, pageMax)
  const last = changes.at(-1)
  // What was asked for again comes behind what has changed.
  if (!last) return resyncSome(tx, around)
  await tell(tx, whoHears(changes, await holdListeners(tx)), around)
  await moveCursor(tx, last.number)
  return true
}
