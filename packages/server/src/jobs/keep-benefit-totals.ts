// Adds up what all members together have of each benefit.
import { keepTotals } from '../benefits/totals.ts'
import type { Database } from '../db/open.ts'
import { transaction } from '../db/transaction.ts'

/** Everything that came or went until now. */
export async function keepAllBenefitTotals(database: Database): Promise<void> {
  while (await transaction(database.background, keepTotals));
}
