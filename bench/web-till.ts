// How smoothly a long basket scrolls, beside a page that holds plain rows and nothing else; and what a day of sales leaves in
// the till's memory.
import { setTimeout as sleep } from 'node:timers/promises'
import type { CDPSession, Page } from 'playwright-core'

import { scanScript } from '../packages/simulator/src/web/hands.ts'
import { skuOf } from './members.ts'
import { openTillPage, untilPage, type WebStage } from './web-stage.ts'

export interface Scrolled {
  readonly framesPerSecond: number
  /** Frames that the screen should have had meanwhile, and had not. */
  readonly dropped: number
  readonly frames: number
}

export interface Worked {
  readonly scroll: Scrolled
  readonly scrollFloor: Scrolled
  readonly lines: number
  /** Megabytes of the page's objects after what is garbage was taken away. */
  readonly heapMb: readonly { readonly sales: number; readonly megabytes: number }[]
}

const scrollMs = 4_000
const framesPerSecond = 60

/** Scrolls the element up and down for a while, some pixels for each frame, and counts the frames. */
const scroll = (find: string): string => `(async () => {
  const box = ${find}
  const times = []
  await new Promise((resolve) => {
    let step = 24
    const frame = (at) => {
      times.push(at)
      if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1) step = -24
      else if (box.scrollTop <= 0) step = 24
      box.scrollTop += step
      if (at - times[0] < ${scrollMs}) requestAnimationFrame(frame)
      else resolve()
    }
    requestAnimationFrame(frame)
  })
  return times
})()`

function toScrolled(times: readonly number[]): Scrolled {
  const [ms, frames] = [(times.at(-1) ?? 0) - (times[0] ?? 0), times.length - 1]
  const usual = 1_000 / framesPerSecond
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / usual) - 1), 0)
  return { framesPerSecond: (frames / ms) * 1_000, dropped, frames }
}

async function scrollBare(stage: WebStage, lines: number): Promise<Scrolled> {
  const context = await stage.context()
  const page = await context.newPage()
  const rows = Array.from({ length: lines }, (_, index) => `<p style="height:68px;margin:0">Goods ${index} $10.00</p>`)
  await page.setContent(`<div id="box" style="height:420px;overflow:auto">${rows.join('')}</div>`)
  const times = await page.evaluate<number[]>(scroll(`document.getElementById('box')`))
  await context.close()
  return toScrolled(times)
}

async function fillBasket(page: Page, lines: number): Promise<void> {
  const list = `document.querySelector('ul[aria-label=Lines] > li')?.getAttribute('aria-setsize') ?? '0'`
  for (let index = 0; index < lines; index += 1) {
    await page.evaluate(scanScript(skuOf(index)))
    await untilPage(page, `(${list}) === '${index + 1}' || null`)
  }
}

async function heapMbOf(session: CDPSession): Promise<number> {
  // What a first collection lets go another one may free.
  for (let times = 0; times < 3; times += 1) {
    await session.send('HeapProfiler.collectGarbage')
    await sleep(200)
  }
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1024 ** 2
}

/** Goods, payment, cash, next: as a quick cashier does. */
async function sell(page: Page, number: number): Promise<void> {
  await page.evaluate(scanScript(skuOf(number % 1_000)))
  await page.getByTestId('due').filter({ hasText: '10.00' }).waitFor()
  await page.keyboard.press('F8')
  await page.getByRole('textbox', { name: 'Amount' }).waitFor()
  // By its key: a finger that came down here again so soon would have tapped twice.
  await page.getByRole('button', { name: 'Cash $10.00', exact: true }).press('Enter')
  await page.getByRole('button', { name: /^Next sale/ }).waitFor()
  await page.keyboard.press('F8')
  await page.getByTestId('due').waitFor()
}

export async function measureTill(stage: WebStage, lines: number, sales: number): Promise<Worked> {
  const context = await stage.device('till', 'Basket')
  const page = await openTillPage(stage, context)
  const session = await context.newCDPSession(page)
  await session.send('HeapProfiler.enable')
  await fillBasket(page, lines)
  const box = `document.querySelector('ul[aria-label=Lines]').parentElement`
  const scrolled = toScrolled(await page.evaluate<number[]>(scroll(box)))
  const scrollFloor = await scrollBare(stage, lines)
  await page.getByRole('button', { name: 'Clear the sale' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Clear the sale' }).click()
  const heapMb: { sales: number; megabytes: number }[] = []
  const looks = new Set([Math.ceil(sales / 10), Math.ceil(sales / 2), sales])
  for (let number = 1; number <= sales; number += 1) {
    await sell(page, number)
    if (looks.has(number)) heapMb.push({ sales: number, megabytes: await heapMbOf(session) })
  }
  await context.close()
  return { scroll: scrolled, scrollFloor, lines, heapMb }
}
