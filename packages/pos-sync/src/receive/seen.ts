// Messages that were dealt with, for as long as their time stamps are good: one that comes again is answered, and nothing is
// done. What is older is refused for its time stamp, and what outlives a restart is stopped by its version.
const keptMs = 11 * 60 * 1000
const keptMax = 200_000

export class SeenMessages {
  /** In the order in which they came. */
  readonly #at = new Map<string, number>()

  has(id: string): boolean {
    return this.#at.has(id)
  }

  add(id: string, nowMs: number): void {
    this.#at.set(id, nowMs)
    for (const [oldest, at] of this.#at) {
      if (at >= nowMs - keptMs && this.#at.size <= keptMax) return
      this.#at.delete(oldest)
    }
  }
}
