// How soon the till can be used: for the first time on a slow machine, and again from the browser's cache. Beside it a page
// that has nothing on it but the field that the cashier waits for.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'

import { untilPage, type WebStage } from './web-stage.ts'

export interface Loaded {
  /** Of all scripts that came before the till could be used, packed. */
  readonly scriptBytes: number
  readonly scripts: number
  readonly coldMs: readonly number[]
  readonly coldFloorMs: readonly number[]
  readonly warmMs: readonly number[]
  readonly warmFloorMs: readonly number[]
}

const slowDown = 4

/** Notes when the field to find goods is drawn, by the page's own clock, which begins with the visit. */
const watch = `
  window.__usableMs = null
  const look = () => {
    const field = document.querySelector('input[type=search]')
    if (field !== null && field.getBoundingClientRect().width > 0) window.__usableMs = performance.now()
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
`
const bare = '<!doctype html><title>bare</title><input type="search">'

interface Visit {
  readonly url: string
  /** How many times slower the processor is. */
  readonly rate: number
  /** The page is kept in the browser in a quiet moment: it is there before the next visit. */
  readonly isKept: boolean
}

async function visit(
  context: BrowserContext,
  { url, rate, isKept }: Visit,
): Promise<{ ms: number; scripts: string[] }> {
  const page = await context.newPage()
  const scripts: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.endsWith('.js') && !pathname.endsWith('service-worker.js')) scripts.push(pathname)
  })
  const session = await context.newCDPSession(page)
  await page.addInitScript(watch)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
  await page.goto(url, { waitUntil: 'commit' })
  const ms = await untilPage<number>(page, 'window.__usableMs')
  const seen = [...scripts]
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  if (isKept) await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
  await page.close()
  return { ms, scripts: seen }
}

async function openBare(): Promise<{ url: string; close(): void }> {
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(bare))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() }
}

export async function measureLoad(stage: WebStage, folder: string, visits: number): Promise<Loaded> {
  const floor = await openBare()
  const [coldMs, coldFloorMs, warmMs, warmFloorMs]: number[][] = [[], [], [], []]
  let scripts: string[] = []
  try {
    for (let number = 0; number < visits; number += 1) {
      const context = await stage.device('till', `Load ${number}`)
      const [bareOne, till] = [
        { url: floor.url, isKept: false },
        { url: `${stage.url}/till`, isKept: true },
      ]
      coldFloorMs?.push((await visit(context, { ...bareOne, rate: slowDown })).ms)
      const cold = await visit(context, { ...till, rate: slowDown })
      coldMs?.push(cold.ms)
      scripts = cold.scripts
      warmFloorMs?.push((await visit(context, { ...bareOne, rate: 1 })).ms)
      warmMs?.push((await visit(context, { ...till, rate: 1 })).ms)
      await context.close()
    }
  } finally {
    floor.close()
  }
  const bytes = scripts.map((path) => statSync(join(folder, `${path}.gz`)).size)
  const all = {
    coldMs: coldMs ?? [],
    coldFloorMs: coldFloorMs ?? [],
    warmMs: warmMs ?? [],
    warmFloorMs: warmFloorMs ?? [],
  }
  return { scriptBytes: bytes.reduce((sum, size) => sum + size, 0), scripts: scripts.length, ...all }
}
