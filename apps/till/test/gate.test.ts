// How a browser becomes a till, and how people sign in on it.
import { beforeAll, describe, expect, test } from 'vitest'

import { expectAccessible, openStage, screenshot } from '../../kit/test/browser.ts'
import { employ, grace, mei, tom } from '../../kit/test/people.ts'
import { scanUntil } from './counter.ts'
import { scan as scanAtOnce } from './front.ts'

const stage = openStage()
const asTom = { number: tom.number, pin: tom.pin }

beforeAll(async () => {
  await employ(stage.shop, [grace, tom, mei])
})

describe('pairing', () => {
  test('a browser that is no till says how it becomes one, and nothing else', async () => {
    const page = await stage.open({ path: '/till' })
    await page.getByRole('heading', { name: 'This browser is not a till yet' }).waitFor()
    expect(await page.locator('pre').innerText()).toContain('npm run tillside -- pair till "Till 1"')
    await expectAccessible(page)
    await screenshot(page, 'till-not-paired')
  })

  test('the operator’s link makes it one, and its code leaves the address', async () => {
    const { body } = await stage.shop.post('devices', { app: 'till', name: 'Till 7' })
    const page = await stage.open({ path: body.data.pairing_path })
    await page.getByRole('heading', { name: 'Make this browser a till?' }).waitFor()
    expect(new URL(page.url()).hash).toBe('')
    await expectAccessible(page)

    await page.getByRole('button', { name: 'Pair this browser' }).click()
    await page.getByRole('heading', { name: 'This is now Till 7' }).waitFor()
    await page.getByRole('button', { name: 'Open the till' }).press('Enter')
    await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/till')
    // The code stays out of the history too.
    await page.reload()
    await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
  })

  test('a link that was used before says so, and that a new one is needed', async () => {
    const { body } = await stage.shop.post('devices', { app: 'till', name: 'Till 8' })
    const first = await stage.open({ path: body.data.pairing_path })
    await first.getByRole('button', { name: 'Pair this browser' }).click()
    await first.getByRole('heading', { name: 'This is now Till 8' }).waitFor()

    const second = await stage.open({ path: '/till' })
    await second.getByLabel('Pairing link').fill(`${stage.url}${body.data.pairing_path}`)
    await second.getByRole('button', { name: 'Pair this browser' }).click()
    await second.getByText('This link was used before or is older than 15 minutes.').waitFor()
  })

  test('a till that the operator revokes stops, and says which it was', async () => {
    const context = await stage.newDevice({ app: 'till', name: 'Till 9', staff: asTom })
    const page = await stage.open({ path: '/till', context })
    await page.getByRole('button', { name: 'Tom Bergström' }).waitFor()
    const { body } = await stage.shop.get('devices?filter[name]=Till 9')
    await stage.shop.remove(`devices/${body.data[0].id}`)
    await page.reload()
    await page.getByRole('heading', { name: 'This browser is not paired any more' }).waitFor()
    await page.getByText('It was “Till 9”').waitFor()
  })
})

describe('signing in', () => {
  test.each(['till', 'tablet', 'phone'] as const)('by name and PIN on a %s', async (size) => {
    const context = await stage.newDevice({ app: 'till', size })
    const page = await stage.open({ path: '/till', context })
    await page.getByRole('button', { name: /Tom Bergström/ }).waitFor()
    await expectAccessible(page)
    await screenshot(page, `till-sign-in-${size}`)

    await page.getByRole('button', { name: /Tom Bergström/ }).click()
    for (const digit of tom.pin) await page.getByRole('button', { name: digit, exact: true }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('banner').getByRole('button', { name: 'Tom Bergström' }).waitFor()
    await expectAccessible(page)
  })

  test('by number and PIN, with the keyboard alone', async () => {
    const page = await stage.open({ path: '/till', context: await stage.newDevice({ app: 'till' }) })
    await page.getByLabel('Staff number').focus()
    await page.keyboard.type(mei.number, { delay: 60 })
    await page.keyboard.press('Enter')
    await page.getByLabel('PIN of 2209').waitFor()
    await page.keyboard.type(mei.pin, { delay: 60 })
    await page.keyboard.press('Enter')
    await page.getByRole('banner').getByRole('button', { name: 'Mei Tan' }).waitFor()
  })

  test('by a badge, while somebody is typing, whose text stays', async () => {
    const page = await stage.open({ path: '/till', context: await stage.newDevice({ app: 'till' }) })
    const number = page.getByLabel('Staff number')
    await number.focus()
    await page.keyboard.type('22', { delay: 60 })
    await scanUntil(page, 'BADGE-OF-NOBODY', page.getByText('That did not match. Try again.'))
    expect(await number.inputValue()).toBe('22')

    await scanUntil(page, grace.badge, page.getByRole('banner').getByRole('button', { name: 'Grace Okafor' }))
  })

  test('goods that are scanned before anybody has signed in are no badge: the server is not asked, and no try is counted', async () => {
    const page = await stage.open({ path: '/till', context: await stage.newDevice({ app: 'till', name: 'Till 12' }) })
    await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
    const asked: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST') asked.push(request.url())
    })
    for (const code of ['9520000000035', 'C:9524000000019', 'R14-261201-0007-9']) {
      await scanAtOnce(page, code)
      await page.getByText('Sign in first, then scan again.').waitFor()
    }
    await page.getByRole('button', { name: /Mei Tan/ }).click()
    await page.getByText('Sign in first, then scan again.').waitFor({ state: 'detached' })
    await scanAtOnce(page, '9520000000035')
    await page.getByText('Sign in first, then scan again.').waitFor()
    expect(await page.getByText('That did not match').count()).toBe(0)
    await expectAccessible(page)
    expect(asked).toEqual([])

    await scanAtOnce(page, grace.badge)
    await page.getByRole('banner').getByRole('button', { name: 'Grace Okafor' }).waitFor()
  })

  test('a wrong PIN says neither which half was wrong nor lets anybody in; five lock the person for a while', async () => {
    const page = await stage.open({ path: '/till', context: await stage.newDevice({ app: 'till' }) })
    await page.getByRole('button', { name: /Mei Tan/ }).click()
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await page.keyboard.type('8080', { delay: 60 })
      await page.keyboard.press('Enter')
      await page.getByText('That did not match. Try again.').waitFor()
      expect(await page.getByLabel('PIN of Mei Tan').inputValue()).toBe('')
    }
    await page.keyboard.type('8080', { delay: 60 })
    await page.keyboard.press('Enter')
    await page.getByText('That did not match. Try again.').waitFor()
    await page.keyboard.type(mei.pin, { delay: 60 })
    await page.keyboard.press('Enter')
    await page.getByText('Too many wrong tries.').waitFor()
    await screenshot(page, 'till-sign-in-locked')
  })

  test('signing out leaves the till to the next', async () => {
    const context = await stage.newDevice({ app: 'till', staff: asTom })
    const page = await stage.open({ path: '/till', context })
    await page.getByRole('button', { name: 'Tom Bergström' }).click()
    await page.getByRole('heading', { name: 'Tom Bergström' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
  })
})

describe('without the server', () => {
  test('whoever signed in here lately can sign in by the PIN of then, and nobody else', async () => {
    const context = await stage.newDevice({ app: 'till', name: 'Till 3' })
    const page = await stage.open({ path: '/till', context })
    await page.getByRole('button', { name: /Grace Okafor/ }).click()
    await page.keyboard.type(grace.pin, { delay: 60 })
    await page.keyboard.press('Enter')
    await page.getByRole('banner').getByRole('button', { name: 'Grace Okafor' }).waitFor()

    await stage.setOffline(context, true)
    await page.getByRole('button', { name: 'Grace Okafor' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
    await page.getByRole('button', { name: /Tom Bergström/ }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /Grace Okafor/ }).click()
    await page.keyboard.type('1357', { delay: 60 })
    await page.keyboard.press('Enter')
    await page.getByText('That did not match. Try again.').waitFor()
    await page.keyboard.type(grace.pin, { delay: 60 })
    await page.keyboard.press('Enter')
    await page.getByRole('banner').getByRole('button', { name: 'Grace Okafor' }).waitFor()
  })
})

describe('the device', () => {
  test('speaks the language that is chosen on it, and keeps it', async () => {
    const page = await stage.open({ path: '/till', locale: 'ja-JP' })
    await page.getByRole('heading', { name: 'このブラウザーはまだレジとして登録されていません' }).waitFor()
    await page.getByRole('button', { name: 'この端末の設定' }).click()
    await page.getByText('Deutsch').click()
    await page.getByRole('dialog', { name: 'Einstellungen dieses Geräts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'Dieser Browser ist noch keine Kasse' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('de')
    await page.reload()
    await page.getByRole('heading', { name: 'Dieser Browser ist noch keine Kasse' }).waitFor()
    await expectAccessible(page)
  })

  test('lists its keys on F1, and Escape takes the list away', async () => {
    const page = await stage.open({ path: '/till' })
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('F1')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })
})
