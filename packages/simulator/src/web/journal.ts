// Reads what a till in a browser has written down, without the till: the lines of its journal, as they stand in the browser's
// database, what the simulated card terminal remembers, and the leave that it has to redeem without the server.
import type { Page } from 'playwright-core'

import { readLine, sumBeforeAll } from '@tillside/pos-sdk/adapters/journal-format'
import { replay } from '@tillside/pos-sdk/checkout/journal'
import { type Checkout, takenReward } from '@tillside/pos-sdk/checkout/state'

import { emptySale, type Sale } from './book.ts'

/** Runs in the page: all that a store holds, or what it holds under the key. A database that is not there yet is not made. */
const readAll = (name: string, store: string, key?: string): string => `(async () => {
  const there = await indexedDB.databases()
  if (!there.some((one) => one.name === ${JSON.stringify(name)})) return []
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open(${JSON.stringify(name)})
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  try {
    if (![...database.objectStoreNames].includes(${JSON.stringify(store)})) return []
    const request = database.transaction(${JSON.stringify(store)}).objectStore(${JSON.stringify(store)}).getAll(${JSON.stringify(key)})
    return await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  } finally {
    database.close()
  }
})()`

/** Every checkout that the journal tells of, in the order in which they began. */
export async function readCheckouts(page: Page, deviceId: string): Promise<Checkout[]> {
  const [, ...lines] = await page.evaluate<string[]>(readAll(`till-${deviceId}`, 'lines'))
  let sum = sumBeforeAll
  const records = lines.flatMap((line, index) => {
    const read = readLine(line, sum)
    if (!read) throw new Error(`line ${index + 2} of the journal is not what was written`)
    sum = read.sum
    return read.records
  })
  return [...replay(records).values()].map(({ checkout }) => checkout)
}

interface Charge {
  readonly reference: string
  readonly amountMinor: number
  readonly outcome: 'approved' | 'declined'
}

/** What was charged to cards for each receipt, or given back to them. */
export async function readCharges(page: Page, deviceId: string): Promise<Map<string, number>> {
  const charges = await page.evaluate<Charge[]>(readAll(`till-records-${deviceId}`, 'terminal'))
  const sums = new Map<string, number>()
  for (const { reference, amountMinor, outcome } of charges) {
    const [receiptRef = ''] = reference.split('.')
    if (outcome === 'approved') sums.set(receiptRef, (sums.get(receiptRef) ?? 0) + amountMinor)
  }
  return sums
}

/** For how many members the till has leave to redeem without the server. */
export async function countAllowances(page: Page, deviceId: string): Promise<number> {
  const [text] = await page.evaluate<string[]>(readAll(`till-records-${deviceId}`, 'texts', 'allowances'))
  return text === undefined ? 0 : (JSON.parse(text) as { allowances: unknown[] }).allowances.length
}

/** From here the till only tells the server. */
const closedStates: ReadonlySet<string> = new Set(['settled', 'rejected', 'refunding', 'recorded', 'voiding', 'voided'])

function phaseOf({ state }: Checkout): Sale['phase'] {
  if (state === 'paying' || state === 'parked' || state === 'cancelled') return state
  return closedStates.has(state) ? 'closed' : 'selling'
}

/** The checkout in the words of the book. */
export function toSale(checkout: Checkout): Sale {
  const { basket, customer, tenders } = checkout
  const back = basket.lines.flatMap(({ returnFor }) => returnFor ?? [])
  const lines: Record<string, number> = {}
  for (const { name, quantity } of basket.lines) lines[name] = (lines[name] ?? 0) + quantity
  return {
    ...emptySale,
    phase: phaseOf(checkout),
    lines,
    profileId: customer?.profileId ?? null,
    rewardMinor: takenReward(checkout)?.totalMinor ?? 0,
    paid: tenders.map(({ type, amountMinor }) => ({ type: type === 'cash' ? 'cash' : 'card', amountMinor })),
    shareBackMinor: back.reduce((sum, { shareMinor }) => sum + shareMinor, 0),
    returnOf: back[0]?.receiptRef ?? null,
  }
}
