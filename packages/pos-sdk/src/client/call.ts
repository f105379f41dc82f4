// One way to call any route of the contract. A route's method, path and envelope are written where it is called, and the
// contract's types hold them to it: nothing of the contract itself ends up in a bundle.
import type { AnswerOf, BodyOf, ParamName, Route } from '@tillside/contract/route'

import type { NetworkRequest } from '../ports/network.ts'
import { RefusedError, toError } from './errors.ts'
import { type Envelope, refusedHere } from './judge.ts'
import { operate, type Surroundings } from './operation.ts'

/** `omneo` has no keys: a POST is repeated only where its own content makes that safe. */
export type Dialect = 'tillside' | 'omneo'

/** One page of a list. */
interface Page<Item> {
  readonly items: readonly Item[]
  /** Over all pages. */
  readonly total: number
  /** The number of the next page; null on the last one. */
  readonly pageNext: number | null
}

type QueryValue = string | number | boolean | undefined
type Query = Readonly<Record<string, QueryValue>>

/** What a list can be asked for, by the names that its route knows. */
export interface ListQuery<R extends Route> {
  readonly filter?: R extends { list: { filters: infer Filters } }
    ? { readonly [Name in keyof Filters]?: string | number | boolean }
    : never
  readonly sort?: string
  readonly page?: number
  readonly pageSize?: number
}

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

/** The query of a list: `filter[state]=unmatched&page[number]=2`. */
export const listQuery = <R extends Route>({ filter, sort, page, pageSize }: ListQuery<R>): Query => ({
  ...Object.fromEntries(Object.entries(filter ?? {}).map(([name, value]) => [`filter[${name}]`, value as QueryValue])),
  sort,
  'page[number]': page,
  'page[size]': pageSize,
})

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
  const { data, meta } = body as { data: unknown; meta: Record<string, unknown> }
  if (envelope !== 'page') return data
  const [current, last] = [Number(meta['current_page']), Number(meta['last_page'])]
  return {
    items: data,
    total: Number(meta['total'] ?? (data as unknown[]).length),
    pageNext: current < last ? current + 1 : null,
  } as Page<unknown>
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
