// A route is data: what it is called, who may call it, what it takes and answers.
// The server mounts it, the OpenAPI document prints it, and the tests walk the whole list.
import type { Static, TSchema } from 'typebox'

import type { RefusalCode } from './refusals.ts'
import type { Scope } from './scopes.ts'

/** What a filter's value must be. `handles` matches when the row carries that handle, `json` when it contains the value. */
export type FilterKind = 'text' | 'integer' | 'uuid' | 'moment' | 'boolean' | 'amount' | 'points' | 'handles' | 'json'

/** How a list can be narrowed, ordered and widened. */
export interface ListOptions {
  readonly filters: Readonly<Record<string, FilterKind>>
  readonly sorts: readonly string[]
  readonly includes?: readonly string[]
  /** `filter[search]` and `search` are understood. */
  readonly search?: boolean
  /** Fields in which `filter[search_with][field]` looks for a text. */
  readonly searchWith?: readonly string[]
  /** `filter[custom_field][namespace][handle]` and `filter[json_contains]` are understood. */
  readonly hasCustomData?: boolean
}

/** The shape around what a route answers. */
type Envelope = 'one' | 'list' | 'page' | 'bare' | 'empty'

export interface Route {
  /** A stable name in camel case: `redeemValue`. */
  readonly name: string
  readonly topic: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** OpenAPI form, below the host: `/api/v3/profiles/{profile_id}/redeem`. */
  readonly path: string
  /** Other spellings that integrations use for the same thing. */
  readonly aliases?: readonly string[]
  /** Null: any valid token will do. `public`: no token is needed. */
  readonly scope: Scope | null | 'public'
  /** Who alone may call it: the page of a paired device, or whoever holds a token. Left out: both. */
  readonly caller?: 'device' | 'token'
  /** A POST that only reads: it is answered as things are now, and takes no `Idempotency-Key`. */
  readonly isRead?: true
  /** A POST whose body holds what must not be kept, not even hashed: it takes no `Idempotency-Key` either. */
  readonly isKeyless?: true
  readonly summary: string
  readonly description?: string
  readonly body?: TSchema
  readonly envelope: Envelope
  readonly answer?: TSchema
  /** What the answer is written in; JSON unless said otherwise. */
  readonly mediaType?: 'text/html' | 'text/plain'
  /** 200 unless said otherwise; an empty answer is 204. */
  readonly status?: 200 | 201
  /** Query parameters that are not a list's own: name to what it means. */
  readonly query?: Readonly<Record<string, string>>
  readonly list?: ListOptions
  /** What this route may refuse beyond what every route may. */
  readonly refusals: readonly RefusalCode[]
  /** What plain Omneo does not have: `true` for the whole route, or the fields of its body that it does not know. */
  readonly beyondOmneo?: true | readonly string[]
  /** Fields of the answer that are shown once and never kept under an idempotency key. */
  readonly secrets?: readonly string[]
}

/** Whether a repeat under an `Idempotency-Key` hears the first answer. */
export const takesKey = (route: Route): boolean =>
  route.method === 'POST' && route.isRead !== true && route.isKeyless !== true

/** Keeps the exact types of a route's body and answer. */
export const route = <const R extends Route>(definition: R): R => definition

/** The names in a path's braces. */
export type ParamName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamName<Rest>
  : never

/** What a route takes in its body. */
export type BodyOf<R extends Route> = R extends { body: infer Schema extends TSchema }
  ? Static<Schema>
  : Record<string, never>

/** What a route answers, without its envelope. */
export type AnswerOf<R extends Route> = R extends { answer: infer Schema extends TSchema }
  ? R extends { envelope: 'list' | 'page' }
    ? readonly Static<Schema>[]
    : Static<Schema>
  : undefined
