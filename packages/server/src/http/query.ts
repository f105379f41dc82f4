// Routes that only read. They use connections of their own, so that a member with many tills waiting
// does not keep others from being looked up.
import type { FastifyRequest } from 'fastify'
import { parse } from 'qs'
import type { Static, TSchema } from 'typebox'

import { statusOf } from '@tillside/contract/envelope'
import type { RefusalCode } from '@tillside/contract/refusals'
import type { AnswerOf, BodyOf, Route } from '@tillside/contract/route'
import type { Outcome } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { List } from '../db/list.ts'
import type { Sql } from '../db/open.ts'
import type { Caller } from './auth.ts'
import type { RequestOf } from './command.ts'
import type { Context } from './context.ts'
import { sendRefusal } from './errors.ts'
import { type QueryValue, readListFilters } from './filters.ts'
import { sayingFate } from './merged.ts'
import { mount } from './mount.ts'
import { pageBody, readPage } from './pagination.ts'
import { answerBody } from './render.ts'

type Query = Record<string, QueryValue>

interface ReadRequest<R extends Route> extends RequestOf<R> {
  readonly query: Query
  readonly caller: Caller
}

/** More parameters than an address that Node reads can hold: what came behind a limit would be dropped without a word. */
const parametersMax = 20_000
/** Deepest brackets of a query string. */
const bracketsDepthMax = 4

/** A name that the parser would drop is read as one that no list knows, so that it is refused. */
const readable = (key: string): string => key.replaceAll('__proto__', '__proto')

/** Fastify's query string parser: brackets become objects, as the API's clients send them. */
export const parseQueryString = (text: string): Query =>
  parse(text, {
    depth: bracketsDepthMax,
    parameterLimit: parametersMax,
    allowPrototypes: false,
    plainObjects: true,
    decoder: (part, decode, charset, kind) => {
      const decoded = decode(part, decode, charset)
      return kind === 'key' ? readable(decoded) : decoded
    },
  }) as Query

const readRequest = <R extends Route>(request: FastifyRequest): ReadRequest<R> => ({
  params: request.params as RequestOf<R>['params'],
  body: (request.body ?? {}) as BodyOf<R>,
  query: request.query as Query,
  caller: request.caller,
})

/** Mounts a route that reads one thing, or a list without pages. */
export function query<R extends Route>(
  context: Context,
  route: R,
  read: (db: Sql, request: ReadRequest<R>, now: Instant) => Promise<Outcome<AnswerOf<R>, RefusalCode>>,
): void {
  mount(context, route, async (request, reply) => {
    const db = context.database.read
    const given = readRequest<R>(request)
    const outcome = await sayingFate(context, db, given, await read(db, given, context.now()))
    if (!outcome.ok) return sendRefusal(reply, outcome.refusal)
    return reply.code(statusOf(route)).send(answerBody(route, outcome.value))
  })
}

export interface Rows<T> {
  readonly rows: readonly T[]
  readonly total: number
}

type RowOf<R extends Route> = R extends { answer: infer Schema extends TSchema } ? Static<Schema> : never

/** Mounts a route that reads a paginated list. */
export function pageQuery<R extends Route & { list: object }>(
  context: Context,
  route: R,
  read: (db: Sql, list: List, request: ReadRequest<R>, now: Instant) => Promise<Outcome<Rows<RowOf<R>>, RefusalCode>>,
): void {
  const options = route.list as NonNullable<Route['list']>
  mount(context, route, async (request, reply) => {
    const given = readRequest<R>(request)
    const page = readPage(given.query)
    const list = { ...readListFilters(given.query, options), page }
    const db = context.database.read
    const outcome = await sayingFate(context, db, given, await read(db, list, given, context.now()))
    if (!outcome.ok) return sendRefusal(reply, outcome.refusal)
    return reply.send(pageBody(request, page, outcome.value.rows, outcome.value.total))
  })
}
