// Writes what is told to whom: each event is rendered once, however many webhooks hear of it, and only when there is one.
import { uuidv7 } from 'uuidv7'

import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { judge, type Verdict } from './condition.ts'
import { renderContexts, type Told } from './contexts.ts'
import {
  insertDeliveries,
  insertMessages,
  type Listener,
  type NewDelivery,
  type NewMessage,
  noteConditionError,
} from './store-dispatch.ts'
import { type Around, type Json, subjectOf } from './subjects.ts'

/** An event with those who want to hear of it. */
export interface Heard {
  /** Null when nothing had changed. */
  readonly changeNumber: number | null
  readonly told: Told
  readonly listeners: readonly Listener[]
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
  for (const [index, { changeNumber, told, listeners }] of heard.entries()) {
    const context = contexts[index] as Json
    const wanted = listeners.filter((listener) => conditions.isMet(listener, context))
    if (wanted.length === 0) continue
    const id = uuidv7()
    const { profileId, event } = told
    const version = typeof context['version'] === 'number' ? context['version'] : null
    messages.push({ id, changeNumber, event, profileId, version, body: JSON.stringify(context) })
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

/** All of it, or nothing. */
export async function tell(tx: Tx, heard: readonly Heard[], around: Around): Promise<void> {
  if (heard.length === 0) return
  const events = heard.map(({ told }) => told)
  await write(tx, heard, await renderContexts(tx, events, around), around.now)
}
