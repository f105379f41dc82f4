// Signing in while the server is away: only for people who have signed in on this till within the last days, by the PIN
// they used then. What is kept is a slow hash with a salt of its own. A PIN has few digits, so whoever copies the till's
// storage could try them all: what they would gain is a till without a network, where nobody's profile can be read.
import type { App } from '@tillside/contract/devices'

import type { Proof, SignedIn, SignInResult } from './device.tsx'

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

type Proved = { readonly ok: true; readonly staff: KeptPerson['staff'] } | Extract<SignInResult, { readonly ok: false }>

/** Who it is, without the server: only a till knows anybody, by the PIN of the number that a sale names. */
export async function proveAlone(app: App, proof: Proof, now: number): Promise<Proved> {
  if (app !== 'till') return { ok: false, why: 'unreachable' }
  if ('badge' in proof) return { ok: false, why: 'badge_offline' }
  const people = read(now)
  const person = people.find(({ staff }) => staff.number === proof.staffId)
  if (person === undefined) return { ok: false, why: 'wrong' }
  const { staff, salt, hash, lockedUntil } = person
  if (lockedUntil > now) return { ok: false, why: 'locked', seconds: Math.ceil((lockedUntil - now) / 1000) }
  if ((await hashOf(proof.pin, salt)) === hash) {
    write([...others(people, staff.id), { ...person, failures: 0, lockedUntil: 0 }])
    return { ok: true, staff }
  }
  write([...others(people, staff.id), afterFailure(person, now)])
  return { ok: false, why: 'wrong' }
}

/** Each wrong try beyond the first few waits twice as long as the one before. */
function afterFailure(person: KeptPerson, now: number): KeptPerson {
  const failures = person.failures + 1
  const lockedUntil = failures < failuresMax ? 0 : now + lockMs * 2 ** Math.min(failures - failuresMax, 6)
  return { ...person, failures, lockedUntil }
}
