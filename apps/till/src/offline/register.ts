// Has the page kept in the browser, and takes a new version only while nobody is at anything.

/** A dialog is closed, or another screen left, without the till noticing. */
const lookAgainMs = 5_000

interface Page {
  /** Nothing is begun that would be lost with the page. */
  readonly isIdle: () => boolean
  /** Calls back when something has happened at the till. */
  readonly subscribe: (listener: () => void) => unknown
  readonly onNewVersion: () => void
}

/** Registers the worker. A version that was loaded meanwhile takes over when the page is idle; `onNewVersion` then reloads it. */
export async function keepPage({ isIdle, subscribe, onNewVersion }: Page): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const workers = navigator.serviceWorker
  const hadOne = workers.controller !== null
  const registration = await workers.register('/till/service-worker.js', { scope: '/till' })
  workers.addEventListener('controllerchange', () => {
    if (hadOne) onNewVersion()
  })
  const takeOver = (): void => {
    if (isIdle()) registration.waiting?.postMessage('take over')
  }
  subscribe(takeOver)
  setInterval(takeOver, lookAgainMs)
  takeOver()
}
