// Who is calling, and whether they may. Every route passes here before its body is read.
import type { FastifyReply, FastifyRequest } from 'fastify'

import type { App } from '@tillside/contract/devices'
import type { Route } from '@tillside/contract/route'
import type { Permission } from '@tillside/rules/roles'
import { instant, type Instant } from '@tillside/rules/time'

import type { Database, Tx } from '../db/open.ts'
import { findLiveTokenByHash, hashToken } from '../tokens/service.ts'
import { appOf, isOwnPage, readCookie, setCookie } from './apps.ts'
import { sendRefusal, sendUnauthenticated, Throttled } from './errors.ts'

/** What somebody else has allowed for a moment: one route, and nothing in its body but these fields. */
export interface Allowed {
  readonly route: string
  readonly fields: readonly string[]
}

/** What somebody else has allowed on a device, and the role of who is signed in there does not reach. */
interface Approval {
  readonly permission: Permission
  /** Binds it to what it opens first; false for anything else from then on. */
  readonly use: (tx: Tx, subject: string) => Promise<boolean>
}

/** Who is behind a request: a user's token, or the page of a paired device, which is a user of its own. */
export interface Caller {
  readonly userId: number
  /** Of the token; of a device its own id. */
  readonly tokenId: string
  readonly tokenName: string
  readonly scopes: ReadonlySet<string>
  /** Beside the scopes, on a device. */
  readonly allowed: Allowed | null
  readonly approval: Approval | null
  /** Requests a minute; null is unlimited. */
  readonly throttle: number | null
  readonly expiresAt: Instant
  /** The app whose page asks; null for a token. */
  readonly app: App | null
  /** Of the browser that asks: another one may take its place while it does. Null for a token. */
  readonly cookieHash: Buffer | null
  /** Who is signed in on the device. */
  readonly staffId: number | null
}

/** A page that is about to be paired: nobody yet. */
const newcomer = (app: App): Caller => ({
  userId: 0,
  tokenId: '',
  tokenName: 'pairing',
  scopes: new Set(),
  allowed: null,
  approval: null,
  throttle: null,
  expiresAt: instant(0),
  app,
  cookieHash: null,
  staffId: null,
})

/** A token revoked in another process stops working here within this time. */
const cacheMs = 2_000
const cacheEntriesMax = 10_000

interface Cached {
  readonly caller: Caller
  readonly until: number
}

/**
 * Remembers tokens for a moment, so that a till's burst of calls reads its token once. Devices are read each time: one
 * that is revoked, and whoever lost a role, stops at once in every process.
 */
export class CallerCache {
  readonly #entries = new Map<string, Cached>()

  get(key: string, now: Instant): Caller | undefined {
    const cached = this.#entries.get(key)
    return cached && cached.until > now && cached.caller.expiresAt > now ? cached.caller : undefined
  }

  put(key: string, caller: Caller, now: Instant): void {
    if (this.#entries.size >= cacheEntriesMax) this.#entries.clear()
    this.#entries.set(key, { caller, until: now + cacheMs })
  }

  forget(): void {
    this.#entries.clear()
  }
}

const bearer = /^Bearer +([\w.~+/=-]{1,4096})$/i

/** What limits the guesses of somebody without a token, per address. */
export type GuessLimit = (request: FastifyRequest) => Promise<{ isExceeded: boolean; retryAfterSeconds: number }>

/** The paired device behind the hash of its cookie. */
type FindDevice = (database: Database, app: App, cookieHash: Buffer, now: Instant) => Promise<Caller | undefined>

interface Auth {
  readonly database: Database
  readonly now: () => Instant
  readonly callers: CallerCache
  readonly guesses: GuessLimit
  readonly findDevice: FindDevice
}

/** Runs before a body is read: 401 without a living token or cookie, 403 without the scope. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>

async function findTokenCaller(auth: Auth, request: FastifyRequest): Promise<Caller | undefined> {
  const token = bearer.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined) return undefined
  const hash = hashToken(token)
  const key = hash.toString('base64')
  const now = auth.now()
  const cached = auth.callers.get(key, now)
  if (cached) return cached
  const caller = await findLiveTokenByHash(auth.database.read, hash, now)
  if (caller) auth.callers.put(key, caller, now)
  return caller
}

async function findDeviceCaller(auth: Auth, request: FastifyRequest, app: App): Promise<Caller | undefined> {
  const secret = readCookie(request, app)
  return secret === undefined ? undefined : auth.findDevice(auth.database, app, hashToken(secret), auth.now())
}

async function limitGuesses(auth: Auth, request: FastifyRequest): Promise<void> {
  const limit = await auth.guesses(request)
  if (limit.isExceeded) throw new Throttled(limit.retryAfterSeconds, auth.now())
}

/** The page's cookie lasts as long as the page is used. */
function renewCookie(request: FastifyRequest, reply: FastifyReply, app: App): void {
  const secret = readCookie(request, app)
  if (secret !== undefined) setCookie(request, reply, app, secret)
}

/** What a page is told is for that page: no proxy and no disk of a shared till keeps it. */
const keepNothing = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store')

/** For whoever has nothing yet: a page of ours, and not too often. */
function admitNewcomers(auth: Auth): Guard {
  return async (request, reply) => {
    const app = appOf(request)
    if (app === null || !isOwnPage(request)) return sendRefusal(reply, { code: 'origin_forbidden' })
    await limitGuesses(auth, request)
    keepNothing(reply)
    request.caller = newcomer(app)
    return undefined
  }
}

function requireCaller(auth: Auth, { name, scope, caller: only, method }: Route): Guard {
  return async (request, reply) => {
    const app = appOf(request)
    if (app !== null) keepNothing(reply)
    if (app !== null && !isOwnPage(request)) return sendRefusal(reply, { code: 'origin_forbidden' })
    const caller = await (app === null ? findTokenCaller(auth, request) : findDeviceCaller(auth, request, app))
    if (!caller) {
      await limitGuesses(auth, request)
      return sendUnauthenticated(reply)
    }
    if (only === 'device' && app === null) return sendRefusal(reply, { code: 'device_required' })
    if (only === 'token' && app !== null) return sendRefusal(reply, { code: 'token_required' })
    if (scope !== null && !caller.scopes.has(scope) && caller.allowed?.route !== name) {
      return sendRefusal(reply, { code: 'scope_missing', details: { scope } })
    }
    if (app !== null && only === 'device' && method === 'GET') renewCookie(request, reply, app)
    request.caller = caller
    return undefined
  }
}

/** Whether nothing but an approval opens the route to whoever is past its guard. */
export const isOpenByApproval = ({ scopes }: Caller, { scope }: Route): boolean =>
  scope !== null && scope !== 'public' && !scopes.has(scope)

/** A route that nothing but an approval opens is open for what was approved, and not for everything that it can do. */
export const isBeyondAllowed = (caller: Caller, route: Route, body: object): boolean =>
  isOpenByApproval(caller, route) && !Object.keys(body).every((name) => caller.allowed?.fields.includes(name))

/** Who may call a route; undefined where anybody may. */
export function guardOf(auth: Auth, route: Route): Guard | undefined {
  if (route.scope !== 'public') return requireCaller(auth, route)
  return route.caller === 'device' ? admitNewcomers(auth) : undefined
}
