// What arrived last, and how late: counted as it comes, and written down every now and then, so that `status` can say it from
// another process.
import type { ReceiverCounts } from '../receive/receiver.ts'
import type { Pos } from '../sync/unit.ts'
import type { Metrics } from './metrics.ts'

export class Activity implements ReceiverCounts {
  readonly #metrics: Metrics
  readonly #now: () => Date
  #lastAt: Date | null = null
  #lagMs: number | null = null
  #applied = 0
  #refused: { readonly code: string; readonly at: Date } | null = null

  constructor(metrics: Metrics, now: () => Date) {
    this.#metrics = metrics
    this.#now = now
  }

  readonly refused: ReceiverCounts['refused'] = (code) => {
    this.#metrics.refused(code)
    this.#refused = { code, at: this.#now() }
  }

  readonly received: ReceiverCounts['received'] = (result, changedAt) => {
    this.#metrics.received(result)
    this.#lastAt = this.#now()
    if (result !== 'applied') return
    this.#applied += 1
    if (changedAt === null) return
    this.#lagMs = Math.max(0, this.#lastAt.getTime() - changedAt.getTime())
    this.#metrics.lag(this.#lagMs / 1_000)
  }

  /** Harmless when nothing came since the last time. */
  async writeDown(pos: Pos): Promise<void> {
    const refused = this.#refused
    if (refused !== null) {
      this.#refused = null
      await pos.unit(async ({ progress }) => {
        await progress.write('last_refused_at', refused.at.toISOString())
        await progress.write('last_refused_code', refused.code)
      })
    }
    const [lastAt, lagMs, applied] = [this.#lastAt, this.#lagMs, this.#applied]
    if (lastAt === null) return
    this.#lastAt = null
    this.#applied = 0
    await pos.unit(async ({ progress }) => {
      await progress.write('last_event_at', lastAt.toISOString())
      if (lagMs !== null) await progress.write('last_event_lag_ms', String(lagMs))
      if (applied > 0) await progress.add('events_applied', applied)
    })
  }
}
