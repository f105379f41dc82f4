// Keys under which a caller may repeat a POST. They belong to the token's user and the route, and are kept
// for ever: a till that was switched off for a month must still hear the first answer.
import { createHash } from 'node:crypto'

import type { FastifyRequest } from 'fastify'

import type { Route } from '@tillside/contract/route'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
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
export const differingFields = (first: Readonly<Record<string, string>>, second: Readonly<Record<string, string>>): string[] =>
  [...new Set([...Object.keys(first), ...Object.keys(second)])].filter((name) => first[name] !== second[name]).sort()

/** The key of a POST, or undefined when it has none. */
export function readKey(request: FastifyRequest, route: Route): RequestKey | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined || route.method !== 'POST') return undefined
  if (typeof key !== 'string' || !keyPattern.test(key)) {
    throw new RequestRefused('validation_failed', {
      'Idempotency-Key': ['The Idempotency-Key header must be 1 to 255 visible ASCII characters.'],
    })
  }
  const given = { ...(request.params as object), ...(request.body as object | undefined) }
  return { route: `${route.method} ${route.path}`, key, fields: hashFields(given) }
}

/**
 * Takes the key for this transaction, or returns the first answer. Waits while another transaction holds it.
 * Refuses when the key was used for another request.
 */
export async function claimKey(tx: Tx, caller: Caller, key: RequestKey, now: Instant): Promise<KeyedAnswer | undefined> {
  const claimed = await tx`
    insert into idempotency_key (user_id, route, key, fields, created_at)
    values (${caller.userId}, ${key.route}, ${key.key}, ${key.fields as never}, ${now})
    on conflict do nothing returning true`
  if (claimed.length === 1) return undefined
  const [first] = await tx<{ fields: Record<string, string>; status: number; answer: string }[]>`
    select fields, status, answer from idempotency_key
    where user_id = ${caller.userId} and route = ${key.route} and key = ${key.key}`
  if (!first) throw new Error('an idempotency key conflicted and then was not there')
  const differing = differingFields(first.fields, key.fields)
  if (differing.length > 0) {
    const errors = differing.map((name) => [name, [`The ${name} field differs from the first request under this key.`]])
    throw new RequestRefused('idempotency_key_reused', Object.fromEntries(errors))
  }
  return { status: first.status, body: first.answer }
}

/** Keeps the answer beside the effect. */
export async function keepAnswer(tx: Tx, caller: Caller, key: RequestKey, answer: KeyedAnswer): Promise<void> {
  await tx`
    update idempotency_key set status = ${answer.status}, answer = ${answer.body}
    where user_id = ${caller.userId} and route = ${key.route} and key = ${key.key}`
}

