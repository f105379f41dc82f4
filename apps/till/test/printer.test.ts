// A receipt printer on the browser's serial line. The printer is not ours and there is none here, so the page finds one that
// keeps what it is sent, that may be out of paper, and that is as particular about being opened and closed as a real port.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { openCounter, receiptShown, ringUp, toPayment } from './counter.ts'
import { goods } from './front.ts'

const counter = openCounter()

const printer = `
  const printer = { bytes: [], isOutOfPaper: false, isChosen: true, isOpen: false }
  const fault = (name) => new DOMException('the port says no', name)
  const port = {
    writable: null,
    async open({ baudRate }) {
      if (printer.isOpen) throw fault('InvalidStateError')
      printer.isOpen = true
      printer.baudRate = baudRate
      port.writable = new WritableStream({
        write: (chunk) => {
          if (printer.isOutOfPaper) throw fault('NetworkError')
          printer.bytes.push(...chunk)
        },
      })
    },
    async close() {
      if (port.writable.locked) throw new TypeError('the stream is locked')
      printer.isOpen = false
      port.writable = null
    },
  }
  const serial = {
    getPorts: async () => [],
    requestPort: async () => {
      if (printer.isChosen) return port
      throw fault('NotFoundError')
    },
  }
  Object.defineProperty(navigator, 'serial', { value: serial })
  window.printer = printer
`

interface Printer {
  readonly bytes: readonly number[]
  readonly isOpen: boolean
  readonly baudRate: number
}

const printerOf = (page: Page): Promise<Printer> => page.evaluate<Printer>('window.printer')
const print = (page: Page): Promise<void> => page.getByRole('button', { name: 'To the receipt printer' }).click()

async function sellBesidePrinter(): Promise<{ readonly page: Page; readonly receiptRef: string }> {
  const page = await counter.open()
  await page.evaluate(printer)
  await ringUp(page, [goods.scarf])
  await toPayment(page)
  await page.keyboard.press('F2')
  return { page, receiptRef: await receiptShown(page) }
}

test('the printer gets the whole receipt, to the cut, and is let go', async () => {
  const { page, receiptRef } = await sellBesidePrinter()
  await print(page)
  await page.getByText('The receipt is at the printer.').waitFor()
  const { bytes, isOpen, baudRate } = await printerOf(page)
  expect([isOpen, baudRate]).toEqual([false, 9600])
  const text = Buffer.from(bytes).toString('latin1')
  expect(text.startsWith('\x1b@')).toBe(true)
  for (const words of ['Silk scarf', receiptRef, '\x1dk', '\x1dV']) expect(text).toContain(words)
})

test('a printer without paper says so, and prints once there is some', async () => {
  const { page, receiptRef } = await sellBesidePrinter()
  await page.evaluate('window.printer.isOutOfPaper = true')
  await print(page)
  await page.getByText('The printer did not take it. The sale is safe').waitFor()
  expect(await printerOf(page)).toMatchObject({ bytes: [], isOpen: false })
  await page.evaluate('window.printer.isOutOfPaper = false')
  await print(page)
  await page.getByText('The receipt is at the printer.').waitFor()
  expect(Buffer.from((await printerOf(page)).bytes).toString('latin1')).toContain(receiptRef)
})

test('whoever chooses no printer is not told of a fault', async () => {
  const { page } = await sellBesidePrinter()
  await page.evaluate('window.printer.isChosen = false')
  const send = page.getByRole('button', { name: 'To the receipt printer' })
  await print(page)
  await expect.poll(() => send.isEnabled()).toBe(true)
  expect(await page.getByText('The printer did not take it').count()).toBe(0)
})
