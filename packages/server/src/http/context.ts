// What every route is built from, made once in app.ts.
import type { FastifyInstance } from 'fastify'

import type { Route } from '@tillside/contract/route'
import type { Instant } from '@tillside/rules/time'

import type { Database, Db } from '../db/open.ts'
import type { Caller, Guard } from './auth.ts'

/** Fixed for the life of a tenant. */
export interface Tenant {
  readonly currency: string
  readonly timeZone: string
  /** The region in which a phone number without a country code is read. */
  readonly region: string
}

/**
 * What the server is towards a till. `omneo`: what it adds to plain Omneo is switched off, so that an integration can be
 * tested against what it will meet there. Keys are ignored, our own fields are unknown ones, our own routes are not there, and a
 * sale whose external id is taken is refused.
 */
export const dialects = ['tillside', 'omneo'] as const
export type Dialect = (typeof dialects)[number]

/** Why nothing is sent to an address. */
export type AddressFault = 'forbidden' | 'scheme' | 'credentials' | 'unreadable'

export interface Context {
  readonly fastify: FastifyInstance
  readonly database: Database
  readonly tenant: Tenant
  readonly dialect: Dialect
  readonly now: () => Instant
  /** What a refusal says of a member who is gone; null for anybody else. */
  readonly findFate: (db: Db, profileId: string) => Promise<Readonly<Record<string, unknown>> | null>
  /** The hook that lets only those in who may; undefined where anybody may. */
  readonly guard: (route: Route) => Guard | undefined
  /** Looks at a URL that something is to be sent to, and up its name; null when it may be. Waits for the network. */
  readonly judgeAddress: (url: string) => Promise<AddressFault | null>
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by http/auth for every route that needs a token. */
    caller: Caller
  }
}
