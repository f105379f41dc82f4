// The payment where something goes wrong in it, on the real server: what the next customer sees, and that nobody is stuck.
import { IDBObjectStore } from 'fake-indexeddb'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import { tendersMax } from '@tillside/pos-sdk/checkout/limits'

import { done, openStage, scanAll, scarf, shirt, type Stage } from '../../test/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

test('a card that was declined is no matter of the next customer', async () => {
  const { runtime } = await stage.openTill('Declined')
  await scanAll(runtime, scarf)
  runtime.terminal.nextOutcome = 'decline'
  expect(await runtime.paying.takeCard()).toMatchObject({ refusal: { code: 'card_declined' } })
  expect(runtime.getSnapshot().card).toMatchObject({ status: 'declined' })
  await done(runtime.paying.takeCash(6500))
  await scanAll(runtime, shirt)
  await done(runtime.paying.begin())
  expect(runtime.getSnapshot().card).toBeNull()
  // Nor where the sale was given up.
  expect(await runtime.paying.takeCard()).toMatchObject({ refusal: { code: 'card_declined' } })
  await done(runtime.selling.cancel('customer_left'))
  await scanAll(runtime, scarf)
  expect(runtime.getSnapshot().card).toBeNull()
})

test('money that the terminal did not give back is not told as a charge that was declined', async () => {
  const { runtime } = await stage.openTill('Not given back')
  await scanAll(runtime, scarf)
  const { receiptRef } = await done(runtime.paying.takeCard(2000))
  await done(runtime.paying.fail('customer_left'))
  runtime.terminal.nextOutcome = 'decline'
  expect(await runtime.paying.giveBack(receiptRef, 0)).toMatchObject({ refusal: { code: 'card_declined' } })
  expect(runtime.getSnapshot()).toMatchObject({ card: null, toGiveBack: [{ type: 'card', amountMinor: 2000 }] })
})

test('the disk is full just as a sale that the card has paid is closed: with room again it is closed, and charged once', async () => {
  const { runtime } = await stage.openTill('Full at the end')
  await scanAll(runtime, scarf)
  const full = function (this: InstanceType<typeof IDBObjectStore>): never {
    this.transaction.abort()
    throw new DOMException('there is no room', 'QuotaExceededError')
  }
  // What was asked of the terminal is struck off once the journal has the tender; what comes next does not fit any more.
  const strikeOff = IDBObjectStore.prototype.delete
  let spies: { mockRestore(): void }[] = []
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementationOnce(function (this: never, key) {
    const { prototype } = IDBObjectStore
    spies = [vi.spyOn(prototype, 'add').mockImplementation(full), vi.spyOn(prototype, 'put').mockImplementation(full)]
    return strikeOff.call(this, key)
  })
  expect(await runtime.paying.takeCard()).toMatchObject({ refusal: { code: 'paid_not_closed' } })
  expect(runtime.getSnapshot()).toMatchObject({ isDiskFull: true, card: null, sale: { leftMinor: 0 } })
  for (const spy of spies) spy.mockRestore()
  await done(runtime.paying.finish())
  const { sale, lastReceipt } = runtime.getSnapshot()
  expect([sale, lastReceipt?.tenders]).toEqual([null, [{ type: 'card', amountMinor: 6500, givenMinor: null }]])
})

test('the disk is full once the cash is written down: nobody is told that nothing was taken, the change is, and it is closed when there is room', async () => {
  const { runtime } = await stage.openTill('Full after the cash')
  await scanAll(runtime, scarf)
  await done(runtime.paying.begin())
  const { add } = IDBObjectStore.prototype
  let written = 0
  const spy = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
    this: InstanceType<typeof IDBObjectStore>,
    ...args
  ) {
    written += 1
    if (written === 1) return add.apply(this, args)
    this.transaction.abort()
    throw new DOMException('there is no room', 'QuotaExceededError')
  })
  const taken = await runtime.paying.takeCash(7000)
  expect(taken).toMatchObject({ refusal: { code: 'paid_not_closed', details: { changeMinor: 500 } } })
  expect(runtime.getSnapshot()).toMatchObject({
    isDiskFull: true,
    sale: { state: 'paying', leftMinor: 0, tenders: [{ type: 'cash', amountMinor: 6500, givenMinor: 7000 }] },
  })
  expect(await runtime.paying.finish()).toMatchObject({ refusal: { code: 'paid_not_closed' } })
  spy.mockRestore()
  await done(runtime.paying.finish())
  expect(runtime.getSnapshot()).toMatchObject({ isDiskFull: false, sale: null, lastReceipt: { changeMinor: 500 } })
})

test('a card is not charged with what the receipt has no room for', async () => {
  const { runtime } = await stage.openTill('Many coins')
  await scanAll(runtime, scarf)
  for (let count = 0; count < tendersMax; count += 1) await done(runtime.paying.takeCash(1))
  const pay = vi.spyOn(runtime.terminal, 'pay')
  expect(await runtime.paying.takeCard()).toMatchObject({ refusal: { code: 'tenders_too_many' } })
  expect([pay.mock.calls, runtime.getSnapshot().card]).toEqual([[], null])
})
