// The service as a whole: receives, fills when it must, and does by itself what keeps both sides equal.
import { setTimeout as sleep } from 'node:timers/promises'

import type { Log } from '../command/log.ts'
import type { Metrics } from '../command/metrics.ts'
import type { Loyalty } from '../server/loyalty.ts'
import { compare, type Comparison } from './compare.ts'
import { isDoubted, readDoubts, writeDoubts } from './doubts.ts'
import { fill, type FillProgress } from './fill.ts'
import type { Keeper } from './keeper.ts'
import { linkRecords } from './link.ts'
import { noteMapping } from './read-again.ts'
import { markFeed, pull } from './pull.ts'
import { patiently } from './patience.ts'
import type { Confirmed } from './removals.ts'
import type { Pos } from './unit.ts'
import { sendUp } from './upward.ts'

interface ServiceOptions {
  readonly pos: Pos
  readonly loyalty: Loyalty
  readonly keeper: Keeper
  readonly metrics: Metrics
  readonly log: Log
  readonly now: () => Date
}

interface Rhythm {
  readonly compareMs: number
  readonly upwardMs: number
  /** How often the feed is asked; null where the server delivers. */
  readonly pullMs: number | null
}

export class Service {
  readonly #options: ServiceOptions
  readonly #stop = new AbortController()
  #loops: Promise<unknown> = Promise.resolve()
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: ServiceOptions) {
    this.#options = options
  }

  /** Everything that the server has, once; a fill that was cut short goes on. False when it had been done before. */
  async fillOnce(onProgress: (progress: FillProgress) => void, { pulls = false } = {}): Promise<boolean> {
    const { pos, now } = this.#options
    const { progress } = pos.outside
    if ((await progress.read('filled_at')) !== null) return false
    if (pulls) await this.#patiently('The feed', () => markFeed(this.#options))
    const { signal } = this.#stop
    if (!(await this.#patiently('The first fill', () => fill({ ...this.#options, onProgress, signal })))) return false
    await noteMapping(pos)
    await progress.write('filled_at', now().toISOString())
    return true
  }

  /** Every number that the server does not know yet. */
  link({ again }: { again: boolean }): Promise<void> {
    return this.#upward(async () => this.#options.metrics.linked(await linkRecords(this.#options, { again })))
  }

  /** Finds what differs, and makes both sides equal; what speaks against the server has to be confirmed. */
  async compare(confirmed: Partial<Confirmed> = {}): Promise<Comparison> {
    const { pos, metrics, log, now } = this.#options
    const comparison = await compare({ ...this.#options, ...confirmed })
    const { withheld, unknown, behind } = comparison
    if (isDoubted(comparison))
      log.warn({ withheld, unknown, behind }, 'The server knows less than the POS: nothing is changed unasked')
    const at = now()
    metrics.compared(comparison, at)
    const { progress } = pos.outside
    await progress.write('compared_at', at.toISOString())
    await progress.write('compare_found', String(comparison.found))
    await writeDoubts(progress, comparison)
    if (comparison.repaired > 0)
      await pos.unit((unit) => unit.progress.add('differences_repaired', comparison.repaired))
    return comparison
  }

  /** What the POS has changed, since the last time or as a whole. */
  sendUp({ all }: { all: boolean }): Promise<void> {
    return this.#upward(async () => this.#options.metrics.sentUp(await sendUp(this.#options, { all })))
  }

  /** All of it, as after a time in which nobody looked: what differs, what the POS has changed, and numbers that the server lacks. */
  async catchUp(confirmed: Partial<Confirmed> = {}): Promise<Comparison> {
    const comparison = await this.compare(confirmed)
    await this.sendUp({ all: true })
    await this.link({ again: true })
    return comparison
  }

  /** The same, however long either side is away. */
  catchUpPatiently(): Promise<Comparison> {
    return this.#patiently('The compare', () => this.catchUp())
  }

  /** Runs until it is stopped. */
  start({ compareMs, upwardMs, pullMs }: Rhythm): void {
    const every = async (what: string, ms: number, work: () => Promise<unknown>): Promise<void> => {
      while (!this.#stop.signal.aborted) {
        await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {})
        if (this.#stop.signal.aborted) return
        await this.#patiently(what, work).catch((error: unknown) => this.#give(what, error))
      }
    }
    const pulling = pullMs === null ? [] : [every('The feed', pullMs, () => this.#pull())]
    this.#loops = Promise.all([
      ...pulling,
      every('The compare', compareMs, () => this.catchUp()),
      every('What goes up', upwardMs, async () => {
        await this.sendUp({ all: false })
        await this.link({ again: false })
      }),
    ])
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loops
  }

  /** Nothing goes up to a server that knows less than the POS: it may be another one. */
  #upward(work: () => Promise<void>): Promise<void> {
    return this.#alone(async () => {
      if (!(await this.#isDoubted())) await work()
    })
  }

  async #isDoubted(): Promise<boolean> {
    return isDoubted(await readDoubts(this.#options.pos.outside.progress))
  }

  /** Two that look for what has to go up would both send it. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => {})
    return mine
  }

  async #pull(): Promise<void> {
    // What another server has to tell is no news of these members.
    if (await this.#isDoubted()) return
    if (!(await pull(this.#options))) await this.compare()
  }

  #give(what: string, error: unknown): void {
    if (this.#stop.signal.aborted) return
    this.#options.log.warn(
      { name: error instanceof Error ? error.name : 'unknown' },
      `${what} was given up until next time`,
    )
  }

  #patiently<T>(what: string, work: () => Promise<T>): Promise<T> {
    return patiently(what, work, { log: this.#options.log, signal: this.#stop.signal })
  }
}
