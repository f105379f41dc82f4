import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

import { expectAccessible, screenshot } from '../../kit/test/browser.ts'
import { grace } from '../../kit/test/people.ts'
import { expectTargets, figure, openCounter, panel, receiptShown, ringUp, takeReward, toPayment } from './counter.ts'
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
})

test('a receipt that this till does not have says where to go on', async () => {
  const page = await counter.open({ path: '/till/receipt/9-261201-0001-X' })
  await page.getByText('This till does not have receipt 9-261201-0001-X').waitFor()
  await expectAccessible(page)
})
