import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

import { expectAccessible, screenshot } from '../../kit/test/browser.ts'
import { grace } from '../../kit/test/people.ts'
import {
  expectTargets,
  figure,
  goTo,
  openCounter,
  panel,
  receiptShown,
  ringUp,
  takeReward,
  toPayment,
} from './counter.ts'
import { goods } from './front.ts'

const counter = openCounter()

/** Sells a scarf and a shirt to a member, with 20.00 of a reward. */
async function sell(options: Parameters<typeof counter.open>[0] = {}) {
  const page = await counter.open(options)
  const member = await counter.member(20)
  await ringUp(page, [goods.scarf, goods.shirt, member])
  await takeReward(page)
  await toPayment(page)
  await page.keyboard.press('F2')
  const receiptRef = await receiptShown(page)
  await panel(page, 'Sample Member').getByText('Points earned').waitFor()
  return { page, member, receiptRef }
}

test('the receipt says what was earned, what is left and what to return by; on 80 mm it is one page with nothing else on it', async () => {
  const { page, member, receiptRef } = await sell()
  const { points } = await counter.balances(member)
  const paper = page.getByRole('article', { name: `Receipt ${receiptRef}` })
  const text = await paper.innerText()
  for (const words of ['Reward', '-$20.00', 'Total', '$160.00', 'Points earned', String(points), receiptRef]) {
    expect(text).toContain(words)
  }
  await paper.getByRole('img', { name: `Barcode R${receiptRef}` }).waitFor()
  expect(await figure(panel(page, 'Sample Member'), 'Can be spent now')).toBe('$1.60')
  await expectAccessible(page)
  await expectTargets(page)
  await screenshot(page, 'till-receipt')

  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('body').innerText()).toContain('Total')
  expect(await page.locator('body').innerText()).not.toContain('Next sale')
  // The paper is the page's own: 80 mm wide, and as long as the receipt.
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  const [, width, height] = /MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? []
  const mm = (inPoints: string | undefined): number => Math.round((Number(inPoints) / 72) * 25.4)
  expect(mm(width)).toBe(80)
  expect(mm(height)).toBeGreaterThan(100)
  expect(mm(height)).toBeLessThan(250)
})

test('the printer’s file begins with its reset, holds the lines and the barcode to return by, and ends with the cut', async () => {
  const { page, receiptRef } = await sell()
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save printer file' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe(`${receiptRef}.escpos`)
  const bytes = await readFile(await download.path())
  expect([...bytes.subarray(0, 2)]).toEqual([0x1b, 0x40])
  const text = bytes.toString('latin1')
  for (const words of ['Silk scarf', 'Linen shirt', 'Total', receiptRef]) expect(text).toContain(words)
  // GS k: a barcode; GS V: the cut.
  expect(text).toContain('\x1dk')
  expect(text).toContain('\x1dV')
  await page.getByText('The file for the receipt printer was saved.').waitFor()
})

test('undoing a sale needs somebody who may: the reward goes back and the points are taken back', async () => {
  const { page, member } = await sell({ staff: grace })
  await page.getByRole('button', { name: 'Undo this sale' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('The reward of $20.00 goes back to the customer').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Undo the sale' }).click()
  await page.getByText('This sale was undone').waitFor()
  await expect.poll(() => counter.balances(member)).toEqual({ rewards: 20, points: 0 })
  expect(await page.getByText('Reward used').count()).toBe(0)
  // The money goes back as it came, and stands there until it did.
  await page.getByText('Cash from the drawer').waitFor()
  await expectAccessible(page)
  await expectTargets(page)
  await page.reload()
  await page.getByRole('button', { name: '$160.00 given back' }).click()
  await page.getByText('No money has to be given back.').waitFor()
})

test('a sale by card that is undone without the server: the card gets its money back, and nobody says that the server knows', async () => {
  const page = await counter.open({ staff: grace })
  const member = await counter.member(20)
  await ringUp(page, [goods.scarf, member])
  await takeReward(page)
  await toPayment(page)
  await page.keyboard.press('F3')
  const receiptRef = await receiptShown(page)
  await panel(page, 'Sample Member').getByText('Points earned').waitFor()
  await counter.stage.setOffline(page.context(), true)
  await page.getByRole('button', { name: 'Undo this sale' }).click()
  await page.getByRole('button', { name: 'Undo the sale' }).click()
  await page.getByText('The server has not heard of it yet').waitFor()
  await page.getByRole('button', { name: 'Give $45.00 back to the card' }).click()
  await page.getByText('No money has to be given back.').waitFor()
  await goTo(page, 'Day’s totals')
  await page.getByText('1 sale is still to reach the server').waitFor()
  await page.getByRole('button', { name: 'Close the day' }).click()
  await page.getByText('something still waits for the server').waitFor()
  await page.getByRole('button', { name: 'What waits' }).click()
  await panel(page, 'Waiting for the server').getByText('Undone on this till').waitFor()
  await expectAccessible(page)
  await counter.stage.setOffline(page.context(), false)
  await panel(page, 'Waiting for the server').getByRole('button', { name: 'Tell the server now' }).click()
  await page.getByText('The server has every sale of this till.').waitFor()
  expect(await counter.balances(member)).toEqual({ rewards: 20, points: 0 })
  await page.goto(`${counter.stage.url}/till/receipt/${receiptRef}`)
  await page.getByText('The reward and the points are as they were before it.').waitFor()
})

test('a return that is undone: the customer hands the money back, and nothing can be returned by its receipt', async () => {
  const { page, receiptRef } = await sell({ staff: grace })
  await page.getByRole('button', { name: 'Next sale' }).click()
  await goTo(page, 'Returns')
  await page.getByLabel('Receipt number').fill(receiptRef)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Everything' }).click()
  await page.getByRole('button', { name: 'Return and pay' }).click()
  await page.getByRole('button', { name: 'Pay out $160.00 in cash' }).click()
  const back = await receiptShown(page)
  await page.getByRole('button', { name: 'Next sale' }).click()
  await goTo(page, 'Returns')
  await page.getByLabel('Receipt number').fill(back)
  await page.keyboard.press('Enter')
  await page.getByText('It is the receipt of a return.').waitFor()
  await expectAccessible(page)
  await page.goto(`${counter.stage.url}/till/receipt/${receiptRef}`)
  await page.getByRole('button', { name: 'Undo this sale' }).click()
  await page.getByRole('button', { name: 'Undo the sale' }).click()
  await page.getByText('Goods of this sale came back already').waitFor()
  await page.goto(`${counter.stage.url}/till/receipt/${back}`)
  await page.getByRole('button', { name: 'Undo this sale' }).click()
  await page.getByRole('dialog').getByText('Take $160.00 back from the customer').waitFor()
  await page.getByRole('button', { name: 'Undo the sale' }).click()
  await page.getByText('The customer’s reward is not as it was before it').waitFor()
  await page.getByRole('button', { name: '$160.00 taken back' }).click()
  await page.getByText('No money has to be given back.').waitFor()
})

test('a receipt that this till does not have says where to go on', async () => {
  const page = await counter.open({ path: '/till/receipt/9-261201-0001-X' })
  await page.getByText('This till does not have receipt 9-261201-0001-X').waitFor()
  await expectAccessible(page)
})
