// What a check is: a promise about the whole database, and a statement that finds where it is not kept.
import type { Db, Fragment } from '../db/open.ts'

/** One place where the promise is not kept. */
export interface Finding {
  /** What it is about: `reward 12`. */
  subject: string
  /** Whose it is; null for what belongs to nobody. */
  profile_id: string | null
  /** What is kept; null where the finding is no figure. */
  kept: number | null
  /** What it should be. */
  computed: number | null
  /** What is wrong, where figures do not say it. */
  words: string | null
}

export interface Check {
  readonly name: string
  /** What should hold, as a sentence that an operator can judge. */
  readonly promise: string
  /** How `kept` and `computed` are printed. */
  readonly unit: 'money' | 'points' | 'uses' | 'none'
  /** Finds all that disagrees, in one statement over the whole database. */
  readonly find: (db: Db) => Fragment
}
