// Makes messages and deliveries of what was committed: each event is rendered once, however many webhooks are told of it, and
// only when there is one. All of a page is written, or none of it.
import { uuidv7 } from 'uuidv7'

import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { changesBehind, type ChangeRow } from '../outbox/following.ts'
import { groupBy } from '../transactions/group.ts'
import { judge, type Verdict } from './condition.ts'
import { renderContexts, type Told } from './contexts.ts'
import {
  holdCursor,
  holdListeners,
  insertDeliveries,
  insertMessages,
  type Listener,
  moveCursor,
  type NewDelivery,
  type NewMessage,
  noteConditionError,
} from './store-dispatch.ts'
import { type Around, type Json, subjectOf } from './subjects.ts'

/** Changes of one page: enough that a look costs little for each, and few enough to be rendered in a moment. */
export const dispatchedMax = 200

/** An event with those who want to hear of it. */
interface Heard {
  readonly change: ChangeRow
  readonly told: Told
  readonly listeners: readonly Listener[]
}

/** What a token changes is not told to the webhooks of its own name: it knows, and would only say it back. */
function whoHears(changes: readonly ChangeRow[], listeners: readonly Listener[]): Heard[] {
  const byTrigger = groupBy(listeners, ({ trigger }) => trigger)
  return changes.flatMap((change) =>
    change.events.flatMap((event) => {
      const hearing = (byTrigger.get(event.event) ?? []).filter(({ namespace }) => namespace !== change.namespace)
      const told = { ...event, profileId: change.profile_id }
      return hearing.length === 0 ? [] : [{ change, told, listeners: hearing }]
    }),
  )
}

/** What is about the same is told in order. */
const orderedBy = ({ profileId, event, subject_id }: Told): string => profileId ?? `${subjectOf(event)} ${subject_id}`

/** Conditions that cannot be worked out are noted, and so is that they could be again. */
class Conditions {
  readonly #errors = new Map<Listener, string | null>()

  isMet(listener: Listener, context: Json): boolean {
    const verdict: Verdict = judge(listener.condition, context)
    if (listener.condition !== null) this.#errors.set(listener, verdict.error)
    return verdict.isMet
  }

  async note(tx: Tx): Promise<void> {
    for (const [{ id, condition_error }, error] of this.#errors) {
      if (condition_error !== error) await noteConditionError(tx, id, error)
    }
  }
}

async function write(tx: Tx, heard: readonly Heard[], contexts: readonly Json[], now: Instant): Promise<void> {
  const conditions = new Conditions()
  const messages: NewMessage[] = []
  const deliveries: NewDelivery[] = []
  for (const [index, { change, told, listeners }] of heard.entries()) {
    const context = contexts[index] as Json
    const wanted = listeners.filter((listener) => conditions.isMet(listener, context))
    if (wanted.length === 0) continue
    const id = uuidv7()
    const { profileId, event } = told
    const version = typeof context['version'] === 'number' ? context['version'] : null
    messages.push({ id, changeNumber: change.number, event, profileId, version, body: JSON.stringify(context) })
    const subject = orderedBy(told)
    deliveries.push(
      ...wanted.map((one) => ({ webhookId: one.id, endpointId: one.endpoint_id, messageId: id, subject })),
    )
  }
  if (messages.length > 0) {
    await insertMessages(tx, messages, now)
    await insertDeliveries(tx, deliveries, now)
  }
  await conditions.note(tx)
}

/**
 * The next page. How many changes it had; none while another process is at work. Everything is read from one snapshot, so that
 * a payload's version is that of all that is in it.
 */
export async function dispatchSome(tx: Tx, around: Around): Promise<number> {
  await tx`set transaction isolation level repeatable read`
  const cursor = await holdCursor(tx)
  if (cursor === undefined) return 0
  const changes = await changesBehind(tx, cursor, dispatchedMax)
  const last = changes.at(-1)
  if (!last) return 0
  const heard = whoHears(changes, await holdListeners(tx))
  if (heard.length > 0) {
    const contexts = await renderContexts(
      tx,
      heard.map(({ told }) => told),
      around,
    )
    await write(tx, heard, contexts, around.now)
  }
  await moveCursor(tx, last.number)
  return changes.length
}
