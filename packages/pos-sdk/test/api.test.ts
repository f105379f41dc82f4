import { expect, test } from 'vitest'

import { printApi } from './api-page.ts'

test('API.md is what the comments in the code say', async () => {
  await expect(printApi()).toMatchFileSnapshot('../API.md')
})
