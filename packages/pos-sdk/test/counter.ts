// A till at a counter, with a clock that the tests turn and a network that does as it is told, for what the worker must
// bear: the till, its client and its journal are real, and no time passes in truth.
import { createMemory, openMemoryJournal } from '../src/adapters/memory-journal.ts'
import type { Dialect } from '../src/client/call.ts'
import { type Client, createClient } from '../src/client/client.ts'
import type { BasketLine } from '../src/checkout/basket.ts'
import type { Recovery } from '../src/checkout/recover.ts'
import { Till } from '../src/checkout/till.ts'
import { redeemOffline } from '../src/offline/allowances.ts'
import type { TillCheckout } from '../src/checkout/till-checkout.ts'
import type { Chance } from '../src/ports/chance.ts'
import type { Clock } from '../src/ports/clock.ts'
import type { NetworkRequest } from '../src/ports/network.ts'
import type { Shelf } from '../src/ports/shelf.ts'
import type { JournalStorage } from '../src/ports/storage.ts'
import { hourMs, instant, type Instant } from '@tillside/rules/time'

import { ada, line } from './story.ts'

export interface VirtualClock extends Clock {
  set(now: Instant): void
  /** Lets time pass until this is there; an error when it does not come within the hours. */
  until<T>(done: Promise<T>, hours?: number): Promise<T>
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>
}

const settleTurns = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
}

export function openVirtualClock(start: Instant = instant(Date.UTC(2026, 0, 5, 10))): VirtualClock {
  let now = start
  // What sleeps does so by a time that nobody sets.
  let ran = 0
  const sleepers = new Set<{ readonly wakesAt: number; readonly wake: () => void }>()
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve()
      const sleeper = {
        wakesAt: ran + ms,
        wake: (): void => {
          sleepers.delete(sleeper)
          resolve()
        },
      }
      sleepers.add(sleeper)
      signal?.addEventListener('abort', sleeper.wake)
    })
  const until = async <T>(done: Promise<T>, hours = 3): Promise<T> => {
    const end = ran + hours * hourMs
    let isDone = false
    const over = (): void => {
      isDone = true
    }
    done.then(over, over)
    for (;;) {
      await settleTurns()
      if (isDone) return done
      const [next] = [...sleepers].toSorted((a, b) => a.wakesAt - b.wakesAt)
      if (!next || next.wakesAt > end) throw new Error('it never comes')
      now = instant(now + Math.max(0, next.wakesAt - ran))
      ran = Math.max(ran, next.wakesAt)
      next.wake()
    }
  }
  return {
    now: () => now,
    set: (wished) => {
      now = wished
    },
    sleep,
    until,
    pass: (ms) => until(sleep(ms), ms / hourMs + 1),
  }
}

export interface Asked {
  readonly method: string
  /** Without `/api/v3`. */
  readonly path: string
  readonly key: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

export type Answer =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'lost'
export type Server = (asked: Asked) => Answer | Promise<Answer>

export const data = (value: unknown, status = 201): Answer => ({ status, body: { data: value } })
export const no = (status: number, code?: string): Answer => ({
  status,
  body: { message: 'No.', ...(code === undefined ? {} : { code }) },
})
export const empty: Answer = { status: 200, body: { data: [], meta: { current_page: 1, last_page: 1, total: 0 } } }

let numbers = 70
/** A server that does all as it should. */
export const willing: Server = ({ path, body }) => {
  if (path.endsWith('/redeem')) return data({ id: (numbers += 1), total: body['amount'] ?? 0 })
  if (path.endsWith('/reversal') || path.endsWith('/return')) return data({ id: 9, total: body['amount'] ?? 0 })
  if (path.startsWith('/transactions')) return data({ id: (numbers += 1), returnable: [], exceptions: [] })
  return empty
}

export interface Counter {
  readonly till: Till
  readonly client: Client
  readonly recovery: Recovery
  readonly clock: VirtualClock
  readonly asked: Asked[]
  readonly memory: ReturnType<typeof createMemory>
  /** The receipts of the sales that were sent, in order. */
  sent(): unknown[]
  /** Sells for 10.00 and closes the sale. */
  sell(receiptRef: string): Promise<TillCheckout>
  begin(receiptRef: string): Promise<TillCheckout>
  pay(checkout: TillCheckout, amountMinor?: number): Promise<void>
}

interface CounterOptions {
  readonly clock?: VirtualClock
  readonly memory?: ReturnType<typeof createMemory>
  readonly storage?: (storage: JournalStorage) => JournalStorage
  readonly dialect?: Dialect
  readonly locationId?: number
  readonly shelf?: Shelf
}

const goods: BasketLine[] = [line('1', 1000)]

/** Opens a till; one that was opened on the same memory before is dead. */
export async function openCounter(server: Server, options: CounterOptions = {}): Promise<Counter> {
  const {
    clock = openVirtualClock(),
    memory = createMemory(),
    dialect = 'tillside',
    locationId = null,
    shelf,
  } = options
  const asked: Asked[] = []
  let names = memory.records.length * 1000
  const chance: Chance = { newId: () => `id${(names += 1)}`, random: () => 0.5 }
  const send = async ({ method, url, body, headers }: NetworkRequest) => {
    const question: Asked = {
      method,
      path: url.replace('http://shop/api/v3', ''),
      key: headers['idempotency-key'],
      body: body === null ? {} : (JSON.parse(body) as Record<string, unknown>),
    }
    asked.push(question)
    const answer = await server(question)
    if (answer === 'lost') throw new Error('the line is dead')
    const { status, body: said, headers: more } = answer
    const date = new Date(clock.now()).toUTCString()
    return { status, headers: { date, ...more }, body: typeof said === 'string' ? said : JSON.stringify(said) }
  }
  const client = createClient({ baseUrl: 'http://shop', token: () => 't', network: { send }, clock, chance, dialect })
  memory.isInUse = false
  const journal = await openMemoryJournal(memory)
  const storage = options.storage?.(journal) ?? journal
  const store = { currency: 'AUD', timezone: 'Australia/Sydney', locationId }
  const offline = shelf && { offline: redeemOffline({ shelf, device: 'till 1' }) }
  const { till, recovery } = await clock.until(Till.open({ client, storage, clock, chance, store, ...offline }))

  const begin = async (receiptRef: string): Promise<TillCheckout> => {
    const begun = await clock.until(till.begin({ receiptRef, customer: ada, basket: { lines: goods } }))
    if (!begun.ok) throw new Error(begun.refusal.code)
    return begun.value
  }
  const pay = async (checkout: TillCheckout, amountMinor = 1000): Promise<void> => {
    for (const step of [
      () => checkout.beginPayment(),
      () => checkout.take({ type: 'cash', amountMinor }),
      () => checkout.settle(),
    ]) {
      const done = await clock.until(step())
      if (!done.ok) throw new Error(done.refusal.code)
    }
  }
  return {
    till,
    client,
    recovery,
    clock,
    asked,
    memory,
    sent: () => asked.filter(({ path }) => path.startsWith('/transactions')).map(({ body }) => body['external_id']),
    begin,
    pay,
    sell: async (receiptRef) => {
      const checkout = await begin(receiptRef)
      await pay(checkout)
      return checkout
    },
  }
}
