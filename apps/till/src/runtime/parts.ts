// What a till stands on: the shop's in a browser, or those of practice.
import type { Till } from '@tillside/pos-sdk/checkout/till'
import type { Recovery } from '@tillside/pos-sdk/checkout/recover'
import type { Client } from '@tillside/pos-sdk/client/client'
import type { RecentMembers } from '@tillside/pos-sdk/offline/recent-members'
import type { Chance } from '@tillside/pos-sdk/ports/chance'
import type { Clock } from '@tillside/pos-sdk/ports/clock'
import { hourMs } from '@tillside/rules/time'

import type { Catalogue } from '../catalogue/catalogue.ts'
import type { SimulatedTerminal } from '../terminal/simulated-terminal.ts'
import type { Connection } from './connection.ts'
import type { TillDevice } from './device.ts'
import type { Records } from './records.ts'

/** The day before is still there in the morning: its totals, and its receipts to return by. */
export const keepMs = 48 * hourMs

export interface TillParts {
  readonly device: TillDevice
  readonly client: Client
  readonly till: Till
  readonly recovery: Recovery
  readonly records: Records
  readonly recent: RecentMembers
  readonly catalogue: Catalogue
  readonly terminal: SimulatedTerminal
  readonly clock: Clock
  readonly chance: Chance
  readonly connection: Connection
  /** Nothing that happens here ever reaches the server. */
  readonly isTraining: boolean
}

/** Ends after the request that is under way. What is open stays in the journal, for whoever opens the till next. */
export async function closeParts({ connection, till, records }: TillParts): Promise<void> {
  connection.close()
  await till.close()
  records.close()
}
