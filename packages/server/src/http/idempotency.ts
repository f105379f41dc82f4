// Keys under which a caller may repeat a POST. They belong to the token's user and the route, and are kept
// for ever: a till that was switched off for a month must still hear the first answer.
import { createHash } from 'node:crypto'

import type { FastifyRequest } from 'fastify'

import { type Route, takesKey } from '@tillside/contract/route'
import type { Instant } from '@tillside/rules/time'

import type { Fragment, Tx } from '../db/open.ts'
import { together } from '../db/together.ts'
import type { Caller } from './auth.ts'
import { RequestRefused } from './errors.ts'

/** An answer as it was sent: the status and the exact text of the body. */
export interface KeyedAnswer {
  readonly status: number
  readonly body: string
}

/** A key with a hash for each field of its request, so that a clash can say which fields differ. */
export interface RequestKey {
  readonly route: string
  readonly key: string
  readonly fields: Readonly<Record<string, string>>
}

/** Keeps these locks apart from the others that name what they lock by a number. */
const lockSeed = 7_156

const keyPattern = /^[\x21-\x7e]{1,255}$/

/** The same value gives the same text, whatever the order in which its keys were written. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`
}

const hash = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('base64').slice(0, 22)

/** A short hash for each field: equal for equal content, without keeping the content. */
export const hashFields = (fields: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, hash(value)]))

/** The names of the fields that differ, sorted. */
export const differingFields = (
  first: Readonly<Record<string, string>>,
  second: Readonly<Record<string, string>>,
): string[] =>
  [...new Set([...Object.keys(first), ...Object.keys(second)])].filter((name) => first[name] !== second[name]).sort()

const digits = /^\d+$/

/** Ids are the same however they are spelt: with capitals, or with zeros in front. */
const plain = (id: string): string => (digits.test(id) ? id.replace(/^0+(?=\d)/, '') : id.toLowerCase())

/**
 * What the path and the body say, as far as the route looks at it. A body may repeat a name of the path: then both count,
 * neither hides the other.
 */
function fieldsOf({ params, body }: FastifyRequest, route: Route): Record<string, unknown> {
  const ids = Object.entries(params as Record<string, string>).map(([name, id]) => [name, plain(id)])
  const inPath = Object.fromEntries(ids) as Record<string, unknown>
  const known = (route.body as { properties?: object } | undefined)?.properties
  const given = Object.entries((body ?? {}) as Record<string, unknown>)
  const inBody = Object.fromEntries(known ? given.filter(([name]) => Object.hasOwn(known, name)) : given)
  const both = Object.keys(inPath).filter((name) => Object.hasOwn(inBody, name))
  return { ...inPath, ...inBody, ...Object.fromEntries(both.map((name) => [name, [inPath[name], inBody[name]]])) }
}

/** The key of a POST, or undefined when it has none. */
export function readKey(request: FastifyRequest, route: Route): RequestKey | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined || !takesKey(route)) return undefined
  if (typeof key !== 'string' || !keyPattern.test(key)) {
    throw new RequestRefused('validation_failed', {
      'Idempotency-Key': ['The Idempotency-Key header must be 1 to 255 visible ASCII characters.'],
    })
  }
  return { route: `${route.method} ${route.path}`, key, fields: hashFields(fieldsOf(request, route)) }
}

/**
 * Takes the key for this transaction, or returns the first answer. Waits while another transaction holds it.
 * Refuses when the key was used for another request.
 */
export async function claimKey(tx: Tx, caller: Caller, key: RequestKey): Promise<KeyedAnswer | undefined> {
  // They leave at once, so that nothing of the transaction is before them; the second reads what the one that we waited
  // for has committed. Two keys that share a number only wait for each other.
  const name = `${caller.userId} ${key.route} ${key.key}`
  const [, [first]] = await together([
    tx`select pg_advisory_xact_lock(hashtextextended(${name}, ${lockSeed}))`.execute(),
    tx<{ fields: Record<string, string>; status: number; answer: string }[]>`
      select fields, status, answer from idempotency_key
      where user_id = ${caller.userId} and route = ${key.route} and key = ${key.key}`.execute(),
  ])
  if (!first) return undefined
  const differing = differingFields(first.fields, key.fields)
  if (differing.length > 0) {
    const errors = differing.map((field) => [
      field,
      [`The ${field} field differs from the first request under this key.`],
    ])
    throw new RequestRefused('idempotency_key_reused', Object.fromEntries(errors))
  }
  return { status: first.status, body: first.answer }
}

/** The statement that keeps the answer beside the effect. */
export const keepAnswer = (tx: Tx, caller: Caller, key: RequestKey, answer: KeyedAnswer, now: Instant): Fragment => tx`
  insert into idempotency_key (user_id, route, key, fields, status, answer, created_at)
  values (${caller.userId}, ${key.route}, ${key.key}, ${tx.json(key.fields)}, ${answer.status}, ${answer.body}, ${now})`
