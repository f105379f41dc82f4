// The windows around the portal, as a browser has them. Reading another origin's window throws: that is an answer here.
import type { HostPort, KnownOrigin } from './bridge.ts'
import { type HeardMessage, type HostMessage, readHostMessage } from './messages.ts'

type Functions = Partial<Record<string, unknown>>

/** The window that frames the portal, else the one that opened it. */
function hostWindowOf(page: Window): Window | null {
  if (page.parent !== page) return page.parent
  const opener = page.opener as Window | null
  return opener && !opener.closed ? opener : null
}

/** True where the other window is of the same origin. */
function isReadable(page: Window, other: Window): boolean {
  try {
    return other.location.origin === page.location.origin
  } catch {
    return false
  }
}

function functionOf(owner: Window, name: string): ((...args: readonly unknown[]) => unknown) | null {
  const found = (owner as unknown as Functions)[name]
  return typeof found === 'function'
    ? (...args) => (found as (...given: unknown[]) => unknown).apply(owner, [...args])
    : null
}

/** Of an address, or null when it is none. */
function originOf(address: string): string | null {
  try {
    return new URL(address).origin
  } catch {
    return null
  }
}

function knownOrigin(page: Window, host: Window | null, claimed: string | null): KnownOrigin {
  if (host && isReadable(page, host)) return { stated: page.location.origin, referrer: null }
  // Not every browser has the list of those that frame a page.
  const ancestors = page.location.ancestorOrigins as DOMStringList | undefined
  const framing = page.parent === page ? null : (ancestors?.[0] ?? null)
  const before = originOf(page.document.referrer)
  // A window that may not be read is not of our own origin, whatever page of ours came before this one.
  return { stated: framing ?? claimed, referrer: before === page.location.origin ? null : before }
}

/** The browser's windows as the bridge needs them. `claimedOrigin` is what the address of the page says of the host. */
export function windowHost(page: Window, claimedOrigin: string | null): HostPort {
  const host = (): Window | null => hostWindowOf(page)
  return {
    find: (name) => {
      const own = functionOf(page, name)
      const other = host()
      return own ?? (other && isReadable(page, other) ? functionOf(other, name) : null)
    },
    hasWindow: () => host() !== null,
    isReadable: () => {
      const other = host()
      return other !== null && isReadable(page, other)
    },
    origin: () => knownOrigin(page, host(), claimedOrigin),
    post: (message, targetOrigin) => host()?.postMessage(message, targetOrigin),
    sleep: (ms) => new Promise((resolve) => page.setTimeout(resolve, ms)),
  }
}

/** Messages that may wait for the list of accepted origins. */
const waitingMax = 20

interface HostMessages {
  /** From now on what an accepted host says reaches the listener, beginning with what it said before. Stops by the answer. */
  readonly accept: (origins: readonly string[], listener: (message: HostMessage) => void) => () => void
}

/** Listens at once, since a host speaks as soon as the page is there; nothing is believed before the origins are known. */
export function hearHost(page: Window): HostMessages {
  let waiting: HeardMessage[] = []
  let believe: ((heard: HeardMessage) => void) | null = null
  page.addEventListener('message', ({ origin, source, data }: MessageEvent<unknown>) => {
    const heard = { origin, isFromHost: source !== null && source === hostWindowOf(page), data }
    if (believe) believe(heard)
    else if (heard.isFromHost && waiting.length < waitingMax) waiting.push(heard)
  })
  return {
    accept: (origins, listener) => {
      const own = (heard: HeardMessage): void => {
        const message = readHostMessage(heard, origins)
        if (message) listener(message)
      }
      believe = own
      waiting.forEach(own)
      waiting = []
      return () => {
        if (believe === own) believe = null
      }
    },
  }
}
