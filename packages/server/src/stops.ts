// What has been started is stopped in the opposite order. All of it together stays under five seconds, after which a
// process manager, or a person, loses patience.
import { setTimeout as sleep } from 'node:timers/promises'

/** How far into the stopping each of them may still be at work, whatever those before it took. */
const untilMs = { jobs: 500, requests: 3_500, connections: 3_900, database: 4_700 } as const

interface Stop {
  readonly until: number
  readonly run: (boundMs: number) => Promise<unknown>
}

export class Stops {
  readonly #stops: Stop[] = []

  /** `run` is told how long it has; after that it is left alone. */
  push(kind: keyof typeof untilMs, run: Stop['run']): void {
    this.#stops.push({ until: untilMs[kind], run })
  }

  async run(): Promise<void> {
    const begun = Date.now()
    for (const { until, run } of this.#stops.reverse()) {
      const boundMs = Math.max(0, until - (Date.now() - begun))
      const work = run(boundMs).catch((error: unknown) => console.error(error))
      await Promise.race([work, sleep(boundMs, undefined, { ref: false })])
    }
  }
}
