/** Where names and jitter come from. */
export interface Chance {
  /** A name that no other till, and this till at no other time, will ever draw; for idempotency keys and references. */
  newId(): string
  /** At least 0, below 1. */
  random(): number
}
