// Removes changes that are older than the tenant keeps them, once webhooks were told of them: a server that was away for longer
// still tells them.
import { dayMs, instant, type Instant } from '@tillside/rules/time'

import type { Database } from '../db/open.ts'
import { transaction } from '../db/transaction.ts'
import { removeChanges } from '../outbox/keeping.ts'
import { readKeepDays } from '../settings/service.ts'
import { readCursor } from '../webhooks/store-dispatch.ts'

export async function removeOldChanges(database: Database, now: () => Instant): Promise<void> {
  const before = instant(now() - (await readKeepDays(database.read)) * dayMs)
  // It only ever moves on: what was behind it is behind it for good.
  const last = await readCursor(database.read)
  while (await transaction(database.background, (tx) => removeChanges(tx, { before, last })));
}
