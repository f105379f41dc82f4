// Follows what was committed, and has it told. One process at a time does so, a page after the other; all of a page is
// written, or none of it; what could never be told keeps nothing from being told.
import type { Tx } from '../db/open.ts'
import { changesBehind, type ChangeRow } from '../outbox/following.ts'
import { groupBy } from '../transactions/group.ts'
import { resyncSome } from './resync.ts'
import { holdCursor, holdListeners, type Listener, moveCursor } from './store-dispatch.ts'
import type { Around } from './subjects.ts'
import { type Heard, tell } from './tell.ts'

/** So many changes are looked at for a page, and no more than there may be deliveries: mostly each makes one. */
const changesMax = 200
/** With so many events a page is full, and waits for its end no longer: one sale can have thousands. */
const eventsMax = 500

/** What became of a page. */
export interface Dispatched {
  /** How many deliveries were made. */
  readonly deliveries: number
  /** There may be more. */
  readonly hasMore: boolean
}

interface Page {
  readonly heard: readonly Heard[]
  /** The number up to which it goes. */
  readonly last: number
}

/** What a token changes is not told to the webhooks of its own name: it knows, and would only say it back. */
function whoHears(change: ChangeRow, byTrigger: ReadonlyMap<string, readonly Listener[]>): Heard[] {
  return change.events.flatMap((event) => {
    const hearing = (byTrigger.get(event.event) ?? []).filter(({ namespace }) => namespace !== change.namespace)
    const told = { ...event, profileId: change.profile_id }
    return hearing.length === 0 ? [] : [{ changeNumber: change.number, told, listeners: hearing }]
  })
}

/** Full with so many deliveries, but for those of its last change. */
function pageOf(changes: readonly ChangeRow[], last: ChangeRow, listeners: readonly Listener[], most: number): Page {
  const byTrigger = groupBy(listeners, ({ trigger }) => trigger)
  const heard: Heard[] = []
  let deliveries = 0
  for (const change of changes) {
    const hearing = whoHears(change, byTrigger)
    heard.push(...hearing)
    deliveries += hearing.reduce((sum, one) => sum + one.listeners.length, 0)
    if (heard.length >= eventsMax || deliveries >= most) return { heard, last: change.number }
  }
  return { heard, last: last.number }
}

/**
 * The next page, of so many deliveries or few more. Everything is read from one snapshot, so that a payload's version is that
 * of all that is in it.
 */
export async function dispatchSome(tx: Tx, around: Around, deliveriesMax: number): Promise<Dispatched> {
  await tx`set transaction isolation level repeatable read`
  // What is sent must be there for good: another message of the same would have another id.
  await tx`set local synchronous_commit to on`
  const cursor = await holdCursor(tx)
  if (cursor === undefined) return { deliveries: 0, hasMore: false }
  const changes = await changesBehind(tx, cursor, Math.min(changesMax, deliveriesMax))
  const last = changes.at(-1)
  // What was asked for again comes behind what has changed.
  if (!last) return resyncSome(tx, around, deliveriesMax)
  const page = pageOf(changes, last, await holdListeners(tx), deliveriesMax)
  const deliveries = await tell(tx, page.heard, around)
  await moveCursor(tx, page.last)
  return { deliveries, hasMore: true }
}
