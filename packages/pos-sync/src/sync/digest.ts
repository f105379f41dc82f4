// What both sides hold, in few enough numbers to be held against each other: for each range of members one digest over their ids and
// versions. The order in which members are counted makes no difference.
import { createHash } from 'node:crypto'

import type { Held } from '../state/members.ts'

const rangeLength = 3

/** The range that a member is counted in: three hexadecimal digits. */
export const rangeOf = (profileId: string): string => md5(profileId).toString('hex').slice(0, rangeLength)

const md5 = (text: string): Buffer => createHash('md5').update(text).digest()

export interface RangeDigest {
  readonly count: number
  /** Sixteen hexadecimal digits. */
  readonly digest: string
}

const halfToHex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0')

/** Counts members as they come, and prints the digest of each range that has any. */
export class Digests {
  readonly #ranges = new Map<string, { count: number; high: number; low: number }>()

  add({ profileId, version }: Held): void {
    const name = rangeOf(profileId)
    const range = this.#ranges.get(name) ?? { count: 0, high: 0, low: 0 }
    const hash = md5(`${profileId}:${version}`)
    range.count += 1
    range.high ^= hash.readInt32BE(0)
    range.low ^= hash.readInt32BE(4)
    this.#ranges.set(name, range)
  }

  print(): ReadonlyMap<string, RangeDigest> {
    return new Map(
      [...this.#ranges].map(([name, { count, high, low }]) => [
        name,
        { count, digest: halfToHex(high) + halfToHex(low) },
      ]),
    )
  }
}
