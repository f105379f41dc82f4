import { expect, test } from 'vitest'

import { expectAccessible, openStage } from '../../kit/test/browser.ts'

const stage = openStage()

test('the page opens at /clienteling in the language of the browser', async () => {
  const page = await stage.open({ path: '/clienteling' })
  await page.getByRole('heading', { name: 'Customers' }).waitFor()
  expect(await page.title()).toBe('Staff portal · Tillside')
  await expectAccessible(page)

  const german = await stage.open({ path: '/clienteling', locale: 'de-DE' })
  await german.getByRole('heading', { name: 'Kundinnen und Kunden' }).waitFor()
})
