// The pages of the till and the staff portal. They ask the API below their own path, as in /till/api/v3/profiles: a request
// that comes this way is known by the app's cookie alone, and any other by its token alone. So /api/v3 itself is never
// asked with a cookie, and a page of somebody else's gains nothing by sending one along.
import type { IncomingMessage } from 'node:http'

import type { FastifyReply, FastifyRequest } from 'fastify'

import { type App, apps } from '@tillside/contract/devices'
import { dayMs, secondMs } from '@tillside/rules/time'

const appByRequest = new WeakMap<object, App>()

/** Takes the app's path off what its page asks, and remembers it. */
export function rewriteUrl(raw: Pick<IncomingMessage, 'url'>): string {
  const url = raw.url ?? '/'
  const app = apps.find((name) => url.startsWith(`/${name}/api/`))
  if (app === undefined) return url
  appByRequest.set(raw, app)
  return url.slice(`/${app}`.length)
}

/** The app whose page asks; null for anybody else. */
export const appOf = ({ raw }: FastifyRequest): App | null => appByRequest.get(raw) ?? null

const readingMethods = new Set(['GET', 'HEAD'])

/**
 * Whether a page of this server asks, as far as its browser tells. Browsers say it themselves, except to a server without
 * https; there a change shows its origin. What only reads shows none, and its answer is shown to nobody else.
 */
export function isOwnPage({ headers, method }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  const isReading = readingMethods.has(method)
  if (site !== undefined) return site === 'same-origin' || (isReading && site === 'none')
  if (isReading) return true
  const { origin, host } = headers
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host
}

const nameOf = (app: App): string => `tillside_${app}`

/** What the app's cookie holds; undefined without one. */
export function readCookie({ headers }: FastifyRequest, app: App): string | undefined {
  const parts = (headers.cookie ?? '').split(';').map((part) => part.trim())
  const found = parts.find((part) => part.startsWith(`${nameOf(app)}=`))
  return found?.slice(nameOf(app).length + 1)
}

/** As long as browsers keep a cookie at most; it begins anew whenever the page reads its device. */
const cookieSeconds = (400 * dayMs) / secondMs

const isHttps = ({ protocol, headers }: FastifyRequest): boolean =>
  protocol === 'https' ||
  String(headers['x-forwarded-proto'] ?? '')
    .split(',')[0]
    ?.trim() === 'https'

function isLoopback({ headers }: FastifyRequest): boolean {
  const url = `http://${headers.host ?? ''}`
  const host = URL.canParse(url) ? new URL(url).hostname : ''
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
}

/** A till is never inside another site; a portal is, and its cookie is another one for each site that it is in. */
function attributesOf(request: FastifyRequest, app: App): readonly string[] {
  if (app === 'till') return ['SameSite=Strict', ...(isHttps(request) ? ['Secure'] : [])]
  // Browsers take `Secure` from this machine also without https.
  return isHttps(request) || isLoopback(request) ? ['SameSite=None', 'Secure', 'Partitioned'] : ['SameSite=Lax']
}

/** Gives the page its cookie. */
export function setCookie(request: FastifyRequest, reply: FastifyReply, app: App, secret: string): void {
  const kept = [`${nameOf(app)}=${secret}`, 'HttpOnly', `Path=/${app}`, `Max-Age=${cookieSeconds}`]
  reply.header('set-cookie', [...kept, ...attributesOf(request, app)].join('; '))
}
