// Opens the shop's till in this browser: its journal, its records, and the line to the server that the page came from.
import { pageNetwork } from '@tillside/kit/network'
import { openIndexedDbJournal } from '@tillside/pos-sdk/adapters/indexeddb-journal'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { Till } from '@tillside/pos-sdk/checkout/till'
import { createClient } from '@tillside/pos-sdk/client/client'
import { redeemOffline } from '@tillside/pos-sdk/offline/allowances'
import { RecentMembers } from '@tillside/pos-sdk/offline/recent-members'
import type { Clock } from '@tillside/pos-sdk/ports/clock'
import type { Network } from '@tillside/pos-sdk/ports/network'
import { accept, type Outcome } from '@tillside/rules/outcome'

import { Catalogue } from '../catalogue/catalogue.ts'
import { openCatalogueStore } from '../catalogue/store.ts'
import { SimulatedTerminal } from '../terminal/simulated-terminal.ts'
import { Connection } from './connection.ts'
import { storeOf, type TillDevice } from './device.ts'
import { refusalOf } from './guard.ts'
import { keepMs, type TillParts } from './parts.ts'
import { openBrowserRecords, openRecordsShelf } from './records.ts'
import { openShopClock } from './shop-clock.ts'
import { TillRuntime } from './till-runtime.ts'

/** Somebody waits for the screen; what the server has still to hear it hears meanwhile. */
const openMsMax = 300

/** What a browser gives; tests put others in their place. */
interface TillBrowser {
  /** Where the API is: `https://shop.example.com/till`. */
  readonly baseUrl: string
  readonly network?: Network
  readonly token?: () => string
  readonly machineClock?: Clock
  /** Asks the browser to keep what it holds for this page when it makes room for others. */
  readonly persist?: () => Promise<unknown>
  /** How long a simulated customer looks for the card. */
  readonly cardMs?: number
}

/** Of this page. */
const thisBrowser = (): TillBrowser => ({
  baseUrl: `${location.origin}/till`,
  // Only on pages that came over HTTPS, or from this machine.
  ...(isSecureContext ? { persist: () => navigator.storage.persist() } : {}),
})

/**
 * Refused with `another_tab` while another tab has this till, with `disk_full` where the browser does not write, and with
 * `journal_damaged` or `journal_version_unknown` where the journal cannot be read: then nothing was changed.
 */
export async function openTill(
  device: TillDevice,
  browser: TillBrowser = thisBrowser(),
): Promise<Outcome<TillRuntime>> {
  try {
    // A browser that will not promise it keeps it all the same, while there is room.
    void browser.persist?.().catch(() => {})
    return accept(await TillRuntime.open(await openParts(device, browser)))
  } catch (error) {
    return { ok: false, refusal: refusalOf(error) }
  }
}

async function openParts(device: TillDevice, browser: TillBrowser): Promise<TillParts> {
  const { baseUrl, network = pageNetwork, machineClock = systemClock, cardMs } = browser
  const endings: (() => void | Promise<void>)[] = []
  const opened = <Part extends { close(): void | Promise<void> }>(part: Part): Part => {
    endings.push(() => part.close())
    return part
  }
  try {
    const journal = opened(await openIndexedDbJournal(`till-${device.id}`))
    const opening = openCatalogueStore(`till-catalogue-${device.id}`)
    // It says so itself where it is awaited, once the records are among what is closed then.
    opening.catch(() => {})
    const records = opened(await openBrowserRecords(`till-records-${device.id}`))
    const store = await opening
    const clock = await openShopClock(machineClock, openRecordsShelf(records, 'clock'))
    const connection = new Connection(clock)
    // The page holds no token: the server knows it by its cookie.
    const token = browser.token ?? (() => 'of-the-cookie')
    const around = { clock, chance: systemChance }
    const client = createClient({ baseUrl, token, network: connection.over(network), dialect: 'tillside', ...around })
    const recent = await RecentMembers.open(openRecordsShelf(records, 'members'))
    const catalogue = await Catalogue.open({ store, currency: device.shop.currency })
    const offline = redeemOffline({ shelf: openRecordsShelf(records, 'allowances'), device: device.id })
    const isServerAway = (): boolean => connection.isAway
    const chosen = { store: storeOf(device), offline, isServerAway, keepMs, openMsMax }
    const { till, recovery } = await Till.open({ client, storage: journal, ...chosen, ...around })
    const terminal = new SimulatedTerminal({ records, clock, ...(cardMs === undefined ? {} : { delayMs: cardMs }) })
    const parts = { device, client, till, recovery, records, recent, catalogue, terminal, connection, ...around }
    return { ...parts, isTraining: false }
  } catch (error) {
    // Left open they would keep the next try out, as another tab does.
    await Promise.allSettled(endings.map(async (end) => end()))
    throw error
  }
}
