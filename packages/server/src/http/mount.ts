// Puts a route of the contract on its path and on every other spelling of it.
import type { FastifyReply, FastifyRequest } from 'fastify'

import type { Route } from '@tillside/contract/route'

import type { Context } from './context.ts'

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
  for (const [index, path] of [route.path, ...(route.aliases ?? [])].entries()) {
    context.fastify.route({
      method: route.method,
      url: fastifyPath(path),
      config: { route, isAlias: index > 0 },
      ...(route.body ? { schema: { body: route.body } } : {}),
      ...(beyond === undefined ? {} : { preValidation: withoutOwnFields(beyond) }),
      ...(route.scope === 'public' ? {} : { onRequest: context.guard(route.scope) }),
      handler,
    })
  }
}

/** Every path also answers the methods that it does not have, and says which ones it has. */
export function mountMethodNotAllowed(
  context: Context,
  routes: readonly Route[],
  refuse: (reply: FastifyReply) => FastifyReply,
): void {
  const methodsByPath = new Map<string, Set<string>>()
  for (const route of routes) {
    for (const path of [route.path, ...(route.aliases ?? [])]) {
      // The same path may be spelt with other parameter names; a router sees one path.
      const shape = path.replaceAll(/\{[^}]+\}/g, '{}')
      const methods = methodsByPath.get(shape) ?? new Set(['OPTIONS'])
      methods.add(route.method)
      if (route.method === 'GET') methods.add('HEAD')
      methodsByPath.set(shape, methods)
    }
  }
  for (const [shape, methods] of methodsByPath) {
    let position = 0
    const url = shape.replaceAll('{}', () => `:p${(position += 1)}`)
    const others = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'].filter((method) => !methods.has(method))
    context.fastify.route({
      method: others,
      url,
      handler: async (_request, reply) => refuse(reply.header('allow', [...methods].sort().join(', '))),
    })
  }
}
