// Statements of one transaction that leave together, in the order given, without waiting for each other's answers.

/** After these the connection is gone, and with it the transaction: there is nothing to roll back, nor to use again. */
export const isConnectionGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(CONNECTION_|57P0|E[A-Z]+$)/.test(String(error.code))

/** "The transaction is aborted": what every statement behind one that failed is told. */
const aftermath = '25P02'
const isAftermath = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === aftermath

/**
 * Waits for all of them. When one fails, those behind it fail because of it, and which error is seen first is chance:
 * the one that says why is thrown. A connection that is gone comes before all else: nothing may be said on it any more, not
 * even to roll back.
 */
export async function together<T extends readonly unknown[]>(
  works: readonly [...T],
): Promise<{ -readonly [Place in keyof T]: Awaited<T[Place]> }> {
  const settled = await Promise.allSettled(works)
  const errors = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  if (errors.length > 0) throw errors.find(isConnectionGone) ?? errors.find((error) => !isAftermath(error)) ?? errors[0]
  return settled.map((result) => (result.status === 'fulfilled' ? result.value : undefined)) as {
    -readonly [Place in keyof T]: Awaited<T[Place]>
  }
}
