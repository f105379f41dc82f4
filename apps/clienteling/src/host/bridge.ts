// How the portal tells the POS what was done. A host that put functions on this page, or whose own window may be read, is
// called; any other hears a message, addressed to an origin that the retailer accepts and to nobody else.
//
// It promises: one telling reaches the host by one way only, so that nothing is attached twice; nothing is ever said to an
// origin that is not on the list. It leaves to the caller what a person is shown when nobody was there to hear it.
import type { Callback, PortalMessage } from './messages.ts'

type HostFunction = (...args: Callback['args']) => unknown

/** What the bridge needs of the windows around it; `window-host.ts` is the browser's. */
export interface HostPort {
  /** The host's function of this name, on this page or on a window that may be read. */
  readonly find: (name: Callback['name']) => HostFunction | null
  /** Another window opened this one, or frames it. */
  readonly hasWindow: () => boolean
  /** That window is of this page's own origin: it may still be about to put its functions there. */
  readonly isReadable: () => boolean
  /** What is known of that window's origin. */
  readonly origin: () => KnownOrigin
  readonly post: (message: PortalMessage, targetOrigin: string) => void
  readonly sleep: (ms: number) => Promise<void>
}

export interface KnownOrigin {
  /** The browser says so, or what opened the portal said so in the address: it is this one or nobody. */
  readonly stated: string | null
  /** The page before this one, which may be another's than the host's: it chooses among the accepted ones, and adds none. */
  readonly referrer: string | null
}

/** `called` and `posted` left this page; with the others the POS knows nothing. */
export type Told = 'called' | 'posted' | 'failed' | 'nobody' | 'origin_refused'

/** It left for the POS. */
export const wasHeard = (told: Told): boolean => told === 'called' || told === 'posted'

/** How long a host may take to put its functions on the page. */
const lateTriesMax = 20
const lateTryMs = 100
/** A host's function that answers later than this is not waited for. */
const answerMsMax = 2_000

/** The origins that a message is addressed to; the browser hands it over only where the window has that origin. */
export function targetOrigins({ stated, referrer }: KnownOrigin, accepted: readonly string[]): readonly string[] {
  if (stated !== null) return accepted.includes(stated) ? [stated] : []
  return referrer !== null && accepted.includes(referrer) ? [referrer] : accepted
}

async function call(port: HostPort, found: HostFunction, { args }: Callback): Promise<Told> {
  try {
    await Promise.race([found(...args), port.sleep(answerMsMax)])
    return 'called'
  } catch {
    // The host heard it and broke over it. By another way it might do it twice.
    return 'failed'
  }
}

function post(port: HostPort, { name, args }: Callback, accepted: readonly string[]): Told {
  const targets = targetOrigins(port.origin(), accepted)
  for (const target of targets) port.post({ source: 'tillside', name, args }, target)
  return targets.length > 0 ? 'posted' : 'origin_refused'
}

/** Tells the host, once. */
export async function tellHost(port: HostPort, callback: Callback, acceptedOrigins: readonly string[]): Promise<Told> {
  for (let tries = 0; ; tries += 1) {
    const found = port.find(callback.name)
    if (found) return call(port, found, callback)
    // Functions can only still come to this page itself, or to a window that may be read.
    const mayComeLate = !port.hasWindow() || port.isReadable()
    if (!mayComeLate || tries === lateTriesMax) break
    await port.sleep(lateTryMs)
  }
  return port.hasWindow() ? post(port, callback, acceptedOrigins) : 'nobody'
}
