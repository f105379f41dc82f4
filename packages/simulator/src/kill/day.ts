// The day on which all this happens. It ends for everybody when one of them fails, or when it has lasted too long.

export class Day {
  readonly #endsAt: number
  #hasFailed = false

  constructor(msMax: number) {
    this.#endsAt = Date.now() + msMax
  }

  /** Nobody begins anything new. */
  get isBroken(): boolean {
    return this.#hasFailed || Date.now() > this.#endsAt
  }

  /** Waits for everybody, also after the first failure, which is then thrown: no process is left without its keeper. */
  async all<T>(works: readonly Promise<T>[]): Promise<T[]> {
    const watched = works.map((work) =>
      work.catch((error: unknown) => {
        this.#hasFailed = true
        throw error
      }),
    )
    const ended = await Promise.allSettled(watched)
    return ended.map((one) => {
      if (one.status === 'rejected') throw one.reason
      return one.value
    })
  }
}
