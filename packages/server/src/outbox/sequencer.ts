// Gives what was committed its numbers. A number that is drawn before the commit would let a reader pass by what commits late; so
// one process at a time numbers what it finds committed, without gaps, and a member's changes in the order of their versions.
import type { Tx } from '../db/open.ts'
import { numberFirst, tryNumbering } from './store.ts'

/** Most that is numbered in one transaction. */
export const numberedMax = 1_000

/** How many were numbered; none while another process does it. */
export const numberChanges = async (tx: Tx): Promise<number> =>
  (await tryNumbering(tx)) ? numberFirst(tx, numberedMax) : 0
