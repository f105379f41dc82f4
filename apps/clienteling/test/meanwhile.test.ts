// What others do to a customer while somebody has that customer on the screen.
import type { Page } from 'playwright-core'
import { beforeAll, beforeEach, expect, test } from 'vitest'

import { rowsThatDisagree } from '../../../packages/server/test/member.ts'
import { openStage } from '../../kit/test/browser.ts'
import { balanceOf, bob, enrol, giveBenefit, giveValue, openCounter, openPortal, today } from './portal.ts'

const stage = openStage({ at: today })
beforeAll(() => openCounter(stage.shop))

let profileId: string
let people = 0
const address = (name: string): string => `${name}.${people}@example.com`
beforeEach(async () => {
  people += 1
  profileId = await enrol(stage.shop, { ...bob, email: address('bob') })
  await giveValue(stage.shop, profileId, 40)
})

/** Another record of the same person takes over all of this one; its id. */
async function mergeAway(): Promise<string> {
  const winner = await enrol(stage.shop, { first_name: 'Robert', last_name: 'Babbage', email: address('robert') })
  const { status } = await stage.shop.post(`profiles/${winner}/merge`, { loser_id: profileId })
  expect(status).toBe(200)
  return winner
}

const redeem = (page: Page) => page.getByRole('button', { name: /^Redeem/ })

async function expectSurvivor(page: Page, winner: string): Promise<void> {
  await page.getByRole('heading', { name: 'Robert Babbage' }).waitFor()
  await page.getByText('This customer’s records were merged').waitFor()
  expect(new URL(page.url()).pathname).toBe(`/clienteling/profile/${winner}`)
}

test('a member who was merged away: the redemption takes nothing, says why, and goes on with the one who is there', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=100` })
  await redeem(page).click()
  const winner = await mergeAway()
  await page.getByRole('button', { name: 'Redeem $40.00' }).click()
  await page.getByText('Nothing was taken. This customer was merged into another record').first().waitFor()
  await expectSurvivor(page, winner)
  expect(new URL(page.url()).search).toBe('?max_redeem=100')
  await redeem(page).click()
  await page.getByRole('button', { name: 'Redeem $40.00' }).click()
  await page.getByText('$40.00 was taken from the balance').first().waitFor()
  expect(await balanceOf(stage.shop, winner)).toBe(0)
})

test('a member who was merged away: an edit changes nothing and says so; an old link opens the one who is there', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('dialog').getByLabel('Last name').fill('King')
  const winner = await mergeAway()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Nothing was changed. This customer was merged into another record').first().waitFor()
  await expectSurvivor(page, winner)
  const other = await openPortal(stage, { at: `/profile/${profileId}` })
  await expectSurvivor(other, winner)
})

test('a member who was merged away is not attached to the sale by an id that leads nowhere', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  await page.evaluate(() => {
    const told: unknown[] = []
    Object.assign(window, { told, memberProfile_addToSale: (id: string) => told.push(id) })
  })
  await page.getByRole('button', { name: 'Attach to sale' }).waitFor()
  const winner = await mergeAway()
  await page.getByRole('button', { name: 'Attach to sale' }).click()
  await expectSurvivor(page, winner)
  expect(await page.evaluate(() => (window as unknown as { told: unknown[] }).told)).toEqual([])
  await page.getByRole('button', { name: 'Attach to sale' }).click()
  await page.getByText('Robert Babbage is attached to the sale.').first().waitFor()
  expect(await page.evaluate(() => (window as unknown as { told: unknown[] }).told)).toEqual([winner])
})

test('a redemption without an answer is found with the one who is there, also long after', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  await page.route('**/redeem', async (route) => {
    await route.fetch()
    await route.abort('aborted')
  })
  await redeem(page).click()
  await page.getByRole('button', { name: 'Redeem $40.00' }).click()
  await page.getByRole('region', { name: 'An answer is missing' }).waitFor()
  const winner = await mergeAway()
  await page.unroute('**/redeem')
  await page.addInitScript((laterMs) => {
    const real = Date.now.bind(Date)
    Date.now = () => real() + laterMs
  }, 360_000)
  await page.reload()
  await page.getByText('$40.00 was taken from the balance').first().waitFor()
  expect(await page.getByRole('region', { name: 'An answer is missing' }).count()).toBe(0)
  await expectSurvivor(page, winner)
  await page.getByRole('button', { name: 'Put back $40.00' }).click()
  await page.getByText('$40.00 is back on the balance.').first().waitFor()
  expect(await balanceOf(stage.shop, winner)).toBe(40)
})

test('one benefit in two windows is used once, and the other window says so', async () => {
  await giveBenefit(stage.shop, profileId)
  const pages = await Promise.all([1, 2].map(() => openPortal(stage, { at: `/profile/${profileId}` })))
  for (const page of pages) await page.getByRole('button', { name: 'Use Free hemming' }).click()
  await Promise.all(pages.map((page) => page.getByRole('button', { name: 'Use', exact: true }).click()))
  const said = await Promise.all(
    pages.map((page) => page.getByRole('region', { name: 'What was done' }).getByRole('paragraph').innerText()),
  )
  expect(said.toSorted()).toEqual([
    expect.stringContaining('“Free hemming” was not used. It was used already.'),
    expect.stringContaining('“Free hemming” was used. It can be put back for ten minutes.'),
  ])
  for (const page of pages) await page.getByText('There is no benefit to use now.').waitFor()
})

test('one reward in two windows is taken once; who comes second hears that there is less, and sees the new balance', async () => {
  const pages = await Promise.all([1, 2].map(() => openPortal(stage, { at: `/profile/${profileId}` })))
  for (const page of pages) {
    await redeem(page).click()
    await page.getByRole('dialog').getByRole('textbox').fill('30.00')
  }
  await Promise.all(pages.map((page) => page.getByRole('button', { name: 'Redeem $30.00' }).click()))
  const said = await Promise.all(
    pages.map((page) => page.getByRole('region', { name: 'What was done' }).getByRole('paragraph').innerText()),
  )
  expect(said.toSorted()).toEqual([
    expect.stringContaining('$30.00 was taken from the balance.'),
    expect.stringContaining('Nothing was taken. Less is left on the balance than was asked for.'),
  ])
  for (const page of pages)
    await page.getByRole('region', { name: 'Can be spent now' }).getByText('$10.00').first().waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(10)
})

test('two who edit one customer do not undo each other: who saves second sees what the first changed, and decides', async () => {
  const pages = await Promise.all([1, 2].map(() => openPortal(stage, { at: `/profile/${profileId}` })))
  const [first, second] = pages as [Page, Page]
  for (const page of pages) await page.getByRole('button', { name: 'Edit' }).click()
  await first.getByRole('dialog').getByLabel('Last name').fill('Babbage-King')
  await first.getByRole('dialog').getByLabel('Tags').fill('vip')
  await first.getByRole('button', { name: 'Save' }).click()
  await first.getByRole('heading', { name: 'Bob Babbage-King' }).waitFor()

  const dialog = second.getByRole('dialog')
  await dialog.getByLabel('First name').fill('Robert')
  await dialog.getByLabel('Last name').fill('Cabbage')
  await dialog.getByLabel('Tags').fill('hemming')
  await second.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Somebody changed this customer meanwhile').waitFor()
  await dialog.getByText('Last name: Babbage-King').waitFor()
  expect((await stage.shop.get(`profiles/${profileId}`)).body.data).toMatchObject({ first_name: 'Bob', tags: ['vip'] })
  await second.getByRole('button', { name: 'Save' }).click()
  await second.getByRole('heading', { name: 'Robert Cabbage' }).waitFor()
  expect((await stage.shop.get(`profiles/${profileId}`)).body.data).toMatchObject({
    first_name: 'Robert',
    last_name: 'Cabbage',
    // What each of them added is there: tags are many, and nobody took one away.
    tags: expect.arrayContaining(['vip', 'hemming']),
  })
})

test('who edits another field than somebody else is not asked', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  await page.getByRole('button', { name: 'Edit' }).click()
  await stage.shop.put(`profiles/${profileId}`, { last_name: 'King', tags: ['vip'] })
  await page.getByRole('dialog').getByLabel('First name').fill('Robert')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Robert King' }).waitFor()
})

test('two who enrol one address at the same time make one member, and who comes second is led to them', async () => {
  const pages = await Promise.all([1, 2].map(() => openPortal(stage, { at: '/enrol' })))
  for (const page of pages) {
    await page.getByLabel('First name').fill('Twice')
    await page.getByRole('textbox', { name: 'E-mail' }).fill(address('twice'))
  }
  await Promise.all(pages.map((page) => page.getByRole('button', { name: 'Enrol', exact: true }).click()))
  const open = pages.map((page) => page.getByRole('link', { name: 'Open Twice' }))
  const ends = pages.map((page, index) =>
    page.getByRole('heading', { name: 'Twice' }).or(open[index] ?? page.locator('x')),
  )
  for (const end of ends) await end.first().waitFor()
  for (const link of open) if ((await link.count()) > 0) await link.click()
  for (const page of pages) await page.getByRole('heading', { name: 'Twice' }).waitFor()
  expect((await stage.shop.get(`profiles?filter[email]=${address('twice')}`)).body.data).toHaveLength(1)
})

test('an enrolment without an answer is settled first, and what was typed for the next customer stays', async () => {
  const page = await openPortal(stage, { at: '/enrol' })
  await page.route('**/api/v3/profiles', async (route) => {
    await route.fetch()
    await route.abort('aborted')
  })
  await page.getByLabel('First name').fill('Early')
  await page.getByRole('textbox', { name: 'E-mail' }).fill(address('early'))
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await page.getByRole('region', { name: 'An answer is missing' }).waitFor()
  await page.unroute('**/api/v3/profiles')
  await page.getByLabel('First name').fill('Late')
  await page.getByRole('textbox', { name: 'E-mail' }).fill(address('late'))
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await page.getByText('Early is enrolled: that was the customer before.', { exact: false }).first().waitFor()
  expect(await page.getByLabel('First name').inputValue()).toBe('Late')
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Late' }).waitFor()
})

test('whatever happened meanwhile, the books add up', async () => {
  expect(await rowsThatDisagree(stage.shop)).toEqual([])
})
