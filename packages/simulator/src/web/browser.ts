// A real browser as a process group of its own, on a profile that outlives it: it can be killed as a power cut would, and
// started again where it was.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright-core'

const startMsMax = 60_000
const connectMsMax = 30_000
const closeMsMax = 10_000

interface BrowserPlace {
  /** Chromium. */
  readonly program: string
  /** The folder of its profile: cookies, databases, the service worker. */
  readonly profile: string
}

const flags = [
  '--headless=new',
  // Root may not have a sandbox, and a container has little shared memory.
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--hide-crash-restore-bubble',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--password-store=basic',
  '--lang=en-AU',
  '--window-size=1366,768',
  // A window that nobody looks at is slowed down otherwise.
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--remote-debugging-port=0',
]

/** Where the browser says that it can be driven. */
async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stderr) throw new Error('a browser without output')
  const lines = createInterface({ input: child.stderr })
  const found = new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const address = /^DevTools listening on (\S+)/.exec(line)?.[1]
      if (address !== undefined) resolve(address)
    })
    child.once('exit', (status, signal) =>
      reject(new Error(`the browser ended (${status ?? signal}) while it started`)),
    )
    child.once('error', reject)
  })
  const late = sleep(startMsMax, undefined, { ref: false }).then(() => {
    throw new Error('the browser did not start in time')
  })
  return Promise.race([found, late])
}

export class BrowserProcess {
  readonly page: Page
  readonly #child: ChildProcess
  readonly #browser: Browser

  private constructor(child: ChildProcess, browser: Browser, page: Page) {
    this.#child = child
    this.#browser = browser
    this.page = page
  }

  static async start({ program, profile }: BrowserPlace): Promise<BrowserProcess> {
    const child = spawn(program, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
      // A group of its own: whoever kills it kills its renderers, too.
      detached: true,
      env: { ...process.env, TZ: 'Australia/Sydney', LANGUAGE: 'en_AU' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    try {
      const browser = await chromium.connectOverCDP(await addressOf(child), { timeout: connectMsMax })
      const [context] = browser.contexts()
      if (!context) throw new Error('a browser without a profile')
      const page = context.pages()[0] ?? (await context.newPage())
      return new BrowserProcess(child, browser, page)
    } catch (error) {
      killGroup(child)
      throw error
    }
  }

  /** Everything of it at once, with -9. */
  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit')
    if (killGroup(this.#child)) await ended
    await this.#browser.close().catch(() => undefined)
  }

  /** As somebody closes a window: what it holds in memory is written down. */
  async close(): Promise<void> {
    const ended = this.#child.exitCode === null && this.#child.signalCode === null ? once(this.#child, 'exit') : null
    const session = await this.#browser.newBrowserCDPSession()
    await session.send('Browser.close').catch(() => undefined)
    await Promise.race([ended, sleep(closeMsMax, undefined, { ref: false })])
    await this.kill()
  }
}

/** False when it is gone already. */
function killGroup({ pid, exitCode, signalCode }: ChildProcess): boolean {
  if (pid === undefined || exitCode !== null || signalCode !== null) return false
  try {
    process.kill(-pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}
