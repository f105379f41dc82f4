// Lets the till open without the server: every file of the page is kept in the browser, by the list that the build makes. The
// API is never answered from here.
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'

/** As much of a worker's own types as this file uses: the compiler's would give it a page as well. */
interface Extendable {
  waitUntil(done: Promise<unknown>): void
}
interface Fetched extends Extendable {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
  stopImmediatePropagation(): void
}
interface Worker {
  readonly __FILES: string
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(event: 'fetch', listener: (event: Fetched) => void): void
  addEventListener(event: 'activate', listener: (event: Extendable) => void): void
  addEventListener(event: 'message', listener: (event: Extendable & { readonly data: unknown }) => void): void
}
declare const self: Worker

interface PageFile {
  readonly url: string
  readonly revision: string | null
}

const page = 'index.html'
const apiPath = /^\/till\/api\//

// Before the rest: each address of the page is the same page, which finds its own way.
self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.mode !== 'navigate' || apiPath.test(new URL(request.url).pathname)) return
  event.stopImmediatePropagation()
  event.respondWith(openPage({ request, event }))
})

// The build's own name for its list.
// eslint-disable-next-line no-underscore-dangle
precacheAndRoute(JSON.parse(self.__FILES) as PageFile[])
cleanupOutdatedCaches()
const openPage = createHandlerBoundToURL(page) as (given: { request: Request; event: Fetched }) => Promise<Response>

// The first visit is enough: its page is answered from here at once.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

// A new version waits until the till says that nobody is at anything.
self.addEventListener('message', (event) => {
  if (event.data === 'take over') event.waitUntil(self.skipWaiting())
})
