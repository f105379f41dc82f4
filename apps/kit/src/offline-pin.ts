// Signing in while the server is away: only for people who have signed in on this till within the last days, by the PIN
// they used then. What is kept is a slow hash with a salt of its own. A PIN has few digits, so whoever copies the till's
// storage could try them all: what they would gain is a till without a network, where nobody's profile can be read.
import type { SignedIn } from './device.tsx'

/** Somebody who may sign in here without the server. */
interface KeptPerson {
  readonly staff: Pick<SignedIn, 'id' | 'number' | 'full_name' | 'role' | 'permissions'>
  readonly salt: string
  readonly hash: string
  /** Milliseconds since 1970 by the till's clock. */
  readonly keptAt: number
  readonly failures: number
  readonly lockedUntil: number
}

const shelfName = 'tillside.offline-pins'
const keptDays = 7
const keptMsMax = keptDays * 24 * 60 * 60 * 1000
const iterations = 310_000
const failuresMax = 5
const lockMs = 60_000

const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const fromHex = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

async function hashOf(pin: string, salt: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits'])
  const options = { name: 'PBKDF2', hash: 'SHA-256', salt: fromHex(salt), iterations }
  return toHex(new Uint8Array(await crypto.subtle.deriveBits(options, key, 256)))
}

function read(now: number): readonly KeptPerson[] {
  const people = JSON.parse(localStorage.getItem(shelfName) ?? '[]') as readonly KeptPerson[]
  // A clock that was set back must not make anybody's days longer.
  return people.filter(({ keptAt }) => now - keptAt < keptMsMax && keptAt - now < keptMsMax)
}

const write = (people: readonly KeptPerson[]): void => localStorage.setItem(shelfName, JSON.stringify(people))

const others = (people: readonly KeptPerson[], id: number): readonly KeptPerson[] =>
  people.filter(({ staff }) => staff.id !== id)

/** After a PIN was right at the server. */
export async function keepPin(staff: SignedIn, pin: string, now: number): Promise<void> {
  const { id, number, full_name, role, permissions } = staff
  const salt = toHex(crypto.getRandomValues(new Uint8Array(16)))
  const hash = await hashOf(pin, salt)
  const kept = { staff: { id, number, full_name, role, permissions }, salt, hash, keptAt: now }
  write([...others(read(now), id), { ...kept, failures: 0, lockedUntil: 0 }])
}

/** After a PIN was wrong at the server, or the person may no longer sign in: what was kept may be of an earlier PIN. */
export const forgetPin = (id: number, now: number): void => write(others(read(now), id))

export const listKept = (now: number): readonly KeptPerson['staff'][] => read(now).map(({ staff }) => staff)

type OfflineSignIn =
  | { readonly kind: 'right'; readonly staff: KeptPerson['staff'] }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'locked'; readonly seconds: number }

/** `who`: the number that a sale names. */
export async function checkPin(who: string, pin: string, now: number): Promise<OfflineSignIn> {
  const people = read(now)
  const person = people.find(({ staff }) => staff.number === who)
  if (person === undefined) return { kind: 'wrong' }
  if (person.lockedUntil > now) return { kind: 'locked', seconds: Math.ceil((person.lockedUntil - now) / 1000) }
  if ((await hashOf(pin, person.salt)) === person.hash) {
    write([...others(people, person.staff.id), { ...person, failures: 0, lockedUntil: 0 }])
    return { kind: 'right', staff: person.staff }
  }
  const failures = person.failures + 1
  // Each further wrong try waits twice as long.
  const lockedUntil = failures < failuresMax ? 0 : now + lockMs * 2 ** Math.min(failures - failuresMax, 6)
  write([...others(people, person.staff.id), { ...person, failures, lockedUntil }])
  return { kind: 'wrong' }
}
