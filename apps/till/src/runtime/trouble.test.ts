// A full disk, a second tab, a clock that is wrong by a day.
import { IDBObjectStore } from 'fake-indexeddb'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'

import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { dayMs, instant } from '@tillside/rules/time'

import { createLocks } from '../../../../packages/pos-sdk/test/locks.ts'
import { done, openStage, scanAll, scarf, shirt, type Stage, until, withCatalogue } from '../../test/stage.ts'
import { openTill } from './open-till.ts'
import type { TillRuntime } from './till-runtime.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

type Store = InstanceType<typeof IDBObjectStore>

/** What the browser does from now on with everything that is written. */
function fillDisk(): () => void {
  const full = function (this: Store): never {
    this.transaction.abort()
    throw new DOMException('there is no room', 'QuotaExceededError')
  }
  const spies = [
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(full),
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(full),
  ]
  return () => {
    for (const spy of spies) spy.mockRestore()
  }
}

/** What the browser does with everything that is read from one store. */
function failToRead(name: string): () => void {
  const original = { get: IDBObjectStore.prototype.get, getAll: IDBObjectStore.prototype.getAll }
  const spies = (['get', 'getAll'] as const).map((verb) =>
    vi.spyOn(IDBObjectStore.prototype, verb).mockImplementation(function (this: Store, ...args: unknown[]) {
      if (this.name === name) throw new DOMException('the file cannot be read', 'UnknownError')
      return original[verb].apply(this, args as never)
    }),
  )
  return () => {
    for (const spy of spies) spy.mockRestore()
  }
}

test('a full disk: nothing happened, nothing is sold, and with room again the same sale goes on', async () => {
  const { runtime } = await stage.openTill('Full disk')
  await scanAll(runtime, scarf)
  const before = runtime.getSnapshot().sale
  const makeRoom = fillDisk()
  expect((await runtime.scans.submit(shirt)).effect).toEqual({ kind: 'refused', code: 'disk_full' })
  expect(await runtime.paying.takeCash(6500)).toMatchObject({ ok: false, refusal: { code: 'disk_full' } })
  expect(await runtime.paying.takeCard()).toMatchObject({ ok: false, refusal: { code: 'disk_full' } })
  expect(runtime.getSnapshot()).toMatchObject({ isDiskFull: true, card: null })
  expect(runtime.getSnapshot().sale).toEqual(before)
  makeRoom()
  await scanAll(runtime, shirt)
  expect(runtime.getSnapshot()).toMatchObject({ isDiskFull: false, sale: { totalMinor: 18_000 } })
  const { receiptRef } = await done(runtime.paying.takeCash(18_000))
  await until(runtime, ({ queue }) => queue.waiting.length === 0)
  expect((await stage.shop.get(`transactions/external/${receiptRef}`)).body.data.total).toBe(180)
})

/** What the terminal says next is true, and there is no room to write it down. */
function fillDiskOnAnswer({ terminal }: TillRuntime): { makeRoom: () => void } {
  const pay = terminal.pay.bind(terminal)
  const disk = { makeRoom: (): void => {} }
  vi.spyOn(terminal, 'pay').mockImplementationOnce(async (ask) => {
    const answer = await pay(ask)
    disk.makeRoom = fillDisk()
    return answer
  })
  return disk
}

test('the card was charged while the disk is full: nobody is told that nothing was taken, and it is written when there is room', async () => {
  const { runtime } = await stage.openTill('Full after the card')
  await scanAll(runtime, scarf)
  await done(runtime.paying.begin())
  const disk = fillDiskOnAnswer(runtime)
  expect(await runtime.paying.takeCard()).toMatchObject({ refusal: { code: 'taken_not_written' } })
  const charged = { isDiskFull: true, card: { status: 'unwritten', amountMinor: 6500 }, sale: { leftMinor: 6500 } }
  expect(runtime.getSnapshot()).toMatchObject(charged)
  // Nothing else goes on meanwhile, and asked once more it says the same.
  expect(await runtime.paying.takeCash(6500)).toMatchObject({ refusal: { code: 'card_under_way' } })
  expect(await runtime.paying.fail('left')).toMatchObject({ refusal: { code: 'card_unclear' } })
  expect(await runtime.selling.cancel('left')).toMatchObject({ refusal: { code: 'card_unclear' } })
  expect(await runtime.paying.askCard()).toMatchObject({ refusal: { code: 'taken_not_written' } })
  expect(runtime.getSnapshot()).toMatchObject(charged)
  disk.makeRoom()
  expect(await done(runtime.paying.askCard())).toMatchObject({ leftMinor: 0 })
  expect(runtime.getSnapshot()).toMatchObject({ card: null, sale: null, isDiskFull: false })
})

test('money went back to the card while the disk is full: it is not told as if it had not, and goes back once', async () => {
  const { runtime } = await stage.openTill('Full after giving back')
  await scanAll(runtime, scarf)
  const { receiptRef } = await done(runtime.paying.takeCard(2000))
  await done(runtime.paying.fail('left'))
  const disk = fillDiskOnAnswer(runtime)
  expect(await runtime.paying.giveBack(receiptRef, 0)).toMatchObject({ refusal: { code: 'given_back_not_written' } })
  expect(runtime.getSnapshot()).toMatchObject({ card: { status: 'unwritten', amountMinor: -2000 } })
  disk.makeRoom()
  await done(runtime.paying.askCard())
  expect(runtime.getSnapshot()).toMatchObject({ card: null, toGiveBack: [] })
})

test('a second tab is refused and touches nothing; when the first one closes it may sell', async () => {
  vi.stubGlobal('navigator', { locks: createLocks() })
  onTestFinished(() => void vi.unstubAllGlobals())
  const { browser, runtime } = await stage.openTill('Two tabs')
  await scanAll(runtime, scarf)
  const device = await stage.device(browser)
  const around = { baseUrl: `${stage.shop.url}/till` }
  expect(await openTill(device, around)).toEqual({ ok: false, refusal: { code: 'another_tab' } })
  await runtime.close()
  const { runtime: second } = await stage.open(browser)
  expect(second.getSnapshot().sale).toMatchObject({ totalMinor: 6500 })
})

test.each([
  { what: 'what was given back', store: 'givenBack' },
  { what: 'its notes', store: 'texts' },
])('a till that cannot read $what does not open, and opens at the next try in the same tab', async ({ store }) => {
  vi.stubGlobal('navigator', { locks: createLocks() })
  onTestFinished(() => void vi.unstubAllGlobals())
  const { browser, runtime } = await stage.openTill(`Unreadable ${store}`)
  await scanAll(runtime, scarf)
  await runtime.close()
  const device = await stage.device(browser)
  const around = { baseUrl: `${stage.shop.url}/till` }
  const makeReadable = failToRead(store)
  expect(await openTill(device, around)).toMatchObject({ ok: false, refusal: { code: 'disk_full' } })
  makeReadable()
  const { runtime: second } = await stage.open(browser)
  expect(second.getSnapshot().sale).toMatchObject({ totalMinor: 6500 })
})

test('where tabs cannot see each other the one that comes late notices before anything is lost', async () => {
  const { browser, runtime } = await stage.openTill('Unseen tabs')
  const { runtime: second } = await stage.open(browser)
  await withCatalogue(second)
  await scanAll(runtime, scarf)
  expect((await second.scans.submit(shirt)).effect).toEqual({ kind: 'refused', code: 'another_tab' })
  expect(second.getSnapshot().isElsewhere).toBe(true)
  expect(await second.paying.takeCash(100)).toMatchObject({ refusal: { code: 'another_tab' } })
  await scanAll(runtime, shirt)
  expect(runtime.getSnapshot().sale).toMatchObject({ totalMinor: 18_000 })
})

test('a clock that is a day behind sells at the shop’s time, also on a morning without the server', async () => {
  const browser = await stage.browser('Wrong clock')
  browser.clock = {
    now: () => instant(systemClock.now() - dayMs),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
  }
  const { runtime, line } = await stage.open(browser)
  await withCatalogue(runtime)
  await scanAll(runtime, scarf)
  const { receiptRef } = await done(runtime.paying.takeCash(6500))
  const sold = runtime.getSnapshot().lastReceipt?.soldAt ?? 0
  expect(Math.abs(sold - Date.now())).toBeLessThan(60_000)
  await until(runtime, ({ queue }) => queue.waiting.length === 0)
  await runtime.close()
  line.isCut = true
  const { runtime: next, line: nextLine } = await stage.open(browser)
  nextLine.isCut = true
  expect(Math.abs(next.now() - Date.now())).toBeLessThan(60_000)
  await scanAll(next, scarf)
  expect(next.getSnapshot().sale?.receiptRef.slice(0, 9)).toBe(receiptRef.slice(0, 9))
})
