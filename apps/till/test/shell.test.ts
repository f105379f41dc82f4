import { expect, test } from 'vitest'

import { expectAccessible, openStage } from '../../kit/test/browser.ts'

const stage = openStage()

test('the page opens at /till in the language of the browser', async () => {
  const page = await stage.open({ path: '/till' })
  await page.getByRole('heading', { name: 'Till' }).waitFor()
  expect(await page.title()).toBe('Till · Tillside')
  await expectAccessible(page)

  const german = await stage.open({ path: '/till', locale: 'de-DE' })
  await german.getByRole('heading', { name: 'Kasse' }).waitFor()
})
