// Who is calling, and whether they may. Every route passes here before its body is read.
import type { FastifyReply, FastifyRequest } from 'fastify'

import type { Scope } from '@tillside/contract/scopes'
import type { Instant } from '@tillside/rules/time'

import type { Database } from '../db/open.ts'
import { findLiveTokenByHash, hashToken } from '../tokens/service.ts'
import { sendRefusal, sendUnauthenticated, Throttled } from './errors.ts'

/** The user and token behind a request. */
export interface Caller {
  readonly userId: number
  readonly tokenId: string
  readonly tokenName: string
  readonly scopes: ReadonlySet<string>
  /** Requests a minute; null is unlimited. */
  readonly throttle: number | null
  readonly expiresAt: Instant
}

/** A token revoked in another process stops working here within this time. */
const cacheMs = 2_000
const cacheEntriesMax = 10_000

interface Cached {
  readonly caller: Caller
  readonly until: number
}

/** Remembers callers for a moment, so that a till's burst of calls reads its token once. */
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

interface Auth {
  readonly database: Database
  readonly now: () => Instant
  readonly callers: CallerCache
  readonly guesses: GuessLimit
}

/** Runs before a body is read: 401 without a living token, 403 without the scope. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>

async function findCaller(auth: Auth, request: FastifyRequest): Promise<Caller | undefined> {
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

export function requireScope(auth: Auth, scope: Scope | null): Guard {
  return async (request, reply) => {
    const caller = await findCaller(auth, request)
    if (!caller) {
      const limit = await auth.guesses(request)
      if (!limit.isExceeded) return sendUnauthenticated(reply)
      throw new Throttled(limit.retryAfterSeconds, auth.now())
    }
    if (scope !== null && !caller.scopes.has(scope)) {
      return sendRefusal(reply, { code: 'scope_missing', details: { scope } })
    }
    request.caller = caller
    return undefined
  }
}
