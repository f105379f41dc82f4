// Removes changes that are older than the tenant keeps them.
import { dayMs, instant, type Instant } from '@tillside/rules/time'

import type { Database } from '../db/open.ts'
import { transaction } from '../db/transaction.ts'
import { removeChangesBefore } from '../outbox/keeping.ts'
import { readKeepDays } from '../settings/service.ts'

export async function removeOldChanges(database: Database, now: () => Instant): Promise<void> {
  const before = instant(now() - (await readKeepDays(database.read)) * dayMs)
  while (await transaction(database.background, (tx) => removeChangesBefore(tx, before)));
}
