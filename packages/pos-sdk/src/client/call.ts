// One way to call any route of the contract. A route's method, path and envelope are written where it is called, and the
// contract's types hold them to it: nothing of the contract itself ends up in a bundle.
import type { AnswerOf, BodyOf, ParamName, Route } from '@tillside/contract/route'

import type { NetworkRequest } from '../ports/network.ts'
import { RefusedError, toError } from './errors.ts'
import { type Envelope, refusedHere } from './judge.ts'
import { type Page, type Query, toPage } from './list.ts'
import { operate, type Surroundings } from './operation.ts'

/** `omneo` has no keys: a POST is repeated only where its own content makes that safe. */
export type Dialect = 'tillside' | 'omneo'

interface Request<R extends Route> {
  readonly params?: Readonly<Record<ParamName<R['path']>, string | number>>
  readonly query?: Query
  readonly body?: BodyOf<R>
  /** The Idempotency-Key: under it the server does this once, however often it is sent. */
  readonly key?: string | undefined
  /** It only reads, though it is a POST. */
  readonly isReadOnly?: boolean
  /** What it carries makes it safe to send twice, with or without a key. */
  readonly hasNaturalKey?: boolean
}

export type Answered<R extends Route> = R extends { envelope: 'page' }
  ? Page<AnswerOf<R> extends readonly (infer Item)[] ? Item : never>
  : AnswerOf<R>

/** Calls a route: `call<typeof readProfile>('GET', '/api/v3/profiles/{profile_id}', 'one', { params })`. */
export type Call = <R extends Route>(
  method: R['method'],
  path: R['path'],
  envelope: R['envelope'],
  request?: Request<R>,
) => Promise<Answered<R>>

function toQueryString(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const parts = given.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

/** An empty id would call the list, and dots are taken away by whoever reads the address: neither is the id of anything. */
const cannotBeInPath = /^\.{0,2}$/
const keyPattern = /^[\x21-\x7e]{1,255}$/

function fillPath(path: string, params: Readonly<Record<string, string | number>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(params[name] ?? '')
    if (cannotBeInPath.test(value)) throw toError(refusedHere(name, `The ${name} field is not the id of anything.`))
    return encodeURIComponent(value)
  })
}

function toNetworkRequest(
  baseUrl: string,
  method: NetworkRequest['method'],
  path: string,
  { params = {}, query = {}, body }: Request<Route>,
  key: string | undefined,
): NetworkRequest {
  if (key !== undefined && !keyPattern.test(key)) {
    throw toError(refusedHere('Idempotency-Key', 'The key must be 1 to 255 visible ASCII characters.'))
  }
  return {
    method,
    url: `${baseUrl.replace(/\/+$/, '')}${fillPath(path, params)}${toQueryString(query)}`,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  }
}

/** What the server put into the envelope. */
function open(envelope: Envelope, body: unknown): unknown {
  if (envelope === 'empty') return undefined
  if (envelope === 'bare') return body
  return envelope === 'page' ? toPage(body) : (body as { data: unknown }).data
}

export const createCall =
  (baseUrl: string, dialect: Dialect, around: Surroundings): Call =>
  async <R extends Route>(
    method: R['method'],
    path: R['path'],
    envelope: R['envelope'],
    request: Request<R> = {},
  ): Promise<Answered<R>> => {
    // The server keeps keys for POST only.
    const key = dialect === 'tillside' && method === 'POST' ? request.key : undefined
    const isReadOnly = method === 'GET' || request.isReadOnly === true
    const body = await operate(around, {
      request: toNetworkRequest(baseUrl, method, path, request as Request<Route>, key),
      envelope,
      hasEffect: !isReadOnly,
      hasCodes: dialect === 'tillside',
      isRepeatable: isReadOnly || key !== undefined || request.hasNaturalKey === true,
      hasKey: key !== undefined,
    })
    return open(envelope, body) as Answered<R>
  }

/** Null for what the server does not know. A path that it does not know is a mistake, and stays an error. */
export async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

const isNotFound = (error: unknown): boolean =>
  error instanceof RefusedError && error.status === 404 && (error.code === null || error.code === 'not_found')
