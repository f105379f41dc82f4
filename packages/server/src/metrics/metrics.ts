// Figures in the form of Prometheus. Nothing in them is about a person, and no label has more than a handful of values.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

import { type Instant, secondMs } from '@tillside/rules/time'

import type { Reporter, TryReport } from '../delivery/shared.ts'
import type { Waiting } from './store.ts'

const gauges = {
  tillside_outbox_waiting: 'Committed changes that are not numbered yet',
  tillside_changes_last: 'The number of the newest change',
  tillside_changes_undispatched: 'Numbered changes of which no messages were made yet',
  tillside_webhook_deliveries_pending: 'Deliveries that are still to be taken by their receivers',
  tillside_webhook_deliveries_parked: 'Deliveries that were given up, and can be sent again by hand',
  tillside_webhook_urls_paused: 'URLs that did not answer and are left alone for a while',
  tillside_webhook_lag_seconds: 'Age of the oldest delivery that is still to be taken',
} as const
type GaugeName = keyof typeof gauges

const durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export class Metrics implements Reporter {
  readonly #registry = new Registry()
  readonly #gauges: ReadonlyMap<string, Gauge>
  readonly #tries = this.#counter('tillside_webhook_tries_total', 'Tries to deliver, by what came of them', ['outcome'])
  readonly #retries = this.#counter('tillside_webhook_retries_total', 'Tries of what had been tried before')
  readonly #pauses = this.#counter('tillside_webhook_pauses_total', 'Times that a URL was left alone for a while')
  readonly #seconds: Histogram

  constructor() {
    const registers = [this.#registry]
    this.#gauges = new Map(
      Object.entries(gauges).map(([name, help]) => [name, new Gauge({ name, help, registers })] as const),
    )
    const name = 'tillside_webhook_try_seconds'
    this.#seconds = new Histogram({ name, help: 'How long receivers took', buckets: durations, registers })
  }

  /** Memory, processor and event loop too. Once for a process. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.#registry })
  }

  tried({ outcome, attempts, milliseconds }: TryReport): void {
    this.#tries.inc({ outcome })
    this.#seconds.observe(milliseconds / secondMs)
    if (attempts > 1) this.#retries.inc()
  }

  paused(): void {
    this.#pauses.inc()
  }

  /** The whole page. */
  async print(waiting: Waiting, now: Instant): Promise<string> {
    const values: Record<GaugeName, number> = {
      tillside_outbox_waiting: waiting.outbox,
      tillside_changes_last: waiting.change_last,
      tillside_changes_undispatched: waiting.change_last - waiting.change_dispatched,
      tillside_webhook_deliveries_pending: waiting.pending,
      tillside_webhook_deliveries_parked: waiting.parked,
      tillside_webhook_urls_paused: waiting.paused,
      tillside_webhook_lag_seconds: waiting.oldest_pending === null ? 0 : (now - waiting.oldest_pending) / secondMs,
    }
    for (const [name, value] of Object.entries(values)) this.#gauges.get(name)?.set(value)
    return this.#registry.metrics()
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] })
  }
}
