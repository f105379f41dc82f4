// Chance that repeats itself: the same seed tells the same story on every machine.

export interface Random {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** True in so many of a hundred cases. */
  isOneIn(percent: number): boolean
  pick<T>(list: readonly T[]): T
}

/** Mulberry32: small, and even enough for a sample. */
export function seededRandom(seed: number): Random {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    between,
    isOneIn: (percent) => next() * 100 < percent,
    pick: (list) => {
      const picked = list[between(0, list.length - 1)]
      if (picked === undefined) throw new Error('nothing can be picked from an empty list')
      return picked
    },
  }
}
