// For how long the server has been at work on requests. Written by the thread that answers them and read by the one that tells
// webhooks, through memory that both see: a message for each request would cost what it is to save.

/** Milliseconds of work so far, and since when a request has been there; 0 when none is. */
type Cells = Float64Array<SharedArrayBuffer>

export type OccupancyMemory = SharedArrayBuffer

/** Threads count from moments of their own. */
const now = (): number => performance.timeOrigin + performance.now()

export class Occupancy {
  readonly memory: OccupancyMemory
  readonly #cells: Cells
  #requests = 0

  constructor(memory: OccupancyMemory = new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory
    this.#cells = new Float64Array(memory)
  }

  /** A request has come. */
  come(): void {
    this.#requests += 1
    if (this.#requests === 1) this.#cells[1] = now()
  }

  /** It has been answered, or whoever sent it has gone. */
  gone(): void {
    this.#requests -= 1
    if (this.#requests > 0) return
    const [workedMs = 0, since = 0] = this.#cells
    this.#cells[0] = workedMs + now() - since
    this.#cells[1] = 0
  }

  /** During how many milliseconds so far at least one request was there. */
  workedMs(): number {
    const [workedMs = 0, since = 0] = this.#cells
    return since === 0 ? workedMs : workedMs + Math.max(0, now() - since)
  }
}
