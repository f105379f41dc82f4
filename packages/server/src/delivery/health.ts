// Tells a receiver that is away from one that cannot take a certain message: the first is left alone as a whole, the second
// goes on hearing of everything else.
import type { Answer } from './post.ts'

/** Tries in a row without any answer. */
const silentMax = 3
/** Members, or other things, of which the receiver failed to take news, with nothing taken in between. */
const subjectsMax = 5

/** Answers that speak of the receiver, or of its address, rather than of what was sent. */
const ofReceiver = new Set([401, 403, 404, 405, 408, 429])

export class Health {
  #silent = 0
  readonly #failing = new Set<string>()

  took(): void {
    this.#silent = 0
    this.#failing.clear()
  }

  /** Whether the receiver as a whole is to be left alone. `isDoubted`: it has been before, and this was to see whether it is back. */
  failed(subject: string, { status }: Answer, isDoubted: boolean): boolean {
    if (status !== null && status >= 400 && status < 500 && !ofReceiver.has(status)) return false
    if (status === null) this.#silent += 1
    this.#failing.add(subject)
    return isDoubted || this.#silent >= silentMax || this.#failing.size >= subjectsMax
  }
}
