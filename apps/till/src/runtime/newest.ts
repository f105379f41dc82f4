// Answers come in any order; the newest is the one that was asked for last.

/** Keeps, for each thing that is asked about, which answer was taken last. */
export class Newest {
  readonly #taken = new Map<string, number>()
  #asked = 0

  /** To be called before the question leaves. */
  ask(): number {
    return (this.#asked += 1)
  }

  /** Whether nothing that was asked for later has been taken already. */
  isNewest(about: string, asked: number): boolean {
    return asked >= (this.#taken.get(about) ?? 0)
  }

  /** The same; if so, this is what was taken last. */
  take(about: string, asked: number): boolean {
    const isNewest = this.isNewest(about, asked)
    if (isNewest) this.#taken.set(about, asked)
    return isNewest
  }
}
