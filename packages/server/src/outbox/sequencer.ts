// Gives what was committed its numbers. A number that is drawn before the commit would let a reader pass by what commits late; so
// one process at a time numbers what it finds committed, without gaps, and a member's changes in the order of their versions.
import type { Sql } from '../db/open.ts'
import { numberFirst } from './store.ts'

/** Most that is numbered in one transaction. */
const numberedMax = 1_000

/** Whether there may be more to number: not while another process does it. */
export const numberChanges = async (sql: Sql): Promise<boolean> => (await numberFirst(sql, numberedMax)) === numberedMax
