// Has the page kept in the browser, and takes a new version only between two sales.
import type { TillRuntime } from '../runtime/till-runtime.ts'

/**
 * Registers the worker. A version that was loaded meanwhile takes over when no sale is in hand and nothing is typed into one;
 * `onNewVersion` then reloads the page.
 */
export async function keepPage(runtime: TillRuntime, onNewVersion: () => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const workers = navigator.serviceWorker
  const hadOne = workers.controller !== null
  const registration = await workers.register('/till/service-worker.js', { scope: '/till' })
  workers.addEventListener('controllerchange', () => {
    if (hadOne) onNewVersion()
  })
  const takeOver = (): void => {
    if (runtime.getSnapshot().sale === null) registration.waiting?.postMessage('take over')
  }
  runtime.subscribe(takeOver)
  takeOver()
}
