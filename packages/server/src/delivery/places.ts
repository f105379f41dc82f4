// How many deliveries are on their way at once, all URLs together, and how fast they leave. Who waits for a place goes by queue:
// high before default, default before low; in one queue, who came first.
import type { Pace } from './pace.ts'

const queues = ['high', 'default', 'low'] as const
export type Queue = (typeof queues)[number]

const patienceMs = 50

interface PlacesOptions {
  readonly count: number
  /** Who takes longer gives the place to another, and goes on without: a receiver that hangs holds up nobody else. */
  readonly heldMs: number
  readonly pace: Pace
}

export class Places {
  readonly #heldMs: number
  readonly #pace: Pace
  #free: number
  readonly #waiting: Record<Queue, (() => void)[]> = { high: [], default: [], low: [] }
  #later: NodeJS.Timeout | undefined

  constructor({ count, heldMs, pace }: PlacesOptions) {
    this.#heldMs = heldMs
    this.#pace = pace
    this.#free = count
  }

  /** Resolves when there is a place; the function that it gives gives the place back. */
  async enter(queue: Queue): Promise<() => void> {
    await new Promise<void>((resolve) => {
      this.#waiting[queue].push(resolve)
      this.#letIn()
    })
    let isOurs = true
    const leave = (): void => {
      clearTimeout(patience)
      if (!isOurs) return
      isOurs = false
      this.#free += 1
      this.#letIn()
    }
    const patience = setTimeout(leave, this.#heldMs)
    return leave
  }

  /** As many as there is room for now. */
  #letIn(): void {
    if (this.#later !== undefined) return
    while (this.#free > 0) {
      const next = queues.map((queue) => this.#waiting[queue]).find(({ length }) => length > 0)
      if (!next) return
      const waitMs = this.#pace.waitMs()
      if (waitMs > 0) return this.#letInLater(waitMs)
      this.#pace.spend(1)
      this.#free -= 1
      next.shift()?.()
    }
  }

  /** Looked at again before long: tills may be done by then. */
  #letInLater(waitMs: number): void {
    this.#later = setTimeout(
      () => {
        this.#later = undefined
        this.#letIn()
      },
      Math.min(waitMs, patienceMs),
    )
  }
}
