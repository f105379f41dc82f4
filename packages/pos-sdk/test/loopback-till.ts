// A till at a server on this machine that answers as the test says, for what must hold whatever the server is like.
import { onTestFinished } from 'vitest'

import { fetchNetwork } from '../src/adapters/fetch-network.ts'
import { createMemory, openMemoryJournal } from '../src/adapters/memory-journal.ts'
import { systemChance } from '../src/adapters/system-chance.ts'
import { systemClock } from '../src/adapters/system-clock.ts'
import type { BasketLine } from '../src/checkout/basket.ts'
import { Till } from '../src/checkout/till.ts'
import type { TillCheckout } from '../src/checkout/till-checkout.ts'
import { createClient } from '../src/client/client.ts'
import type { Clock } from '../src/ports/clock.ts'
import type { JournalStorage } from '../src/ports/storage.ts'
import { answer, type Behaviour, openLoopback } from './loopback.ts'
import { ada, line } from './story.ts'

export const yes = (data: unknown): Behaviour => answer(200, { data })
export const no = (status: number, code: string): Behaviour => answer(status, { message: code, code })
export const sale = (more: object = {}): Behaviour => yes({ id: 9, returnable: [], exceptions: [], ...more })

/** By method and the end of the path; the first that fits answers. */
export type Routes = readonly (readonly [method: string, pathEnd: string, behaviour: Behaviour])[]

const usual: Routes = [
  ['POST', '/redeem', yes({ id: 71, total: 5, created_at: '2025-07-04T01:17:42Z' })],
  ['POST', '/reversal', yes({ id: 72, total: 5, created_at: '2025-07-04T01:17:42Z' })],
  ['POST', '/return', yes({ id: 73, total: 5 })],
  ['POST', '/transactions', sale()],
  ['PUT', '/transactions/9', sale()],
]

interface Opening {
  readonly routes?: Routes
  readonly memory?: ReturnType<typeof createMemory>
  readonly storage?: JournalStorage
  readonly clock?: Clock
  readonly store?: { readonly currency?: string; readonly timezone?: string }
}

/** They are closed when the test ends. */
export async function openLoopbackTill({ routes = [], memory, storage, clock = systemClock, store }: Opening = {}) {
  const server = await openLoopback()
  onTestFinished(server.close)
  const behaveBy = (rules: Routes): void =>
    server.behave((response, request) => {
      const path = (request.url ?? '').split('?')[0] ?? ''
      const rule = [...rules, ...usual].find(([method, end]) => method === request.method && path.endsWith(end))
      ;(rule?.[2] ?? no(404, 'not_found'))(response, request)
    })
  behaveBy(routes)
  const around = { clock, chance: systemChance }
  const client = createClient({
    baseUrl: server.url,
    token: () => 't',
    network: fetchNetwork,
    dialect: 'tillside',
    ...around,
  })
  const { till, recovery } = await Till.open({
    client,
    storage: storage ?? (await openMemoryJournal(memory)),
    store: { currency: 'AUD', timezone: 'Australia/Sydney', locationId: null, ...store },
    ...around,
  })
  onTestFinished(() => till.close())
  return { till, recovery, client, server, behaveBy }
}

export async function beginAt(
  till: Till,
  lines: readonly BasketLine[] = [line('1', 1000)],
  receiptRef?: string,
): Promise<TillCheckout> {
  const named = receiptRef === undefined ? {} : { receiptRef }
  const begun = await till.begin({ customer: ada, basket: { lines }, ...named })
  if (!begun.ok) throw new Error(begun.refusal.code)
  return begun.value
}

export async function payAndClose(checkout: TillCheckout, amountMinor: number): Promise<void> {
  for (const done of [
    await checkout.beginPayment(),
    ...(amountMinor === 0 ? [] : [await checkout.take({ type: 'cash', amountMinor })]),
    await checkout.settle(),
  ]) {
    if (!done.ok) throw new Error(done.refusal.code)
  }
}
