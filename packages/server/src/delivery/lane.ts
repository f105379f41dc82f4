// All that is told to one URL. What is about the same member, or the same thing, goes one by one and in order, and waits behind
// one that has to be tried again; all else goes side by side. One process at a time has a lane, by a lease.
import { instant, type Instant } from '@tillside/rules/time'
import { nextTry, pauseMs } from '@tillside/rules/webhooks'

import { transaction } from '../db/transaction.ts'
import { readWebhookSecret } from '../settings/service.ts'
import { wireMessageId } from '../webhooks/message.ts'
import {
  delayFollowers,
  disableEndpoint,
  type Due,
  type Endpoint,
  keepPause,
  keepTries,
  listDue,
  parkOverdue,
  renewLease,
  type Tried,
} from '../webhooks/store-lanes.ts'
import { Backlog, type Held } from './backlog.ts'
import type { Outcome, Shared } from './shared.ts'
import { headersOf } from './headers.ts'
import { Health } from './health.ts'
import type { Answer } from './post.ts'

/** On their way at once. */
const concurrency = 16
/** To a URL that has not answered lately: it may not do so for long. */
const concurrencyUnanswered = 2
/** What is read at once, and written at once. */
const readMax = 500
/** While tills are at work: so few that they do not notice. */
const readMaxHeldBack = 50
/** Bytes of messages that are held: a member can be large, and every URL has a lane. */
const heldMax = 4_194_304
const writtenMax = 100

type Trouble = { readonly kind: 'gone' } | { readonly kind: 'away'; readonly retryAfterMs: number | null }

/** So many of them that they hold about so many bytes; one at least. */
function firstWithin(due: readonly Due[], bytesMax: number): readonly Due[] {
  let bytes = 0
  const end = due.findIndex((one) => (bytes += one.bytes) > bytesMax)
  return end === -1 ? due : due.slice(0, Math.max(1, end))
}

export class Lane {
  readonly #shared: Shared
  readonly #stop: AbortSignal
  readonly #backlog = new Backlog()
  readonly #health = new Health()
  #endpoint: Endpoint
  #leasedUntil: Instant
  #sharedSecret = ''
  #tries: Tried[] = []
  #onTheirWay = 0
  #isEnding = false
  /** Why it ends, when the receiver is why. */
  #trouble: Trouble | undefined
  #isBack = false
  /** By its last try. */
  #hasAnswered = false
  #wake: () => void = () => {}

  constructor(shared: Shared, endpoint: Endpoint, leasedUntil: Instant, stop: AbortSignal) {
    this.#shared = shared
    this.#endpoint = endpoint
    this.#leasedUntil = leasedUntil
    this.#stop = stop
  }

  /** Until nothing is due any more, or the URL has to be left alone. */
  async run(): Promise<void> {
    for (let isDry = false; ;) {
      const isLow = this.#backlog.readyCount < concurrency && this.#backlog.bytes < heldMax
      this.#isEnding ||= this.#stop.aborted || !(await this.#renew())
      if (!this.#isEnding && !isDry && isLow) isDry = !(await this.#read())
      this.#sendReady()
      // What has become due meanwhile is found by the next look.
      if (this.#onTheirWay === 0) break
      await new Promise<void>((resolve) => (this.#wake = resolve))
      if (this.#tries.length >= writtenMax || this.#backlog.readyCount === 0) await this.#write()
    }
    await this.#write()
    await this.#leaveAlone()
  }

  /** False when the URL is somebody else's by now. Secrets that have changed are known from then on. */
  async #renew(): Promise<boolean> {
    const { database, now, owner, timings } = this.#shared
    const at = now()
    if (this.#leasedUntil - at > (timings.leaseMs * 2) / 3) return true
    const until = instant(at + timings.leaseMs)
    const renewed = await renewLease(database.background.sql, this.#endpoint.id, { owner, now: at, until })
    if (!renewed) return false
    this.#endpoint = renewed
    this.#leasedUntil = until
    return true
  }

  /** Puts what is due behind what is held already, as far as there is room. Whether there may be more. */
  async #read(): Promise<boolean> {
    const { database, now, messages, pace } = this.#shared
    const db = database.background.sql
    const limit = pace.isHeldBack ? readMaxHeldBack : readMax
    const asked = { now: now(), except: this.#backlog.heldIds, limit }
    const [found, { secret }] = await Promise.all([listDue(db, this.#endpoint.id, asked), readWebhookSecret(db)])
    this.#sharedSecret = secret
    const due = firstWithin(found, heldMax)
    const bodies = await messages.read(
      db,
      due.map((one) => one.message_id),
    )
    for (const one of due) {
      const message = bodies.get(one.message_id)
      if (message) this.#backlog.add({ ...one, message })
    }
    return due.length < found.length || found.length === limit
  }

  get #most(): number {
    // A receiver that was away is asked by one message whether it is back.
    if (this.#endpoint.pauses > 0) return 1
    return this.#hasAnswered ? concurrency : concurrencyUnanswered
  }

  #sendReady(): void {
    while (!this.#isEnding && this.#onTheirWay < this.#most) {
      const held = this.#backlog.take()
      if (!held) return
      this.#onTheirWay += 1
      void this.#send(held)
    }
  }

  async #send(held: Held): Promise<void> {
    const { places, poster, now, timings } = this.#shared
    const leave = await places.enter(held.queue ?? 'default')
    // What may still be on its way when the lease ends could pass by what the next owner sends.
    if (now() + timings.timeoutMs > this.#leasedUntil) this.#isEnding = true
    if (!this.#isEnding) {
      const begun = performance.now()
      const headers = headersOf(held, this.#endpoint, this.#sharedSecret, now())
      const answer = await poster.post(new URL(this.#endpoint.url), headers, held.message.body)
      // What was cut because this process ends says nothing of the receiver.
      const isCut = answer.status === null && this.#stop.aborted
      if (!isCut) this.#take(held, answer, performance.now() - begun)
    }
    leave()
    this.#onTheirWay -= 1
    this.#wake()
  }

  /** What an answer means for the message, for those behind it, and for the URL. */
  #take(held: Held, answer: Answer, milliseconds: number): void {
    this.#hasAnswered = answer.status !== null
    const at = this.#shared.now()
    const { outcome, nextAt } = this.#judge(held, answer, at)
    const state = outcome === 'failed' ? 'pending' : outcome === 'succeeded' ? 'succeeded' : 'parked'
    this.#tries.push({ id: held.id, state, at, nextAt, status: answer.status, error: answer.error })
    if (outcome === 'failed') this.#backlog.blocked(held)
    else this.#backlog.passed(held)
    this.#shared.reporter.tried({
      outcome,
      webhookId: held.webhook_id,
      deliveryId: held.id,
      messageId: wireMessageId(held.message_id),
      event: held.event,
      attempts: held.attempts + 1,
      status: answer.status,
      error: answer.error,
      milliseconds,
    })
  }

  #judge(held: Held, answer: Answer, at: Instant): { readonly outcome: Outcome; readonly nextAt: Instant } {
    if (answer.error === null) {
      this.#health.took()
      this.#isBack ||= this.#endpoint.pauses > 0
      return { outcome: 'succeeded', nextAt: at }
    }
    if (answer.status === 410) {
      this.#end({ kind: 'gone' })
      return { outcome: 'gone', nextAt: at }
    }
    if (this.#health.failed(held.subject, answer, this.#endpoint.pauses > 0)) {
      this.#end({ kind: 'away', retryAfterMs: answer.retryAfterMs })
    }
    const plan = { hourly: held.retry_hourly, daily: held.retry_daily === true }
    const { retryAfterMs } = answer
    const chance = this.#shared.chance()
    const nextAt = nextTry({ attempts: held.attempts + 1, at, since: held.since, plan, chance, retryAfterMs })
    return nextAt === null ? { outcome: 'parked', nextAt: at } : { outcome: 'failed', nextAt }
  }

  #end(trouble: Trouble): void {
    this.#isEnding = true
    if (this.#trouble?.kind !== 'gone') this.#trouble = trouble
  }

  async #write(): Promise<void> {
    const tries = this.#tries
    if (tries.length === 0) return
    this.#tries = []
    const written = this.#backlog.writing(tries.map(({ id }) => id))
    const { database, now } = this.#shared
    await keepTries(database.background.sql, tries, now())
    await delayFollowers(database.background.sql, tries)
    written()
    if (!this.#isBack) return
    this.#isBack = false
    this.#endpoint = { ...this.#endpoint, pauses: 0, paused_until: null }
    await keepPause(database.background.sql, this.#endpoint.id, 0, null)
  }

  /** For good, or for a while that is longer each time. */
  async #leaveAlone(): Promise<void> {
    const { database, now, chance, reporter } = this.#shared
    const { id } = this.#endpoint
    if (this.#trouble?.kind === 'gone') {
      await transaction(database.background, (tx) => disableEndpoint(tx, id, now()))
    } else if (this.#trouble) {
      const pauses = this.#endpoint.pauses + 1
      const until = instant(now() + pauseMs(pauses, chance(), this.#trouble.retryAfterMs))
      await keepPause(database.background.sql, id, pauses, until)
      await parkOverdue(database.background.sql, id, now())
      reporter.paused(id, until)
    }
  }
}
