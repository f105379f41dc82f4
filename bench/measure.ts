// Closed loops: so many tills, each sending its next request when it has heard the last answer.
import { setTimeout as sleep } from 'node:timers/promises'

import { Till } from './till.ts'

export interface Server {
  readonly port: number
  readonly token: string
}

export interface Figure {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly errors: number
  /** The first of the errors. */
  readonly error: string | null
}

/** What one or more stretches of load have shown. */
export class Samples {
  readonly #ms: number[] = []
  #measuredMs = 0
  errors = 0
  error: string | null = null

  add(ms: number): void {
    this.#ms.push(ms)
  }

  fail(error: unknown): void {
    this.errors += 1
    this.error ??= error instanceof Error ? error.message : String(error)
  }

  spent(ms: number): void {
    this.#measuredMs += ms
  }

  figure(): Figure {
    const sorted = Float64Array.from(this.#ms).sort()
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
    const perSecond = this.#measuredMs === 0 ? 0 : (sorted.length / this.#measuredMs) * 1000
    const { errors, error } = this
    return { perSecond, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), errors, error }
  }
}

export interface Load {
  readonly tills: number
  readonly warmUpMs: number
  readonly measuredMs: number
  /** One call; false when there is nothing left to do. */
  readonly make: (till: Till) => Promise<boolean>
}

/** Adds one stretch to the samples. What was sent in the warm-up is not counted. */
export async function drive(server: Server, { tills, warmUpMs, measuredMs, make }: Load, into: Samples): Promise<void> {
  const begun = performance.now() + warmUpMs
  const until = begun + measuredMs
  let last = begun
  const work = async (): Promise<void> => {
    const till = new Till(server.port, server.token)
    try {
      for (;;) {
        const sent = performance.now()
        if (sent >= until || !(await make(till))) return
        const heard = performance.now()
        if (sent >= begun) {
          into.add(heard - sent)
          last = Math.max(last, heard)
        }
      }
    } finally {
      till.close()
    }
  }
  // A till that has failed goes on with a new connection, as a shop would, and the failure is counted.
  const workOn = async (): Promise<void> => {
    while (performance.now() < until) {
      try {
        return await work()
      } catch (error) {
        into.fail(error)
        await sleep(10)
      }
    }
  }
  await Promise.all(Array.from({ length: tills }, workOn))
  into.spent(last - begun)
}
