// Puts a route of the contract on its path and on every other spelling of it.
import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'

import type { Schema } from '@tillside/contract/openapi-schemas'
import type { Route } from '@tillside/contract/route'

import type { Context } from './context.ts'
import { leniently } from './lenient.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route of the contract behind a path; aliases share it. */
    route?: Route
    isAlias?: boolean
  }
}

const fastifyPath = (path: string): string => path.replaceAll('{', ':').replaceAll('}', '')

/** Takes fields off a body that plain Omneo would not look at, before they are looked at. */
const withoutOwnFields =
  (names: readonly string[]) =>
  async ({ body }: FastifyRequest): Promise<void> => {
    if (body === null || typeof body !== 'object') return
    for (const name of names) delete (body as Record<string, unknown>)[name]
  }

export function mount(context: Context, route: Route, handler: Handler): void {
  const beyond = context.dialect === 'omneo' ? route.beyondOmneo : undefined
  if (beyond === true) return
  const guard = context.guard(route)
  const read = route.body && leniently(route.body as Schema)
  const preValidation = [
    ...(beyond === undefined ? [] : [withoutOwnFields(beyond)]),
    ...(read ? [async (request: FastifyRequest) => void (request.body = read(request.body))] : []),
  ]
  for (const [index, path] of [route.path, ...(route.aliases ?? [])].entries()) {
    context.fastify.route({
      method: route.method,
      url: fastifyPath(path),
      config: { route, isAlias: index > 0 },
      ...(route.body ? { schema: { body: route.body } } : {}),
      ...(preValidation.length > 0 ? { preValidation } : {}),
      ...(guard ? { onRequest: guard } : {}),
      handler,
    })
  }
}

/** Methods by which the router can tell routes apart. What else HTTP knows of is looked up by hand: nobody calls it. */
const routedMethods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'QUERY']

/** The methods of every path, by its shape: the same path may be spelt with other parameter names. */
function methodsByShape(routes: readonly Route[]): Map<string, Set<string>> {
  const methods = new Map<string, Set<string>>()
  for (const route of routes) {
    for (const path of [route.path, ...(route.aliases ?? [])]) {
      const shape = path.replaceAll(/\{[^}]+\}/g, '{}')
      const known = methods.get(shape) ?? new Set<string>()
      known.add(route.method)
      if (route.method === 'GET') known.add('HEAD')
      methods.set(shape, known)
    }
  }
  return methods
}

const allowOf = (methods: Iterable<string>): string => [...methods].sort().join(', ')

/**
 * Every path also answers the methods that it does not have, and says which ones it has. Answered before a body is
 * looked at: whatever came with a method that is not allowed does not matter.
 */
export function mountMethodNotAllowed(
  context: Context,
  routes: readonly Route[],
  refuse: (reply: FastifyReply) => FastifyReply,
): void {
  for (const [shape, methods] of methodsByShape(routes)) {
    let position = 0
    context.fastify.route({
      method: routedMethods.filter((method) => !methods.has(method)),
      url: shape.replaceAll('{}', () => `:p${(position += 1)}`),
      onRequest: async (_request, reply) => refuse(reply.header('allow', allowOf(methods))),
      handler: async (_request, reply) => reply,
    })
  }
}

/** What the header `Allow` says of a path, or undefined when no route has it. A plain word goes before a placeholder. */
export function allowFinder(routes: readonly Route[]): (path: string) => string | undefined {
  const patterns = [...methodsByShape(routes)]
    .sort(([a], [b]) => (a.replaceAll('{}', '\uffff') < b.replaceAll('{}', '\uffff') ? -1 : 1))
    .map(([shape, methods]) => ({
      pattern: new RegExp(`^${shape.replaceAll('.', '\\.').replaceAll('{}', '[^/]+')}/?$`),
      allow: allowOf(methods),
    }))
  return (path) => patterns.find(({ pattern }) => pattern.test(path.replaceAll(/\/{2,}/g, '/')))?.allow
}
