// How the portal tells the POS what was done. A host that put functions on this page, or whose own window may be read, is
// called; any other hears a message, addressed to an origin that the retailer accepts and to nobody else.
//
// It promises: one telling reaches the host by one way only, so that nothing is attached twice; nothing is ever said to an
// origin that is not on the list. It leaves to the caller what a person is shown when nobody was there to hear it.
import type { Callback, PortalMessage } from './messages.ts'

type HostFunction = (...args: Callback['args']) => unknown

/** What the bridge needs of the windows around it; `window-host.ts` is the browser's. */
export interface HostPort {
  /** This page's own origin. */
  readonly own: string
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

/**
 * `called` and `posted` reached the POS. `sent_blind` was addressed to the origins that the shop accepts, without a sign that the
 * host is one of them: it may have heard. With the others it knows nothing.
 */
export type Told = 'called' | 'posted' | 'sent_blind' | 'failed' | 'nobody' | 'origin_refused'

/** It left for a POS that was there to hear it. */
export const wasHeard = (told: Told): boolean => told === 'called' || told === 'posted'

/** How long a host may take to put its functions on the page. */
const lateTriesMax = 20
const lateTryMs = 100
/** A host's function that answers later than this is not waited for. */
const answerMsMax = 2_000

interface Addressees {
  readonly origins: readonly string[]
  /** Nothing says that the host is one of them. */
  readonly isGuess: boolean
}

/** The origins that a message is addressed to; the browser hands it over only where the window has that origin. */
export function addressees({ stated, referrer }: KnownOrigin, accepted: readonly string[]): Addressees {
  const known = stated ?? (referrer !== null && accepted.includes(referrer) ? referrer : null)
  if (known === null) return { origins: accepted, isGuess: true }
  return { origins: accepted.includes(known) ? [known] : [], isGuess: false }
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
  // A window that may not be read is surely not of our own origin: what is addressed to that nobody hears.
  const possible = port.isReadable() ? accepted : accepted.filter((origin) => origin !== port.own)
  const { origins, isGuess } = addressees(port.origin(), possible)
  for (const origin of origins) port.post({ source: 'tillside', name, args }, origin)
  if (origins.length === 0) return 'origin_refused'
  return isGuess ? 'sent_blind' : 'posted'
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
