// A real browser before a real server: a test shop that serves the built screens, and pages of it in the sizes that a till,
// a tablet and a phone have. What a page must never do (see troubles.ts) fails the test in which it did it.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'

import type { App } from '@tillside/contract/devices'

import { pairingCode } from '../../../packages/server/test/device.ts'
import { openShop, type Shop, type ShopOptions } from '../../../packages/server/test/shop.ts'
import { chromiumPath, webFolder } from './tools.ts'
import { Troubles } from './troubles.ts'

export const screenSizes = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  till: { width: 1366, height: 768 },
} as const
export type ScreenSize = keyof typeof screenSizes

export interface PageOptions {
  /** Below the server: `/till/pair`. */
  readonly path: string
  /** `till` unless said otherwise. */
  readonly size?: ScreenSize
  readonly scheme?: 'light' | 'dark'
  /** What the browser asks for: `en-AU`, `de-DE`, `ja-JP`. */
  readonly locale?: string
  /** Another page of the same browser on the same device: it shares cookies and storage. */
  readonly context?: BrowserContext
  /** Origins that the page may ask beside the server, such as that of a POS that embeds the portal. */
  readonly origins?: readonly string[]
}

export interface DeviceOptions extends Omit<PageOptions, 'path' | 'context'> {
  readonly app: App
  /** `Till 1` or `Counter 1` unless said otherwise. */
  readonly name?: string
  /** The id of its location. */
  readonly locationId?: number
  /** Who is signed in: their number and PIN. */
  readonly staff?: { readonly number: string; readonly pin: string }
}

export interface Stage {
  readonly shop: Shop
  /** The server's own address, without a slash at its end. */
  readonly url: string
  readonly browser: Browser
  /** Opens a page; it is closed when the test ends. */
  open(options: PageOptions): Promise<Page>
  /** A device with cookies and storage of its own, for several pages of it. */
  newContext(options?: Omit<PageOptions, 'path' | 'context'>): Promise<BrowserContext>
  /** A browser that is paired; with `staff` somebody is signed in on it. */
  newDevice(options: DeviceOptions): Promise<BrowserContext>
  /** Takes the network away from all pages of the context, or gives it back. */
  setOffline(context: BrowserContext, isOffline: boolean): Promise<void>
}

/** A first start on a cold machine builds the screens and may install Chromium. */
const openingMsMax = 240_000

/** Pairs the browser and signs somebody in, as its pages would. */
async function pair(
  shop: Shop,
  context: BrowserContext,
  { app, name, locationId, staff }: DeviceOptions,
): Promise<void> {
  const post = async (path: string, data: object): Promise<void> => {
    const answer = await context.request.post(`${shop.url}/${app}/api/v3/${path}`, {
      data,
      headers: { origin: shop.url },
    })
    expect(answer.status(), await answer.text()).toBe(201)
  }
  const named = name ?? (app === 'till' ? 'Till 1' : 'Counter 1')
  const more = locationId === undefined ? {} : { location_id: locationId }
  await post('device/pair', { code: await pairingCode(shop, app, named, more) })
  if (staff) await post('device/session', { staff_id: staff.number, pin: staff.pin })
}

/** What a browser is started with: root may not have a sandbox, and a container has little shared memory. */
const programArgs = ['--no-sandbox', '--disable-dev-shm-usage']
/** A film in the place of a camera; pages that were not allowed to look see nothing of it. */
const cameraArgs = (path: string): string[] => [
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-video-capture=${path}`,
]

interface StageOptions extends ShopOptions {
  /** The film that the browser's camera shows (see camera.ts). Without one it has no camera. */
  readonly camera?: string
}

/** What a test does to requests ends with it: an answer that is on its way then is nobody's. */
async function leave(context: BrowserContext): Promise<void> {
  const routed = [context, ...context.pages()]
  await Promise.all(routed.map((one) => one.unrouteAll({ behavior: 'ignoreErrors' })))
  await context.close()
}

/** Call at the top of a test file. The stage is there from the first test on, and goes after the last. */
export function openStage({ camera, ...options }: StageOptions = {}): Stage {
  const troubles = new Troubles()
  const contexts: BrowserContext[] = []
  let shop: Shop | undefined
  let browser: Browser | undefined

  beforeAll(async () => {
    const [folder, executablePath] = await Promise.all([webFolder(), chromiumPath()])
    shop = await openShop({ ...options, web: { folder } })
    const args = [...programArgs, ...(camera === undefined ? [] : cameraArgs(camera))]
    browser = await chromium.launch({ executablePath, args })
  }, openingMsMax)

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map(leave))
    expect(troubles.take()).toEqual([])
  })

  afterAll(async () => {
    await browser?.close()
    await shop?.close()
  })

  const there = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('the stage opens before the first test')
    return thing
  }
  const newContext: Stage['newContext'] = async (how = {}) => {
    const { size = 'till', scheme = 'light', locale = 'en-AU', origins = [] } = how
    const context = await there(browser).newContext({
      viewport: screenSizes[size],
      colorScheme: scheme,
      locale,
      timezoneId: 'Australia/Sydney',
      hasTouch: size !== 'till',
    })
    contexts.push(context)
    await troubles.watch(context, [there(shop).url, ...origins])
    return context
  }
  const newDevice: Stage['newDevice'] = async (wished) => {
    const context = await newContext(wished)
    await pair(there(shop), context, wished)
    return context
  }
  return {
    newDevice,
    get shop() {
      return there(shop)
    },
    get url() {
      return there(shop).url
    },
    get browser() {
      return there(browser)
    },
    newContext,
    setOffline: (context, isOffline) => troubles.setOffline(context, isOffline),
    open: async ({ path, context, ...how }) => {
      const page = await (context ?? (await newContext(how))).newPage()
      await page.goto(`${there(shop).url}${path}`)
      return page
    },
  }
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What a colour can break: everything else is the same in light and dark. */
const rulesOfColour = ['color-contrast', 'link-in-text-block']

async function faultsOf(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const asked = colorScheme === 'light' ? axe.withTags(rules) : axe.withRules(rulesOfColour)
  const { violations } = await asked.analyze()
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary ?? ''}`),
  )
}

/** Colours follow the media a moment later, and may be on their way from one to the other. */
const drawnAnew = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
    await frame()
    await frame()
    const passing = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
    await Promise.allSettled(passing.map(({ finished }) => finished))
  })

/** Axe finds nothing on the page as it stands, neither in dark nor in light, in which it is left: pictures are taken in light. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await drawnAnew(page)
    expect(await faultsOf(page, colorScheme), colorScheme).toEqual([])
  }
}

/** Writes docs/screens/<name>.png when TILLSIDE_SCREENS is 1; otherwise nothing. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env['TILLSIDE_SCREENS'] !== '1') return
  const path = fileURLToPath(new URL(`../../../docs/screens/${name}.png`, import.meta.url))
  mkdirSync(dirname(path), { recursive: true })
  await page.screenshot({ path, animations: 'disabled' })
}
