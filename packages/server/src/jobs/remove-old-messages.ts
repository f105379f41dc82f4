// Removes what was told to webhooks longer ago than the tenant keeps it, with what it said of members.
import { dayMs, instant, type Instant } from '@tillside/rules/time'

import type { Database } from '../db/open.ts'
import { readWebhookKeepDays } from '../settings/service.ts'
import { removeMessages } from '../webhooks/store-lanes.ts'

const removedMax = 500

/** The first id of a moment: ids of messages begin with the time, in milliseconds. */
function firstIdOf(at: Instant): string {
  const time = Math.max(0, at).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}

export async function removeOldMessages(database: Database, now: () => Instant): Promise<void> {
  const before = instant(now() - (await readWebhookKeepDays(database.read)) * dayMs)
  const some = (): Promise<number> => removeMessages(database.background.sql, firstIdOf(before), removedMax)
  while ((await some()) === removedMax);
}
