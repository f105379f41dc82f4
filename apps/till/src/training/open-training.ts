// Opens a till to practise on. It has the shop's goods and its rules, and nothing else of it: no server, no journal that stays,
// no receipt number of the real till. Loaded when somebody practises.
import { openMemoryJournal } from '@tillside/pos-sdk/adapters/memory-journal'
import { openMemoryShelf } from '@tillside/pos-sdk/adapters/memory-shelf'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { Till } from '@tillside/pos-sdk/checkout/till'
import { createClient } from '@tillside/pos-sdk/client/client'
import { RecentMembers } from '@tillside/pos-sdk/offline/recent-members'

import type { Catalogue } from '../catalogue/catalogue.ts'
import { Connection } from '../runtime/connection.ts'
import { earnRateOf, storeOf, type TillDevice } from '../runtime/device.ts'
import { openMemoryRecords } from '../runtime/records.ts'
import { openShopClock } from '../runtime/shop-clock.ts'
import { TillRuntime } from '../runtime/till-runtime.ts'
import { SimulatedTerminal } from '../terminal/simulated-terminal.ts'
import { practiceNetwork } from './practice-network.ts'
import { PracticeShop } from './practice-shop.ts'

/** Receipts of practice begin with it: no till has this number. */
const practiceTill = 0
/** Nobody can be asked there. */
const baseUrl = 'https://practice.invalid'

/** Close it when the practice ends: all of it is forgotten then. */
export async function openTraining(
  real: TillDevice,
  catalogue: Catalogue,
  { cardMs }: { readonly cardMs?: number } = {},
): Promise<TillRuntime> {
  const device: TillDevice = { ...real, number: practiceTill }
  const clock = await openShopClock(systemClock, openMemoryShelf())
  const connection = new Connection(clock)
  const shop = new PracticeShop(device.shop.currency, earnRateOf(device))
  const network = connection.over(practiceNetwork(shop, () => clock.now()))
  const around = { clock, chance: systemChance }
  const client = createClient({ baseUrl, token: () => 'practice', network, dialect: 'tillside', ...around })
  const storage = await openMemoryJournal()
  const { till, recovery } = await Till.open({ client, storage, store: storeOf(device), ...around })
  const records = openMemoryRecords()
  const recent = await RecentMembers.open(openMemoryShelf())
  const terminal = new SimulatedTerminal({ records, clock, ...(cardMs === undefined ? {} : { delayMs: cardMs }) })
  const parts = { device, client, till, recovery, records, recent, catalogue, terminal, connection, ...around }
  return TillRuntime.open({ ...parts, isTraining: true })
}
