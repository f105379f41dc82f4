// JSON on its way into a jsonb column.
import type { Tx } from './open.ts'

/**
 * A JSON parameter. Said outright, because the driver guesses a list's type from its first entry; and null is
 * the column's own null, not JSON's.
 */
export const toJson = (tx: Tx, value: unknown): ReturnType<Tx['json']> | null =>
  value === null ? null : tx.json(value as never)
