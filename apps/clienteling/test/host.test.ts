// A POS that embeds the portal, in a real browser: examples/host-pos.html, as a shop would try it.
import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { pairingCode } from '../../../packages/server/test/device.ts'
import { openStage, screenshot } from '../../kit/test/browser.ts'
import { type ExampleHost, openExampleHost } from './host.ts'
import { balanceOf, bob, enrol, expectGoodScreen, giveValue, openCounter, prove, slowAt, today } from './portal.ts'

const stage = openStage({ at: today })
let host: ExampleHost
let stranger: ExampleHost
/** The same POS at another port of the server's own name, as one that runs on the shop's server. */
let sameSite: string
beforeAll(async () => {
  await openCounter(stage.shop)
  host = await openExampleHost(stage.url)
  stranger = await openExampleHost(stage.url)
  sameSite = host.origin.replace('localhost', '127.0.0.1')
  await stage.shop.put('settings/portal.origins', { value: `https://pos.example.com ${host.origin} ${sameSite}` })
})
afterAll(() => Promise.all([host.close(), stranger.close()]))

let profileId: string
let people = 0
beforeEach(async () => {
  profileId = await enrol(stage.shop, { ...bob, email: `bob.${(people += 1)}@example.com` })
  await giveValue(stage.shop, profileId, 40)
})

/** Opens the POS, pairs the portal in it by the operator's link, and signs a cashier in. */
async function openPos(
  how: 'callbacks' | 'messages',
  origin = host.origin,
): Promise<{ page: Page; portal: FrameLocator }> {
  const context = await stage.newContext({ origins: [origin] })
  const page = await context.newPage()
  await page.goto(origin)
  const code = await pairingCode(stage.shop, 'clienteling', `Framed ${people} ${how}`, { location_id: 'S14' })
  await page.getByLabel(/A pairing link/).fill(`${stage.url}/clienteling/pair#${code}`)
  await page.getByRole('button', { name: how === 'callbacks' ? /: callbacks/ : /Open it at its address/ }).click()
  const portal = page.frameLocator('iframe[title="Staff portal"]')
  await portal.getByRole('button', { name: 'Pair this browser' }).click()
  // It stands where the other one was: a finger that is so quick would have tapped twice.
  await portal.getByRole('button', { name: 'Open the staff portal' }).press('Enter')
  await prove(page, 'cashier', portal)
  await portal.getByRole('searchbox').waitFor()
  return { page, portal }
}

/** The POS says something to the portal. */
const tellPortal = (page: Page, name: string, argument: unknown): Promise<void> =>
  page.evaluate(
    ([called, given]) => (window as unknown as { say(name: unknown, given: unknown): void }).say(called, given),
    [name, argument],
  )

const said = (page: Page): Promise<string[]> =>
  page.getByRole('region', { name: 'What the portal said' }).getByRole('listitem').allInnerTexts()

test.each([
  ['callbacks', 'call'],
  ['messages', 'message'],
] as const)('a POS attaches a customer and takes a reward by %s', async (how, word) => {
  const { page, portal } = await openPos(how, sameSite)
  await portal.getByRole('searchbox').fill(`bob.${people}@`)
  await portal.getByRole('link', { name: /Bob Babbage/ }).click()
  await portal.getByRole('button', { name: 'Attach to sale' }).click()
  await portal.getByText('Bob Babbage is attached to the sale.').first().waitFor()
  await page.getByText(profileId, { exact: true }).waitFor()

  await portal.getByRole('button', { name: /^Redeem/ }).click()
  await portal.getByRole('dialog').getByRole('textbox').fill('15.00')
  await portal.getByRole('button', { name: 'Redeem $15.00' }).click()
  await portal.getByText('$15.00 was taken from the balance').first().waitFor()
  await page.getByText(`taken from ${profileId}`).waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(25)
  await portal.getByRole('dialog').waitFor({ state: 'detached' })
  await screenshot(page, `portal-host-${how}`)

  await portal.getByRole('button', { name: 'Put back $15.00' }).click()
  await page.getByText('put back', { exact: true }).waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(40)
  expect(await said(page)).toEqual([
    `${word} memberProfile_addToSale(${profileId})`,
    `${word} redeemReward_returnConfirmation(${profileId}, true)`,
    `${word} redeemReward_returnConfirmation(${profileId}, false)`,
  ])
  await portal.getByRole('button', { name: 'Back to the POS' }).click()
  await page.getByText('Back at the sale.').waitFor()
})

test('a cart that grows lets more be redeemed, and the POS may name the customer', async () => {
  const { page, portal } = await openPos('messages', sameSite)
  await giveValue(stage.shop, profileId, 400)
  await page.evaluate(
    (id) => (window as unknown as { say(name: string, id: string): void }).say('openProfile', id),
    profileId,
  )
  await portal.getByRole('heading', { name: 'Bob Babbage' }).waitFor()
  await page.getByRole('button', { name: 'Add a scarf' }).click()
  await portal.getByRole('button', { name: /^Redeem/ }).click()
  await portal.getByText('Up to $300.00, what this sale allows.').waitFor()
})

test('a cart that shrinks while the amount is chosen lowers what is taken; one that means nothing allows nothing', async () => {
  const { page, portal } = await openPos('messages', sameSite)
  const allow = (most: number) =>
    page.evaluate(
      (amount) => (window as unknown as { say(name: string, most: number): void }).say('setMaxRedeem', amount),
      most,
    )
  await page.evaluate(
    (id) => (window as unknown as { say(name: string, id: string): void }).say('openProfile', id),
    profileId,
  )
  await portal.getByRole('button', { name: /^Redeem/ }).click()
  await portal.getByRole('button', { name: 'Redeem $40.00' }).waitFor()
  await allow(-20)
  await portal.getByText(/cannot be read, so nothing can be redeemed/).waitFor()
  await allow(0.1 + 12.2)
  await portal.getByRole('button', { name: 'Redeem $12.30' }).click()
  await portal.getByText('$12.30 was taken from the balance').first().waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(27.7)
})

test('a POS of another site attaches a customer; where the browser keeps nothing for a framed page, no value is taken', async () => {
  const { page, portal } = await openPos('messages')
  await portal.getByRole('searchbox').fill(`bob.${people}@`)
  await portal.getByRole('link', { name: /Bob Babbage/ }).click()
  await portal.getByRole('button', { name: 'Attach to sale' }).click()
  await page.getByText(profileId, { exact: true }).waitFor()
  expect(await said(page)).toEqual([`message memberProfile_addToSale(${profileId})`])
  await portal.getByRole('button', { name: /^Redeem/ }).click()
  await portal.getByRole('button', { name: 'Redeem $40.00' }).click()
  await portal
    .getByText(/Nothing was taken. This browser keeps nothing for this page/)
    .first()
    .waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(40)
})

/** Opens the customer in the portal, the pad in it, and keeps the answer to the redemption back until it is let go. */
async function redeemSlowly(): Promise<{ page: Page; portal: FrameLocator; letGo: () => void }> {
  const { page, portal } = await openPos('messages', sameSite)
  await page.evaluate(
    (id) => (window as unknown as { say(name: string, id: string): void }).say('openProfile', id),
    profileId,
  )
  const letGo = await slowAt(page, '**/redeem')
  await portal.getByRole('button', { name: /^Redeem/ }).click()
  await portal.getByRole('button', { name: 'Redeem $40.00' }).click()
  await expect.poll(() => balanceOf(stage.shop, profileId)).toBe(0)
  return { page, portal, letGo }
}

test('a POS that leaves the portal in the middle of a redemption and comes back hears of it, once, and it can be put back', async () => {
  const { page, portal, letGo } = await redeemSlowly()
  const address = await page.frames()[1]?.evaluate(() => location.href)
  await page.frames()[1]?.goto('about:blank')
  letGo()
  await page.unroute('**/redeem')
  expect(await said(page)).toEqual([])
  await page.frames()[1]?.goto(String(address))
  await portal.getByText('$40.00 was taken from the balance').first().waitFor()
  await expect.poll(() => said(page)).toEqual([`message redeemReward_returnConfirmation(${profileId}, true)`])
  await portal.getByRole('button', { name: 'Put back $40.00' }).click()
  await portal.getByText('$40.00 is back on the balance.').first().waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(40)
})

/** A reward that was taken and is on its way back, for which no answer has come yet. */
async function putBackSlowly(): Promise<{ page: Page; portal: FrameLocator; letGo: () => void }> {
  const { page, portal, letGo } = await redeemSlowly()
  letGo()
  await portal.getByRole('dialog').waitFor({ state: 'detached' })
  const letBack = await slowAt(page, '**/reversal')
  await portal.getByRole('button', { name: 'Put back $40.00' }).click()
  await expect.poll(() => balanceOf(stage.shop, profileId)).toBe(40)
  return { page, portal, letGo: letBack }
}

const isWaiting = (portal: FrameLocator, name: string): Promise<string | null> =>
  portal.getByRole('button', { name }).getAttribute('data-loading')

test('whoever goes back to the POS while a reward is on its way back goes once the POS has heard of it', async () => {
  const { page, portal, letGo } = await putBackSlowly()
  await portal.getByRole('button', { name: 'Back to the POS' }).click()
  await expect.poll(() => isWaiting(portal, 'Back to the POS')).toBe('true')
  const before = await said(page)
  letGo()
  await page.getByText('Back at the sale.').waitFor()
  expect([before.length, ...(await said(page)).slice(1)]).toEqual([
    1,
    `message redeemReward_returnConfirmation(${profileId}, false)`,
    'message memberProfile_returnToPOS()',
  ])
})

test('a customer is attached once the POS has heard of what is under way: one that closes then sells with the right reward', async () => {
  const { page, portal, letGo } = await putBackSlowly()
  await portal.getByRole('button', { name: 'Attach to sale' }).click()
  await expect.poll(() => isWaiting(portal, 'Attach to sale')).toBe('true')
  const before = await said(page)
  letGo()
  await portal.getByText('Bob Babbage is attached to the sale.').first().waitFor()
  expect([before.length, ...(await said(page)).slice(1)]).toEqual([
    1,
    `message redeemReward_returnConfirmation(${profileId}, false)`,
    `message memberProfile_addToSale(${profileId})`,
  ])
})

test('where an answer is missing nobody is attached, and the page says so; whoever attaches once more attaches', async () => {
  const { page, portal } = await openPos('messages', sameSite)
  await tellPortal(page, 'openProfile', profileId)
  await page.route('**/redeem', (route) => route.abort('aborted'))
  await portal.getByRole('button', { name: /^Redeem/ }).click()
  await portal.getByRole('button', { name: 'Redeem $40.00' }).click()
  const missing = portal.getByRole('region', { name: 'An answer is missing' })
  await missing.getByRole('button', { name: 'Ask again' }).click()
  await portal.getByRole('button', { name: 'Attach to sale' }).click()
  await expect.poll(() => isWaiting(portal, 'Attach to sale')).toBe('true')
  await missing.waitFor()
  await expect.poll(() => isWaiting(portal, 'Attach to sale')).toBeNull()
  expect(await said(page)).toEqual([])
  await portal.getByRole('button', { name: 'Attach to sale' }).click()
  await portal.getByText('Bob Babbage is attached to the sale.').first().waitFor()
})

test('while value is being taken nothing leads out of the dialog: not Escape, not Cancel, not the cross', async () => {
  const { page, portal, letGo } = await redeemSlowly()
  for (let times = 0; times < 3; times += 1) await page.keyboard.press('Escape')
  const dialog = portal.getByRole('dialog')
  expect(await dialog.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true)
  expect(await dialog.getByRole('button', { name: 'Close' }).isDisabled()).toBe(true)
  expect(await dialog.isVisible()).toBe(true)
  letGo()
  await portal.getByText('$40.00 was taken from the balance').first().waitFor()
  await dialog.waitFor({ state: 'detached' })
})

test('the total that the POS said last counts, whoever signs in and however often the page is loaded again', async () => {
  const { page, portal } = await openPos('messages', sameSite)
  await giveValue(stage.shop, profileId, 400)
  await tellPortal(page, 'openProfile', profileId)
  await portal.getByRole('heading', { name: 'Bob Babbage' }).waitFor()
  const expectMost = async (most: string): Promise<void> => {
    await portal.getByRole('button', { name: /^Redeem/ }).click()
    await portal.getByText(`Up to $${most}, what this sale allows.`).waitFor()
    await portal.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  }
  await tellPortal(page, 'setMaxRedeem', 90)
  await expectMost('90.00')
  const framed = page.frames()[1]
  await framed?.evaluate(() => location.reload())
  await expectMost('90.00')
  await portal.getByRole('button', { name: 'Tom Bergström' }).click()
  await portal.getByRole('button', { name: 'Sign out' }).click()
  await portal.getByRole('heading', { name: 'Who is here?' }).waitFor()
  // While nobody is here the POS says more than fits, and the page is loaded once more.
  for (let total = 1; total <= 30; total += 1) await tellPortal(page, 'setMaxRedeem', total)
  await framed?.evaluate(() => location.reload())
  await portal.getByRole('heading', { name: 'Who is here?' }).waitFor()
  await prove(page, 'cashier', portal)
  await expectMost('30.00')
})

test('a page that says neither who it is nor is accepted is told nothing that it can hear, and nobody is said to have been told', async () => {
  const context = await stage.newContext({ origins: [stranger.origin] })
  const page = await context.newPage()
  await page.goto(stranger.origin)
  const code = await pairingCode(stage.shop, 'clienteling', 'Blind', { location_id: 'S14' })
  await page.evaluate(() => {
    const heard: unknown[] = []
    Object.assign(window, { heard })
    addEventListener('message', ({ data }) => heard.push(data))
  })
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate((url) => void window.open(url, 'portal', 'popup'), `${stage.url}/clienteling/pair#${code}`),
  ])
  await popup.getByRole('button', { name: 'Pair this browser' }).click()
  await popup.getByRole('button', { name: 'Open the staff portal' }).press('Enter')
  await prove(popup, 'cashier')
  await popup.getByRole('searchbox').fill(`bob.${people}@`)
  await popup.getByRole('link', { name: /Bob Babbage/ }).click()
  await popup.getByRole('button', { name: 'Attach to sale' }).click()
  await popup
    .getByText(/nobody answered for it. Look at the POS before the sale goes on/)
    .first()
    .waitFor()
  expect(await popup.getByText('is attached to the sale').count()).toBe(0)
  expect(await page.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).toEqual([])
})

test('only the POS itself is believed, and only what means something', async () => {
  const { page, portal } = await openPos('messages', sameSite)
  const odd = [null, 'x', [], { length: 1 }, [1, 2], ['../../enrol'], [{}], [`${profileId}/x`], ['<img src=x>']]
  await page.evaluate((all) => {
    const { say } = window as unknown as { say(name: string, ...args: unknown[]): void }
    const portalWindow = frames[0]
    for (const args of all) {
      for (const name of ['openProfile', '__proto__', 'constructor', 'toString'])
        portalWindow?.postMessage({ source: 'pos', name, args }, '*')
      portalWindow?.postMessage(args, '*')
    }
    say('openProfile', 'not an id')
  }, odd)
  // A frame beside the portal, of the POS's own origin: what runs in it is not the POS.
  await page.evaluate((id) => {
    const beside = document.body.appendChild(document.createElement('iframe'))
    const script = `parent.frames[0].postMessage({ source: 'pos', name: 'openProfile', args: ['${id}'] }, '*')`
    const inside = beside.contentWindow as unknown as { eval(text: string): void }
    inside.eval(script)
  }, profileId)
  await page.evaluate(() => (window as unknown as { say(name: string, most: number): void }).say('setMaxRedeem', 7))
  await portal.getByRole('searchbox').fill(`bob.${people}@`)
  await portal.getByRole('link', { name: /Bob Babbage/ }).click()
  await portal.getByRole('button', { name: /^Redeem/ }).click()
  await portal.getByText('Up to $7.00, what this sale allows.').waitFor()
})

test('a page that is not on the list cannot frame the portal, and hears nothing as the window that opened it', async () => {
  // Its own browser: what the browser says about a frame that it refuses is not a trouble here, it is the point.
  const context = await stage.browser.newContext()
  const page = await context.newPage()
  await page.goto(stranger.origin)
  await page.getByRole('button', { name: /Open it at its address/ }).click()
  const framed = page.frames()[1]
  await expect.poll(() => page.frames()[1]?.url() ?? framed?.url()).toMatch(/^chrome-error:|^about:blank/)

  const code = await pairingCode(stage.shop, 'clienteling', 'Stranger', { location_id: 'S14' })
  await page.getByLabel(/A pairing link/).fill(`/clienteling/pair#${code}`)
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: /in a window/ }).click(),
  ])
  await popup.getByRole('button', { name: 'Pair this browser' }).click()
  await popup.getByRole('button', { name: 'Open the staff portal' }).press('Enter')
  await prove(popup, 'cashier')
  await popup.getByRole('searchbox').fill(`bob.${people}@`)
  await popup.getByRole('link', { name: /Bob Babbage/ }).click()
  await page.getByRole('button', { name: 'Add a scarf' }).click()
  await popup.getByRole('button', { name: 'Attach to sale' }).click()
  await popup
    .getByText(/is not on the shop’s list, so it was told nothing/)
    .first()
    .waitFor()
  await expectGoodScreen(popup, 'origin-refused')
  expect(await said(page)).toEqual([])
  await popup.getByRole('button', { name: /^Redeem/ }).click()
  await popup.getByText('Up to $40.00').first().waitFor()
  await context.close()
})
