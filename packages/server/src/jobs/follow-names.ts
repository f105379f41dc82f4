// Keeps the words of names that slips are corrected to.
import type { Database } from '../db/open.ts'
import { transaction } from '../db/transaction.ts'
import { followNames } from '../members/name-words.ts'

/** Everything that came or went until now. */
export async function followAllNames(database: Database): Promise<void> {
  while (await transaction(database.background, followNames));
}
