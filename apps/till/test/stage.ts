// A till as it stands in a shop: a paired device with a cashier signed in, on the real server over HTTP, in a browser whose
// database, clock and line the tests hold in their hands.
import { IDBFactory } from 'fake-indexeddb'
import { expect } from 'vitest'

import { fetchNetwork } from '@tillside/pos-sdk/adapters/fetch-network'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import type { Clock } from '@tillside/pos-sdk/ports/clock'
import type { Network } from '@tillside/pos-sdk/ports/network'
import { formatInstant, instant } from '@tillside/rules/time'

import { type DevicePage, pairedPage, staffMember } from '../../../packages/server/test/device.ts'
import { openShop, type Shop } from '../../../packages/server/test/shop.ts'
import { openTill as openCounter } from '../../../packages/server/test/till.ts'
import type { TillDevice } from '../src/runtime/device.ts'
import { openTill } from '../src/runtime/open-till.ts'
import type { TillSnapshot } from '../src/runtime/snapshot.ts'
import type { TillRuntime } from '../src/runtime/till-runtime.ts'
import { giveBenefit } from './benefit.ts'
import { giveDatabase } from './browser-database.ts'
import { codeOf } from './codes.ts'

/** The line to the server, which the test cuts and mends. */
export interface Line {
  isCut: boolean
  /** So many answers are lost on their way back. */
  answersToLose: number
  /** What a request waits for before it is sent, by what is asked: `POST profiles/…/redeem`. */
  hold: (asked: string) => Promise<unknown> | null
  /** What an answer waits for on its way back. */
  delay: (asked: string) => Promise<unknown> | null
  sent: number
  /** What was asked for: `POST profiles/…/allowances`. */
  readonly asked: string[]
}

/** A browser: what is in it stays when a page is closed or dies. */
export interface Browser {
  readonly indexedDB: IDBFactory
  readonly page: DevicePage
  clock: Clock
}

export interface OpenTill {
  readonly browser: Browser
  readonly runtime: TillRuntime
  readonly line: Line
}

export interface Stage {
  readonly shop: Shop
  readonly counter: ReturnType<typeof openCounter>
  /** A browser that is paired as a till of this name, with a cashier signed in. */
  browser(name: string, staff?: string): Promise<Browser>
  /** Opens the page in it; `line`: what the line is like from the start. */
  open(browser: Browser, line?: Partial<Line>): Promise<{ runtime: TillRuntime; line: Line }>
  /** A till of this name in a browser of its own, with somebody signed in and the goods there. */
  openTill(name: string, staff?: string): Promise<OpenTill>
  device(browser: Browser): Promise<TillDevice>
  /** A member with so much in rewards, and a card. */
  member(rewards: number): Promise<{ profileId: string; card: string }>
  /** Gives the member a benefit of this name. */
  benefit(profileId: string, name: string): Promise<void>
  close(): Promise<void>
}

export const pins = { cashier: ['2208', '2846'], supervisor: ['2209', '5164'] } as const

export const scarf = codeOf(0, 1)
export const shirt = codeOf(0, 2)
export const giftCard = codeOf(0, 3)

const goods = [
  { title: 'Silk scarf', type: 'simple', department: 'Accessories', price: 65, barcode: scarf },
  { title: 'Linen shirt', type: 'simple', department: 'Women', price: 115, barcode: shirt },
  { title: 'Gift card', type: 'gift', department: 'Gift cards', price: 50, barcode: giftCard },
]

/** What the browser adds to what its page sends. */
function networkOf(page: DevicePage, line: Line, ending: AbortSignal): Network {
  return {
    send: async (request, signal) => {
      if (line.isCut) throw new Error('the line is cut')
      line.sent += 1
      const asked = `${request.method} ${new URL(request.url).pathname.replace('/till/api/v3/', '')}`
      line.asked.push(asked)
      await line.hold(asked)
      const { authorization: _ignored, ...headers } = request.headers
      const sent = { ...headers, cookie: page.cookie() ?? '', 'sec-fetch-site': 'same-origin' }
      const untilEnd = AbortSignal.any([signal, ending])
      const answer = await fetchNetwork.send({ ...request, headers: sent }, untilEnd)
      await line.delay(asked)
      if (line.answersToLose === 0) return answer
      line.answersToLose -= 1
      throw new Error('the answer was lost')
    },
  }
}

async function fill(shop: Shop): Promise<void> {
  for (const { title, type, department, price, barcode } of goods) {
    const handle = title.toLowerCase().replace(' ', '-')
    const variants = [{ sku: handle.toUpperCase(), title, price, barcode }]
    const { status, body } = await shop.post('products', { title, handle, type, department, variants })
    expect(status, JSON.stringify(body)).toBe(201)
  }
  for (const [role, [number, pin]] of Object.entries(pins)) await staffMember(shop, number, { role, pin })
}

async function openBrowser(shop: Shop, name: string, number: string, pin: string): Promise<Browser> {
  const page = await pairedPage(shop, 'till', name)
  const { status, body } = await page.post('device/session', { staff_id: number, pin })
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return { indexedDB: new IDBFactory(), page, clock: systemClock }
}

export async function openStage(): Promise<Stage> {
  const shop = await openShop({ at: formatInstant(instant(Date.now())) })
  await fill(shop)
  const counter = openCounter(shop)
  const runtimes: TillRuntime[] = []
  const ending = new AbortController()
  let cards = 0
  const device: Stage['device'] = async ({ page }) => (await page.get('device')).body.data as TillDevice
  const browser: Stage['browser'] = (name, staff = 'cashier') => {
    const [number, pin] = pins[staff as keyof typeof pins]
    return openBrowser(shop, name, number, pin)
  }
  const open: Stage['open'] = async (opening, atFirst = {}) => {
    const line: Line = {
      isCut: false,
      answersToLose: 0,
      hold: () => null,
      delay: () => null,
      sent: 0,
      asked: [],
      ...atFirst,
    }
    giveDatabase(opening.indexedDB)
    const { clock: machineClock } = opening
    const network = networkOf(opening.page, line, ending.signal)
    const around = { baseUrl: `${shop.url}/till`, network, machineClock, cardMs: 0 }
    const opened = await openTill(await device(opening), around)
    if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
    runtimes.push(opened.value)
    return { runtime: opened.value, line }
  }
  return {
    shop,
    counter,
    device,
    browser,
    open,
    openTill: async (name, staff) => {
      const own = await browser(name, staff)
      const { runtime, line } = await open(own)
      await withCatalogue(runtime)
      return { browser: own, runtime, line }
    },
    member: async (rewards) => {
      const profileId = await counter.member(rewards)
      const card = codeOf(4, (cards += 1))
      const given = await shop.post(`profiles/${profileId}/identities`, { handle: 'loyalty-card', identifier: card })
      expect(given.status, JSON.stringify(given.body)).toBeLessThan(300)
      return { profileId, card }
    },
    benefit: (profileId, name) => giveBenefit(shop, profileId, name),
    close: async () => {
      for (const runtime of runtimes) await runtime.close()
      // What a page that died has asked for, nobody waits for any more.
      ending.abort()
      await shop.close()
    },
  }
}

/** The first snapshot of which it is so. */
export function until(runtime: TillRuntime, isSo: (snapshot: TillSnapshot) => boolean): Promise<TillSnapshot> {
  return new Promise((resolve) => {
    const look = (): void => {
      const snapshot = runtime.getSnapshot()
      if (!isSo(snapshot)) return
      end()
      resolve(snapshot)
    }
    const end = runtime.subscribe(look)
    look()
  })
}

/** Something that comes when the test says so. */
export function openGate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

/** What must not be refused. */
export async function done<T>(outcome: Promise<{ ok: true; value: T } | { ok: false; refusal: unknown }>): Promise<T> {
  const answer = await outcome
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal))
  return answer.value
}

/** Rings them up; the catalogue has come by then. */
export async function scanAll(runtime: TillRuntime, ...codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    const { effect } = await runtime.scans.submit(code)
    expect(effect.kind, JSON.stringify(effect)).toMatch(/added|attached/)
  }
}

export async function withCatalogue(runtime: TillRuntime): Promise<void> {
  if (runtime.catalogue.size > 0) return
  await new Promise<void>((resolve) => runtime.catalogue.subscribe(resolve))
}
