// What must never happen while somebody uses a screen: an error in the console, a style or script against the policy, a
// request that failed, a request to anywhere but the server.
import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core'

/** A refusal is an answer like any other; the browser complains about its status all the same. */
const isRefusal = (message: ConsoleMessage): boolean =>
  /the server responded with a status of 4\d\d/.test(message.text()) && message.location().url.includes('/api/v3/')

/** What a browser says of the network while it is gone. */
const isAboutTheNetwork = (text: string): boolean => /net::ERR_(INTERNET_DISCONNECTED|FAILED|NETWORK)/.test(text)

export class Troubles {
  readonly #found: string[] = []
  readonly #offline = new WeakSet<BrowserContext>()

  /** From now on requests of the context may fail, since it has no network; or must not, since it has one again. */
  async setOffline(context: BrowserContext, isOffline: boolean): Promise<void> {
    if (isOffline) this.#offline.add(context)
    await context.setOffline(isOffline)
    if (!isOffline) this.#offline.delete(context)
  }

  /** Looks at everything that pages of the context do. `origins`: where they may ask. */
  async watch(context: BrowserContext, origins: readonly string[]): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`against the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
      })
    })
    const add = (page: Page | null, words: string): void => void this.#found.push(`${page?.url() ?? ''}: ${words}`)
    context.on('weberror', (error) => add(error.page(), error.error().stack ?? error.error().message))
    context.on('console', (message) => {
      if (message.type() !== 'error' || isRefusal(message)) return
      if (this.#offline.has(context) && isAboutTheNetwork(message.text())) return
      add(message.page(), message.text())
    })
    context.on('request', (request) => {
      const url = request.url()
      if (/^(data|blob):/.test(url) || origins.includes(new URL(url).origin)) return
      add(null, `asked elsewhere: ${url}`)
    })
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? ''
      // The page went on, or gave up waiting.
      if (why === 'net::ERR_ABORTED' || this.#offline.has(context)) return
      add(null, `${request.method()} ${request.url()} failed: ${why}`)
    })
    context.on('response', (response) => {
      if (response.status() >= 500) add(null, `${response.url()} answered ${response.status()}`)
    })
  }

  /** What happened since it was asked last. */
  take(): readonly string[] {
    return this.#found.splice(0)
  }
}
