// A real browser before the built screens on a server with its members: pages of paired devices, as a shop has them.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

import type { Running } from './processes.ts'
import { staffNumber } from './members.ts'

const pin = '7391'
const viewport = { width: 1366, height: 768 }
/** A machine that does other things beside takes its time; what takes so long is not measured any more. */
const waitMsMax = 60_000
const lookMs = 20

export interface WebStage {
  readonly url: string
  readonly browser: Browser
  /** A browser of its own, paired with the app, with somebody signed in; nothing of the app is in its cache. */
  device(app: 'till' | 'clienteling', name: string): Promise<BrowserContext>
  /** A browser that knows nothing. */
  context(): Promise<BrowserContext>
}

async function operate({ port, token }: Running, method: string, path: string, body: object) {
  const response = await fetch(`http://127.0.0.1:${port}/api/v3/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as { data: { pairing_path: string } }
}

export async function openWebStage(server: Running, program: string): Promise<WebStage & { close(): Promise<void> }> {
  // Another origin than 127.0.0.1 would be another shop to the cookies.
  const url = `http://127.0.0.1:${server.port}`
  await operate(server, 'PUT', `staff/${staffNumber}/access`, { role: 'manager', pin })
  // Root may not have a sandbox, and a container has little shared memory.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--enable-precise-memory-info']
  const browser = await chromium.launch({ executablePath: program, args })
  const context = async (): Promise<BrowserContext> => {
    const made = await browser.newContext({ viewport, locale: 'en-AU', timezoneId: 'Australia/Sydney' })
    made.setDefaultTimeout(waitMsMax)
    return made
  }
  return {
    url,
    browser,
    context,
    device: async (app, name) => {
      const made = await context()
      const { data } = await operate(server, 'POST', 'devices', { app, name })
      const post = async (path: string, body: object): Promise<void> => {
        const answer = await made.request.post(`${url}/${app}/api/v3/${path}`, { data: body, headers: { origin: url } })
        if (!answer.ok()) throw new Error(`${path} was answered ${answer.status()}: ${await answer.text()}`)
      }
      await post('device/pair', { code: data.pairing_path.split('#')[1] })
      await post('device/session', { staff_id: staffNumber, pin })
      return made
    },
    close: () => browser.close(),
  }
}

/** Waits for what the page itself says; in words, since the screens' policy forbids to wait in code. */
export async function untilPage<T>(page: Page, expression: string): Promise<T> {
  for (const until = Date.now() + waitMsMax; Date.now() < until; await sleep(lookMs)) {
    const value = await page.evaluate<T | null>(expression)
    if (value !== null) return value
  }
  const screen = await page.locator('body').innerText()
  throw new Error(`the page never came to ${expression}; it says: ${screen}`)
}

/** Opens the till, until it sells. */
export async function openTillPage(stage: WebStage, context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${stage.url}/till`)
  await page.getByRole('searchbox', { name: 'Find goods' }).waitFor()
  await page
    .getByRole('button', { name: /^Goods \d/ })
    .first()
    .waitFor()
  return page
}
