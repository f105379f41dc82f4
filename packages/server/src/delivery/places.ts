// How many deliveries are on their way at once, all URLs together. Who waits for a place goes by queue: high before default,
// default before low; in one queue, who came first.

const queues = ['high', 'default', 'low'] as const
export type Queue = (typeof queues)[number]

export class Places {
  #free: number
  readonly #waiting: Record<Queue, (() => void)[]> = { high: [], default: [], low: [] }

  constructor(count: number) {
    this.#free = count
  }

  /** Resolves when there is a place; give it back by `leave`. */
  enter(queue: Queue): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1
      return Promise.resolve()
    }
    return new Promise((resolve) => this.#waiting[queue].push(resolve))
  }

  leave(): void {
    const next = queues.map((queue) => this.#waiting[queue]).find(({ length }) => length > 0)
    if (next) return next.shift()?.()
    this.#free += 1
  }
}
