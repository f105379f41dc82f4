// Writes what is told to whom: each event is rendered once, however many webhooks hear of it, and only when there is one. What
// cannot be told is set aside, so that nothing waits behind it.
import { uuidv7 } from 'uuidv7'

import type { Instant } from '@tillside/rules/time'

import { codeOf } from '../db/embedded/error.ts'
import type { Tx } from '../db/open.ts'
import { isPassing } from '../db/passing.ts'
import { judge, type Verdict } from './condition.ts'
import { renderContexts, type Told } from './contexts.ts'
import {
  beginTelling,
  endTelling,
  insertDeliveries,
  insertMessages,
  type Listener,
  type NewDelivery,
  type NewMessage,
  noteConditionError,
  takeBack,
} from './store-dispatch.ts'
import { type Around, type Json, subjectOf } from './subjects.ts'

/** An event with those who want to hear of it. */
export interface Heard {
  /** Null when nothing had changed. */
  readonly changeNumber: number | null
  readonly told: Told
  readonly listeners: readonly Listener[]
}

/** Events that are rendered at once: a sale may have a thousand lines, and a payload all of a member beside each. */
const renderedMax = 100
/** About so many characters of messages are written at once. */
const writtenMax = 4_000_000

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

/** What is rendered, and not written yet. */
class Sheet {
  readonly #tx: Tx
  readonly #now: Instant
  #length = 0
  #messages: NewMessage[] = []
  #deliveries: NewDelivery[] = []
  #written = 0

  constructor(tx: Tx, now: Instant) {
    this.#tx = tx
    this.#now = now
  }

  async add(message: NewMessage, subject: string, hearing: readonly Listener[]): Promise<void> {
    this.#messages.push(message)
    this.#length += message.body?.length ?? 0
    this.#deliveries.push(
      ...hearing.map((one) => ({ webhookId: one.id, endpointId: one.endpoint_id, messageId: message.id, subject })),
    )
    if (this.#length >= writtenMax) await this.write()
  }

  /** How many deliveries it was in all. `failure`: why they cannot be told. */
  async write(failure: string | null = null): Promise<number> {
    if (this.#messages.length === 0) return this.#written
    await insertMessages(this.#tx, this.#messages, this.#now)
    await insertDeliveries(this.#tx, this.#deliveries, { failure, now: this.#now })
    this.#written += this.#deliveries.length
    this.#messages = []
    this.#deliveries = []
    this.#length = 0
    return this.#written
  }
}

interface Telling {
  readonly around: Around
  readonly conditions: Conditions
}

async function write(tx: Tx, heard: readonly Heard[], { around, conditions }: Telling): Promise<number> {
  const events = heard.map(({ told }) => told)
  const contexts = await renderContexts(tx, events, around)
  const sheet = new Sheet(tx, around.now)
  for (const [index, { changeNumber, told, listeners }] of heard.entries()) {
    const context = contexts[index]
    if (!context) continue
    const wanted = listeners.filter((listener) => conditions.isMet(listener, context))
    if (wanted.length === 0) continue
    const { profileId, event } = told
    const version = typeof context['version'] === 'number' ? context['version'] : null
    const body = JSON.stringify(context)
    await sheet.add({ id: uuidv7(), changeNumber, event, profileId, version, body }, orderedBy(told), wanted)
  }
  return sheet.write()
}

/** Its deliveries are there, and say why nothing came of them. Only the kind of what failed: its words can quote a row. */
async function setAside(
  tx: Tx,
  { changeNumber, told, listeners }: Heard,
  now: Instant,
  error: unknown,
): Promise<number> {
  const kind = codeOf(error) || (error instanceof Error ? error.name : 'unknown')
  const sheet = new Sheet(tx, now)
  const { profileId, event } = told
  const message = { id: uuidv7(), changeNumber, event, profileId, version: null, body: null }
  await sheet.add(message, orderedBy(told), listeners)
  return sheet.write(`the message could not be made (${kind})`)
}

/** What cannot be told is found by halves. */
async function tellOrSetAside(tx: Tx, heard: readonly Heard[], telling: Telling): Promise<number> {
  await beginTelling(tx)
  try {
    const deliveries = await write(tx, heard, telling)
    await endTelling(tx)
    return deliveries
  } catch (error) {
    if (isPassing(error)) throw error
    await takeBack(tx)
    const [first] = heard
    if (first && heard.length === 1) return setAside(tx, first, telling.around.now, error)
    const half = Math.ceil(heard.length / 2)
    const before = await tellOrSetAside(tx, heard.slice(0, half), telling)
    return before + (await tellOrSetAside(tx, heard.slice(half), telling))
  }
}

/** All of it, or nothing; but for what could never be told. How many deliveries it makes. */
export async function tell(tx: Tx, heard: readonly Heard[], around: Around): Promise<number> {
  const telling = { around, conditions: new Conditions() }
  let deliveries = 0
  for (let first = 0; first < heard.length; first += renderedMax)
    deliveries += await tellOrSetAside(tx, heard.slice(first, first + renderedMax), telling)
  await telling.conditions.note(tx)
  return deliveries
}
