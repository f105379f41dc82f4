import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { scan, screenSizes, expectAccessible } from '../../kit/test/browser.ts'
import { goods, openCounter, ringUp, goTo, setTerminal, takeReward, toPayment } from './counter.ts'
const counter = openCounter()
async function shoot(page: Page, name: string) {
  for (const [size, viewport] of Object.entries(screenSizes)) {
    await page.setViewportSize(viewport)
    for (const colorScheme of (name.startsWith('a') ? ['light', 'dark'] : ['light']) as ('light' | 'dark')[]) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({
        path: `/tmp/tillpay-dev/shots/${name}-${size}-${colorScheme}.png`,
        fullPage: true,
        animations: 'disabled',
      })
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(screenSizes.till)
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'light' })
}
const all = Object.values(goods)
const locale = 'en-AU'
test('shots', { timeout: 120_000 }, async () => {
  const page = await counter.open({ locale })
  await setTerminal(page, 'Decline')
  const member = await counter.member(50)
  await ringUp(page, [...all, member])
  await takeReward(page)
  
  await toPayment(page)
  await page.waitForTimeout(500)
  await shoot(page, 'a-pay')
  await page.keyboard.type('5000', { delay: 60 })
  await shoot(page, 'b-pay-part')
  await page.keyboard.press('F2')
  await page.waitForTimeout(300)
  await page.keyboard.press('F3')
  await page.waitForTimeout(300)
  await page.screenshot({ path: '/tmp/tillpay-dev/shots/c-card-waiting.png' })
  await page.waitForTimeout(1500)
  await shoot(page, 'c-declined')
  await page.keyboard.press('Escape')
  await page.waitForTimeout(1500)
  await shoot(page, 'a-failed-back')
})
test('shots 2', { timeout: 120_000 }, async () => {
  const page = await counter.open({ locale })
  await setTerminal(page, 'No answer, approved')
  const member = await counter.member(50)
  await ringUp(page, [...all, member])
  await takeReward(page)
  
  await toPayment(page)
  await page.keyboard.press('F3')
  await page.waitForTimeout(1900)
  await shoot(page, 'c-unclear')
  await page.keyboard.press('F8')
  await page.waitForTimeout(2500)
  await shoot(page, 'a-receipt')
  await page.emulateMedia({ media: 'print' })
  await page.pdf({ path: '/tmp/tillpay-dev/shots/receipt.pdf', preferCSSPageSize: true })
  await page.screenshot({ path: '/tmp/tillpay-dev/shots/receipt-print.png', fullPage: true })
  await page.emulateMedia({ media: 'screen' })
  const ref = page.url().split('/').at(-1) ?? ''
  await page.keyboard.press('F8')
  await goTo(page, 'Return')
  await page.waitForTimeout(300)
  await shoot(page, 'a-returns-find')
  await scan(page, `R${ref}`)
  await page.waitForTimeout(700)
  await page.getByRole('button', { name: 'One more' }).nth(0).click()
  await page.getByRole('button', { name: 'One more' }).nth(1).click()
  await shoot(page, 'a-returns-choose')
  await page.keyboard.press('F8')
  await page.waitForTimeout(700)
  await shoot(page, 'b-payout')
  await page.keyboard.press('F2')
  await page.waitForTimeout(1200)
  await shoot(page, 'b-receipt-return')
  await page.keyboard.press('F8')
  await goTo(page, 'End of day')
  await page.waitForTimeout(300)
  await shoot(page, 'a-totals')
  await page.keyboard.press('Escape')
  await goTo(page, 'JOURNAL')
  await page.waitForTimeout(300)
  await shoot(page, 'a-journal')
})
