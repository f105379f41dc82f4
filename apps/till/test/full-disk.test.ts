// The disk is full after money has changed hands: the cashier is told what was taken, and takes nothing a second time.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { expectAccessible, screenshot } from '../../kit/test/browser.ts'
import { tom } from '../../kit/test/people.ts'
import { expectTargets, goTo, openCounter, panel, payByCard, receiptShown, ringUp, toPayment } from './counter.ts'
import { goods, stocked } from './front.ts'

const counter = openCounter()

/** The journal takes so many lines more, and then no more. */
type Disk = typeof globalThis & { linesLeft?: number }

/** A till whose disk is filled when the test says so. */
async function openOnDisk(name: string): Promise<Page> {
  const context = await counter.stage.newDevice({ app: 'till', name, staff: tom })
  await context.addInitScript(() => {
    const disk = globalThis as Disk
    const add = IDBObjectStore.prototype.add
    IDBObjectStore.prototype.add = function (...given) {
      disk.linesLeft = (disk.linesLeft ?? Infinity) - 1
      if (disk.linesLeft < 0) throw new DOMException('The disk is full.', 'QuotaExceededError')
      return add.apply(this, given)
    }
  })
  const page = await counter.stage.open({ path: '/till', context })
  await stocked(page)
  return page
}

const leave = (page: Page, linesLeft: number) =>
  page.evaluate((lines) => void Object.assign(globalThis, { linesLeft: lines }), linesLeft)
const makeRoom = (page: Page) => leave(page, Number.MAX_SAFE_INTEGER)

test('the card was charged and cannot be written down: nobody is told that nothing was taken, and with room it is charged once', async () => {
  const page = await openOnDisk('Full after the card')
  await ringUp(page, [goods.belt])
  await toPayment(page)
  await page.getByRole('button', { name: 'Card $45.00', exact: true }).waitFor()
  await leave(page, 0)
  await payByCard(page, '$45.00')
  await page.getByText('The card was charged $45.00, and that cannot be written down yet').waitFor()
  expect(await page.getByText('nothing was taken', { exact: false }).count()).toBe(0)
  await expectAccessible(page)
  await expectTargets(page)
  await screenshot(page, 'till-card-unwritten')
  await page.getByRole('button', { name: 'Ask the terminal' }).click()
  await page.getByText('There is still no room. Nothing was lost').waitFor()
  await makeRoom(page)
  await page.getByRole('button', { name: 'Ask the terminal' }).click()
  const { payments } = await counter.sale(await receiptShown(page))
  expect(payments).toMatchObject([{ type: 'card', amount: 45 }])
})

test('a part was charged and cannot be written down: the end of the day says so, and once it is written down nothing forbids to take the rest', async () => {
  const page = await openOnDisk('Full after a part')
  await ringUp(page, [goods.belt])
  await toPayment(page)
  await page.getByRole('button', { name: 'Card $45.00', exact: true }).waitFor()
  await page.keyboard.type('2000', { delay: 60 })
  await page.getByRole('button', { name: 'Card $20.00', exact: true }).waitFor()
  await leave(page, 0)
  await payByCard(page, '$20.00')
  await page.getByText('The card was charged $20.00, and that cannot be written down yet').waitFor()
  await goTo(page, 'Day’s totals')
  await panel(page, 'Close the day')
    .getByText(/^The card was charged \$20\.00 for .+, and that is not written down yet/)
    .waitFor()
  await page.goBack()
  await makeRoom(page)
  await page.getByRole('button', { name: 'Ask the terminal' }).click()
  await panel(page, 'Take the payment').getByRole('button', { name: 'Card $25.00', exact: true }).waitFor()
  expect(await page.getByText('cannot be written down', { exact: false }).count()).toBe(0)
  await payByCard(page, '$25.00')
  const { payments } = await counter.sale(await receiptShown(page))
  expect(payments).toMatchObject([
    { type: 'card', amount: 20 },
    { type: 'card', amount: 25 },
  ])
})

test('the cash is written down and the sale cannot be closed: the change stands there, and with room it is finished', async () => {
  const page = await openOnDisk('Full after the cash')
  await ringUp(page, [goods.belt])
  await toPayment(page)
  await page.getByRole('button', { name: 'Cash $45.00', exact: true }).waitFor()
  await leave(page, 1)
  await page.keyboard.type('5000', { delay: 60 })
  await page.keyboard.press('F2')
  const take = panel(page, 'Take the payment')
  await take.getByText('What was paid is written down', { exact: false }).waitFor()
  await take.getByText('Change to give: $5.00').waitFor()
  expect(await page.getByText('nothing was taken', { exact: false }).count()).toBe(0)
  await expectAccessible(page)
  await makeRoom(page)
  await take.getByRole('button', { name: 'Finish the sale' }).click()
  const { payments } = await counter.sale(await receiptShown(page))
  expect(payments).toMatchObject([{ type: 'cash', amount: 45 }])
  await page.getByRole('region', { name: 'Change' }).getByText('$5.00').waitFor()
})
