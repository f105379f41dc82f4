// How many deliveries are on their way at once, all URLs together. Who waits for a place goes by queue: high before default,
// default before low; in one queue, who came first.

const queues = ['high', 'default', 'low'] as const
export type Queue = (typeof queues)[number]

interface PlacesOptions {
  readonly count: number
  /** Who takes longer gives the place to another, and goes on without: a receiver that hangs holds up nobody else. */
  readonly heldMs: number
}

export class Places {
  readonly #heldMs: number
  #free: number
  readonly #waiting: Record<Queue, (() => void)[]> = { high: [], default: [], low: [] }

  constructor({ count, heldMs }: PlacesOptions) {
    this.#free = count
    this.#heldMs = heldMs
  }

  /** Resolves when there is a place; the function that it gives gives the place back. */
  async enter(queue: Queue): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((resolve) => this.#waiting[queue].push(resolve))
    let isOurs = true
    const leave = (): void => {
      clearTimeout(patience)
      if (isOurs) this.#giveOn()
      isOurs = false
    }
    const patience = setTimeout(leave, this.#heldMs)
    return leave
  }

  #giveOn(): void {
    const next = queues.map((queue) => this.#waiting[queue]).find(({ length }) => length > 0)
    if (next) return next.shift()?.()
    this.#free += 1
  }
}
