import type { Locator, Page } from 'playwright-core'
import { beforeAll, beforeEach, expect, test } from 'vitest'

import { rowsThatDisagree } from '../../../packages/server/test/member.ts'
import { openStage } from '../../kit/test/browser.ts'
import { ada, bob, enrol, expectGoodScreen, giveValue, openCounter, openPortal, prove, sell, today } from './portal.ts'

const stage = openStage({ at: today })
beforeAll(() => openCounter(stage.shop))

let adaId: string
let bobId: string
let tests = 0
beforeEach(async () => {
  tests += 1
  const { first_name, last_name } = ada
  adaId = await enrol(stage.shop, { first_name, last_name, email: `ada.${tests}@example.com` })
  bobId = await enrol(stage.shop, { ...bob, email: `bob.${tests}@example.com` })
})

const pointsOf = async (id: string): Promise<number> =>
  (await stage.shop.get(`profiles/${id}/balances`)).body.data.point_balance

/** Opens the dialog for the sale, and chooses Bob. */
async function moveToBob(page: Page, receipt: string): Promise<void> {
  await page.getByRole('button', { name: `Move sale ${receipt} to another customer` }).click()
  await page.getByLabel('Whose sale is it?').fill(`bob.${tests}@`)
  await page.getByRole('button', { name: /Bob Babbage/ }).click()
}

/** Letter by letter, as quick as a person who is quicker than the machine. */
const typeAtOnce = (field: Locator, text: string): Promise<void> =>
  field.evaluate((input, letters) => {
    const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
    for (let length = 1; length <= letters.length; length += 1) {
      write?.call(input, letters.slice(0, length))
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }
  }, text)

test('a supervisor gives a sale to whose it is: the points go with it', async () => {
  await sell(stage.shop, adaId, `M-${tests}`, 60)
  const page = await openPortal(stage, { role: 'supervisor', at: `/profile/${adaId}` })
  await moveToBob(page, `M-${tests}`)
  await page.getByText('Ada Lovelace loses 60 points.').waitFor()
  await page.getByText('Bob Babbage gets 60 points.').waitFor()
  await expectGoodScreen(page, 'move')
  await page.getByRole('button', { name: 'Move the sale' }).click()
  await page.getByText('The sale is Bob Babbage’s now, with its 60 points.').first().waitFor()
  expect([await pointsOf(adaId), await pointsOf(bobId)]).toEqual([0, 60])
  await page.getByText('No sale of this customer is recorded yet.').waitFor()
})

test('whose sale it is could not be looked up: that is said, and nothing was moved', async () => {
  await sell(stage.shop, adaId, `M-${tests}`, 60)
  const page = await openPortal(stage, { role: 'supervisor', at: `/profile/${adaId}` })
  await page.getByRole('button', { name: `Move sale M-${tests} to another customer` }).click()
  const asked = new Set<string>()
  await page.route('**/profiles/lookup**', (route) => {
    asked.add(route.request().url())
    return route.abort('aborted')
  })
  await typeAtOnce(page.getByLabel('Whose sale is it?'), `bob.${tests}@`)
  const problem = page.getByRole('dialog').getByRole('alert')
  await problem.getByText('The customer could not be looked for, and the sale was not moved').waitFor()
  // As where customers are searched for: once a person rests, and not at each letter.
  expect(asked.size).toBe(1)
  await expectGoodScreen(page, 'move-not-found')
  await page.unroute('**/profiles/lookup**')
  await problem.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('button', { name: /Bob Babbage/ }).waitFor()
  await problem.waitFor({ state: 'detached' })
  expect(await pointsOf(adaId)).toBe(60)
})

test('a cashier sees why not, and a supervisor’s PIN allows it once', async () => {
  await sell(stage.shop, adaId, `M-${tests}`, 60)
  const page = await openPortal(stage, { role: 'cashier', size: 'tablet', at: `/profile/${adaId}` })
  await moveToBob(page, `M-${tests}`)
  await page.getByRole('dialog').getByText('Needs somebody else’s PIN').waitFor()
  await page.getByRole('button', { name: 'Move the sale' }).click()
  await prove(page, 'supervisor')
  await page.getByText('The sale is Bob Babbage’s now').first().waitFor()
  expect([await pointsOf(adaId), await pointsOf(bobId)]).toEqual([0, 60])
})

test('a sale that used a reward stays with whose reward it was, and the screen says what to do', async () => {
  await giveValue(stage.shop, adaId, 20)
  const { body } = await stage.shop.post(`profiles/${adaId}/redeem`, { amount: 20 })
  await sell(stage.shop, adaId, `M-${tests}`, 60, { redemption_id: body.data.id })
  const page = await openPortal(stage, { role: 'supervisor', at: `/profile/${adaId}` })
  await page.getByRole('button', { name: `Move sale M-${tests} to another customer` }).click()
  await page.getByText(/A reward of the first customer was used on this sale/).waitFor()
  await expectGoodScreen(page, 'move-refused')
  expect(await page.getByRole('button', { name: 'Move the sale' }).isDisabled()).toBe(true)
})

test('a sale that was rung up without a card is found by its receipt, and becomes the customer’s', async () => {
  await sell(stage.shop, null, `M-${tests}`, 45)
  const page = await openPortal(stage, { role: 'supervisor', size: 'phone', at: `/profile/${bobId}` })
  await page.getByRole('button', { name: 'Add a sale' }).click()
  await page.getByLabel('Number on the receipt').fill('nothing')
  await page.getByRole('button', { name: 'Find it' }).click()
  await page.getByText('No sale with the number “nothing” is recorded.').waitFor()
  await page.getByLabel('Number on the receipt').fill(`M-${tests}`)
  await page.getByRole('button', { name: 'Find it' }).click()
  await page.getByText('Bob Babbage gets the points that this sale earns.').waitFor()
  await expectGoodScreen(page, 'claim')
  await page.getByRole('button', { name: 'Give it to Bob' }).click()
  await page.getByText('The sale is Bob Babbage’s now, with its 45 points.').first().waitFor()
  expect(await pointsOf(bobId)).toBe(45)
})

test('two shops whose receipts have one number: both are shown, and the person chooses whose receipt they hold', async () => {
  await stage.shop.post('locations', { name: 'Fitzroy', external_id: 'S15', external_code: '15' })
  const receipt_ref = `R-${tests}`
  const inCarlton = await sell(stage.shop, null, `C-${tests}`, 45, { receipt_ref })
  await sell(stage.shop, null, `F-${tests}`, 80, { receipt_ref, location_id: 'S15' })
  const page = await openPortal(stage, { role: 'supervisor', size: 'phone', at: `/profile/${bobId}` })
  await page.getByRole('button', { name: 'Add a sale' }).click()
  await page.getByLabel('Number on the receipt').fill(receipt_ref)
  await page.getByRole('button', { name: 'Find it' }).click()
  await page.getByText('2 sales have this number. Which one is on the receipt?').waitFor()
  expect(await page.getByRole('button', { name: 'Give it to Bob' }).isDisabled()).toBe(true)
  const choices = page.getByRole('list', { name: 'Sales with this number' }).getByRole('button')
  expect(await choices.allInnerTexts()).toEqual([
    expect.stringMatching(/\$80\.00[\s\S]*Fitzroy/),
    expect.stringMatching(/\$45\.00[\s\S]*Carlton/),
  ])
  await expectGoodScreen(page, 'claim-which')
  await choices.filter({ hasText: 'Fitzroy' }).click()
  await page.getByRole('button', { name: 'Choose another one' }).click()
  await choices.filter({ hasText: 'Carlton' }).click()
  await page.getByText('Bob Babbage gets the points that this sale earns.').waitFor()
  await page.getByRole('button', { name: 'Give it to Bob' }).click()
  await page.getByText('The sale is Bob Babbage’s now, with its 45 points.').first().waitFor()
  expect((await stage.shop.get(`transactions/${inCarlton}`)).body.data.profile_id).toBe(bobId)
})

test('a number that is one sale’s receipt and the till’s own id of another shows both', async () => {
  await sell(stage.shop, null, `X-${tests}`, 20, { receipt_ref: 'other' })
  await sell(stage.shop, null, `Y-${tests}`, 30, { receipt_ref: `X-${tests}` })
  const page = await openPortal(stage, { role: 'supervisor', at: `/profile/${bobId}` })
  await page.getByRole('button', { name: 'Add a sale' }).click()
  await page.getByLabel('Number on the receipt').fill(`X-${tests}`)
  await page.keyboard.press('Enter')
  await page.getByText('2 sales have this number.', { exact: false }).waitFor()
})

test('whatever was moved, the books add up', async () => {
  expect(await rowsThatDisagree(stage.shop)).toEqual([])
})
