// What a till that is opened wrongly, or on a disk that is full, does with the sales to come.
import { dayMs, hourMs, instant } from '@tillside/rules/time'
import { expect, test } from 'vitest'

import { createMemory, openMemoryJournal } from '../adapters/memory-journal.ts'
import { systemClock } from '../adapters/system-clock.ts'
import { beginAt, no, openLoopbackTill, payAndClose } from '../../test/loopback-till.ts'
import { openTillClock } from '../../test/till-clock.ts'
import { at } from '../../test/story.ts'
import type { TillEvent } from './till.ts'

test('a till does not open with a zone or a currency that there is not, and leaves its journal free', async () => {
  const storage = await openMemoryJournal()
  const wrongZone = openLoopbackTill({ storage, store: { timezone: 'Australia/Sidney' } })
  await expect(wrongZone).rejects.toThrow(/store.timezone: "Australia\/Sidney"/)
  await expect(openLoopbackTill({ storage, store: { currency: 'AUS' } })).rejects.toThrow(/store.currency: "AUS"/)
  await expect(openLoopbackTill({ storage })).resolves.toBeDefined()
})

test('two tills are never open on one journal', async () => {
  const storage = await openMemoryJournal()
  const { till } = await openLoopbackTill({ storage })
  const checkout = await beginAt(till)
  await expect(openLoopbackTill({ storage })).rejects.toMatchObject({ code: 'journal_in_use' })
  expect((await checkout.beginPayment()).ok).toBe(true)
})

test('a till that could not open since the disk took nothing can be opened on the same journal later', async () => {
  const memory = createMemory()
  const cut = [['POST', '/redeem', no(503, 'unavailable')]] as const
  const before = await openLoopbackTill({ memory, routes: cut })
  await (await beginAt(before.till)).redeem({ amountMinor: 500 })
  const inner = await openMemoryJournal({ records: [...memory.records], isInUse: false })
  const disk = { isFull: true }
  const full = (): Promise<never> => Promise.reject(new Error('the disk is full'))
  const append: typeof inner.append = (records) => (disk.isFull ? full() : inner.append(records))
  const storage = { ...inner, append }
  const clock = openTillClock(instant(systemClock.now() + hourMs))
  await expect(openLoopbackTill({ storage, clock })).rejects.toThrow('the disk is full')
  disk.isFull = false
  await expect(openLoopbackTill({ storage, clock })).resolves.toBeDefined()
})

test('a till sells on though its disk has no room to write the journal anew, and says so', async () => {
  const clock = openTillClock(at)
  const storage = { ...(await openMemoryJournal()), replace: () => Promise.reject(new Error('the disk is full')) }
  const { till } = await openLoopbackTill({ clock, storage })
  const told: TillEvent[] = []
  till.subscribe((event) => told.push(event))
  for (let over = 0; over < 200; over += 1) await (await beginAt(till)).cancel('mistake')
  clock.set(instant(at + 25 * hourMs))
  const checkout = await beginAt(till)
  await payAndClose(checkout, 1000)
  expect(checkout.current.state).toBe('recorded')
  expect(told.find(({ name }) => name === 'trouble')).toMatchObject({ trouble: { kind: 'journal', receiptRef: '' } })
})

test('baskets that were left behind are forgotten after a month; a sale that the server refused is not', async () => {
  const clock = openTillClock(at)
  const memory = createMemory()
  const routes = [['POST', '/transactions', no(422, 'validation_failed')]] as const
  const { till } = await openLoopbackTill({ clock, memory, routes })
  for (let left = 0; left < 200; left += 1) {
    const checkout = await beginAt(till)
    if (left % 2 === 0) await checkout.park()
  }
  const refused = await beginAt(till)
  await payAndClose(refused, 1000)
  clock.set(instant(at + 30 * dayMs))
  await till.begin()
  expect(till.list()).toHaveLength(202)
  clock.set(instant(at + 32 * dayMs))
  const { receiptRef } = await beginAt(till)
  expect(till.list().map((checkout) => checkout.receiptRef)).toContain(refused.receiptRef)
  expect(till.list().map((checkout) => checkout.receiptRef)).toContain(receiptRef)
  expect(till.list()).toHaveLength(3)
  expect(memory.records).toHaveLength(7)
})
