// Serves the screens as the build made them. A name under `assets/` holds the hash of what is in it and is kept for ever by
// whoever has it; the page itself is asked for every time, and stands at every address of its app, since it finds its way
// by the address.
import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'

import { type App, apps } from '@tillside/contract/devices'
import { secondMs } from '@tillside/rules/time'

import type { Context } from '../http/context.ts'
import { sendRefusal } from '../http/errors.ts'
import { readPageTerms } from '../settings/service.ts'
import { pageHeaders } from './policy.ts'

/** The built screens. */
export interface Web {
  /** Holds a folder for each app. */
  readonly folder: string
}

/** A change of the accepted origins is seen after this. */
const originsKeptMs = 2 * secondMs

const notBuilt = 'The screens have not been built: start the server with npm start.\n'

/** What is in the folder, by its path in the address. A request can name nothing else. */
function namesIn(folder: string): ReadonlySet<string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const names = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
  return new Set(names.filter((name) => !/\.(?:gz|br)$/.test(name)))
}

/** Somebody opens a page or goes to an address of it; a script that asks for a file which is gone must not get a page. */
function isNavigation({ headers }: FastifyRequest): boolean {
  const mode = headers['sec-fetch-mode']
  return mode === undefined ? headers.accept?.includes('text/html') === true : mode === 'navigate'
}

function keptFor<T>(ms: number, now: () => number, read: () => Promise<T>): () => Promise<T> {
  let kept: { readonly value: Promise<T>; readonly at: number } | undefined
  return () => {
    const at = now()
    if (kept === undefined || at - kept.at >= ms || at < kept.at) {
      const value = read()
      kept = { value, at }
      // What could not be read is read again.
      value.catch(() => (kept = undefined))
    }
    return kept.value
  }
}

async function sendFile(reply: FastifyReply, app: App, name: string): Promise<FastifyReply> {
  const isHashed = name.startsWith('assets/')
  const caching = isHashed ? 'public, max-age=31536000, immutable' : 'no-cache'
  reply.header('cache-control', caching)
  // The page at /till is above /till/, and the worker of its folder answers for it as well.
  if (name === 'service-worker.js') reply.header('service-worker-allowed', `/${app}`)
  return reply.sendFile(`${app}/${name}`, { cacheControl: false })
}

export async function mountPages(context: Context, web: Web | undefined): Promise<void> {
  const { fastify, database, now } = context
  if (web) await fastify.register(fastifyStatic, { root: web.folder, serve: false, preCompressed: true })
  const readTerms = keptFor(originsKeptMs, now, () => readPageTerms(database.read))
  for (const app of apps) {
    const names = web ? namesIn(join(web.folder, app)) : new Set<string>()
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const name = (request.params as { '*'?: string })['*'] ?? ''
      if (names.has(name)) return sendFile(withHeaders(reply, app, (await readTerms()).portalOrigins), app, name)
      // The app's own address is a page for everybody, also for what watches over it.
      if (name !== '' && !isNavigation(request)) return sendRefusal(reply, { code: 'route_unknown' })
      if (!web) return reply.code(503).type('text/plain; charset=utf-8').send(notBuilt)
      return sendFile(withHeaders(reply, app, (await readTerms()).portalOrigins), app, 'index.html')
    }
    fastify.get(`/${app}`, answer)
    fastify.get(`/${app}/*`, answer)
  }
}

function withHeaders(reply: FastifyReply, app: App, hosts: readonly string[]): FastifyReply {
  // Older than the policy, and it cannot name an origin: where it stands beside one that names some, it confuses.
  if (app === 'clienteling') reply.removeHeader('x-frame-options')
  return reply.headers(pageHeaders(app, hosts))
}
