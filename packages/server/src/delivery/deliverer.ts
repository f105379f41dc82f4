// Tells webhooks what was committed: makes messages of changes, and sends them. Any number of processes may do so side by
// side: one at a time makes messages, and each URL is sent to by one of them.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

import { instant, type Instant } from '@tillside/rules/time'

import type { Database } from '../db/open.ts'
import { codeOf } from '../db/embedded/error.ts'
import { transaction } from '../db/transaction.ts'
import type { Tenant } from '../http/context.ts'
import { type Dispatched, dispatchSome } from '../webhooks/dispatch.ts'
import { claimEndpoints, endLeases, type Endpoint } from '../webhooks/store-lanes.ts'
import type { Guard } from './guard.ts'
import { Lane } from './lane.ts'
import { Messages } from './messages.ts'
import { Pace } from './pace.ts'
import { Places } from './places.ts'
import { Poster } from './post.ts'
import { type Reporter, type Shared, type Timings, timingsDefault } from './shared.ts'

interface DelivererOptions {
  readonly database: Database
  readonly tenant: Tenant
  readonly now: () => Instant
  readonly guard: Guard
  readonly reporter: Reporter
  /** Told of what failed here, not at a receiver. It is tried again with the next round. */
  readonly onFailure: (error: unknown) => void
  readonly timings?: Timings
  /** During how many milliseconds so far the server was at work on requests; not at all unless said otherwise. */
  readonly workedMs?: () => number
}

/** Deliveries on their way at once, all URLs together. */
const placesCount = 128
/** A receiver that works answers sooner; one that takes longer is waited for without a place. */
const heldMs = 1_000
const connectionsMax = 16
/** Deliveries that are made at once: enough that a look costs little for each, and few enough to be written in a moment. */
const madeMost = 5_000
/** So few that a till does not notice. */
const madeHeldBack = 20
/** Tills that are at work do not notice so many a second, neither made nor sent. */
const besideTills = { perSecondMin: 200, perSecondMax: 2_000 }
/** How often numbered changes, and what is due, are looked for. */
const lookMs = 100
/** Less than a server has for ending its jobs. */
const stopMsMax = 300

/** A webhook was changed in the same moment: the page is made again, as things are then. */
const isOvertaken = (error: unknown): boolean => codeOf(error) === '40001'

export class Deliverer {
  readonly #options: DelivererOptions
  readonly #shared: Shared
  readonly #stop = new AbortController()
  readonly #lanes = new Map<number, Promise<void>>()
  /** Of making messages; sending them has one of its own, so that neither takes the other's turns. */
  readonly #makingPace: Pace

  constructor(options: DelivererOptions) {
    const { database, now, guard, reporter, timings = timingsDefault, workedMs = () => 0 } = options
    const clock = (): number => performance.now()
    const pace = new Pace({ ...besideTills, workedMs, clock })
    this.#makingPace = new Pace({ ...besideTills, workedMs, clock })
    this.#options = options
    this.#shared = {
      database,
      now,
      chance: Math.random,
      owner: randomUUID(),
      poster: new Poster({ guard, timeoutMs: timings.timeoutMs, connectionsMax }),
      places: new Places({ count: placesCount, heldMs, pace }),
      pace,
      messages: new Messages(),
      reporter,
      timings,
    }
  }

  /** Everything that is due now, to its end. */
  async run(): Promise<void> {
    await this.#dispatch()
    while ((await this.#begin()) > 0) await Promise.all(this.#lanes.values())
    await endLeases(this.#shared.database.background.sql, this.#shared.owner)
  }

  /**
   * Goes on until it is stopped by the function that it returns. Making messages and sending them do not wait for each other, and
   * a lane that takes its time holds up no other.
   */
  start(): () => Promise<void> {
    const { onFailure } = this.#options
    const { signal } = this.#stop
    const again = async (work: () => Promise<unknown>): Promise<void> => {
      while (!signal.aborted) {
        await work().catch(onFailure)
        await sleep(lookMs, undefined, { signal }).catch(() => {})
      }
    }
    const done = Promise.all([again(() => this.#dispatch()), again(() => this.#begin())]).then(() => this.#end())
    return () => {
      this.#stop.abort()
      return done
    }
  }

  /** What is on its way may arrive, for a moment; what does not is sent again by whoever comes next. */
  async #end(): Promise<void> {
    const { database, owner } = this.#shared
    await Promise.race([Promise.all(this.#lanes.values()), sleep(stopMsMax, undefined, { ref: false })])
    this.close()
    await Promise.all(this.#lanes.values())
    await endLeases(database.background.sql, owner).catch(this.#options.onFailure)
  }

  close(): void {
    this.#shared.poster.close()
  }

  async #dispatch(): Promise<void> {
    const { database, tenant, now } = this.#options
    const pace = this.#makingPace
    const some = (): Promise<Dispatched> =>
      transaction(database.background, (tx) => {
        return dispatchSome(tx, { tenant, now: now() }, pace.isHeldBack ? madeHeldBack : madeMost)
      }).catch((error: unknown) => {
        if (isOvertaken(error)) return { deliveries: 0, hasMore: true }
        throw error
      })
    for (let hasMore = true; hasMore && !this.#stop.signal.aborted;) {
      while (pace.waitMs() > 0 && !this.#stop.signal.aborted) await sleep(Math.min(pace.waitMs(), lookMs))
      const page = await some()
      pace.spend(page.deliveries)
      hasMore = page.hasMore
    }
  }

  /** Opens a lane for each URL at which something is due. Its lease is kept when it ends: mostly there is soon more to send. How many. */
  async #begin(): Promise<number> {
    const { database, now, owner, timings } = this.#shared
    const until = instant(now() + timings.leaseMs)
    const endpoints = await claimEndpoints(database.background.sql, { owner, now: now(), until }, [
      ...this.#lanes.keys(),
    ])
    for (const endpoint of endpoints) {
      const lane = this.#runLane(endpoint, until).finally(() => this.#lanes.delete(endpoint.id))
      this.#lanes.set(endpoint.id, lane)
    }
    return endpoints.length
  }

  async #runLane(endpoint: Endpoint, until: Instant): Promise<void> {
    // What was not written is found by whoever has the lane next.
    await new Lane(this.#shared, endpoint, until, this.#stop.signal).run().catch(this.#options.onFailure)
  }
}
