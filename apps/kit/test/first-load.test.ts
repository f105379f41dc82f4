// What travels before a page can be used: every script that it asks for by itself, as it is packed.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { openStage } from './browser.ts'
import { employ, tom } from './people.ts'
import { webFolder } from './tools.ts'

const stage = openStage()
const bytesMax = 250 * 1024

test.each(['till', 'clienteling'] as const)('%s: scripts of the first load', async (app) => {
  if (app === 'till') await employ(stage.shop, [tom])
  const context = await stage.newDevice({ app, staff: tom })
  const paths: string[] = []
  context.on('request', (request) => {
    // What is kept for a visit without the server is fetched behind the page, which does not wait for it.
    if (request.serviceWorker() !== null) return
    const { pathname } = new URL(request.url())
    if (pathname.endsWith('.js')) paths.push(pathname)
  })
  const page = await stage.open({ path: `/${app}`, context })
  await page.getByRole('button', { name: 'Tom Bergström' }).waitFor()
  const folder = await webFolder()
  const bytes = paths.map((path) => statSync(join(folder, `${path}.gz`)).size).reduce((sum, size) => sum + size, 0)
  console.info(`${app}: ${(bytes / 1024).toFixed(1)} KB of JavaScript, gzipped`)
  expect(paths.length).toBeGreaterThan(0)
  expect(bytes).toBeLessThan(bytesMax)
})
