// The windows around the portal, as a browser has them. Reading another origin's window throws: that is an answer here.
import type { HostPort, KnownOrigin } from './bridge.ts'
import { type HostMessage, readHostMessage } from './messages.ts'

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
    own: page.location.origin,
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

/** Origins that the host's window may have had while its messages waited. */
const waitingMax = 20

/** What a host said before it was known whether it is believed. */
export interface WaitingMessage {
  readonly origin: string
  readonly message: HostMessage
}

/** Where they wait: a page that is loaded again still hears them. */
interface WaitingRoom {
  readonly list: () => readonly WaitingMessage[]
  readonly keep: (waiting: readonly WaitingMessage[]) => void
}

/** Each host's last word of each kind: a total that was said twenty times is the last of them. */
function joined(waiting: readonly WaitingMessage[], last: WaitingMessage): readonly WaitingMessage[] {
  const isOlder = ({ origin, message }: WaitingMessage): boolean =>
    origin === last.origin && message.name === last.message.name
  return [...waiting.filter((one) => !isOlder(one)), last].slice(-waitingMax)
}

interface HostMessages {
  /** From now on what an accepted host says reaches the listener, beginning with what it said before. Stops by the answer. */
  readonly accept: (origins: readonly string[], listener: (message: HostMessage) => void) => () => void
}

/** Listens at once, since a host speaks as soon as the page is there; nothing is believed before the origins are known. */
export function hearHost(page: Window, room: WaitingRoom): HostMessages {
  let believe: ((said: WaitingMessage) => void) | null = null
  page.addEventListener('message', ({ origin, source, data }: MessageEvent<unknown>) => {
    const message = readHostMessage({ isFromHost: source !== null && source === hostWindowOf(page), data })
    if (message === null) return
    if (believe) believe({ origin, message })
    else room.keep(joined(room.list(), { origin, message }))
  })
  return {
    accept: (origins, listener) => {
      const own = ({ origin, message }: WaitingMessage): void => {
        if (origins.includes(origin)) listener(message)
      }
      believe = own
      const waiting = room.list()
      if (waiting.length > 0) room.keep([])
      waiting.forEach(own)
      return () => {
        if (believe === own) believe = null
      }
    },
  }
}
