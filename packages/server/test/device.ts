// The page of a till or a staff portal, as its browser speaks: cookies kept by their path, and the headers that say which
// page asks.
import type { App } from '@tillside/contract/devices'

import type { Answer, CallOptions, Shop } from './shop.ts'

export interface DevicePage {
  /** What a page of the app hears of its own API: `page.get('device')`. */
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>
  get(path: string, options?: CallOptions): Promise<Answer>
  post(path: string, body?: unknown, options?: CallOptions): Promise<Answer>
  remove(path: string): Promise<Answer>
  /** What the browser holds, as it would send it. */
  cookie(): string | undefined
}

/** A browser in which nothing is paired yet. */
export function openPage(shop: Shop, app: App): DevicePage {
  let cookie: string | undefined
  const call: DevicePage['call'] = async (method, path, body, { headers = {}, ...options } = {}) => {
    const sent = { 'sec-fetch-site': 'same-origin', ...(cookie === undefined ? {} : { cookie }), ...headers }
    const answer = await shop.call(method, `/${app}/api/v3/${path}`, body, { token: null, ...options, headers: sent })
    const set = answer.headers.get('set-cookie')
    if (set !== null) cookie = set.split(';')[0]
    return answer
  }
  return {
    call,
    get: (path, options) => call('GET', path, undefined, options),
    post: (path, body, options) => call('POST', path, body, options),
    remove: (path) => call('DELETE', path),
    cookie: () => cookie,
  }
}

/** What the operator's link ends in. */
export async function pairingCode(shop: Shop, app: App, name: string, more: object = {}): Promise<string> {
  const { body } = await shop.post('devices', { app, name, ...more })
  return String(body.data.pairing_path).split('#')[1] ?? ''
}

/** A browser that was paired. */
export async function pairedPage(shop: Shop, app: App, name: string, more: object = {}): Promise<DevicePage> {
  const page = openPage(shop, app)
  const { status, body } = await page.post('device/pair', { code: await pairingCode(shop, app, name, more) })
  if (status !== 201) throw new Error(`pairing was refused: ${JSON.stringify(body)}`)
  return page
}

/** Somebody who can sign in: the number is also the PIN's neighbour, never the PIN itself. */
export async function staffMember(
  shop: Shop,
  number: string,
  access: { role: string; pin?: string; badge?: string },
): Promise<number> {
  const identities = [{ handle: 'staff', identifier: number }]
  const { body } = await shop.post('staff', { first_name: 'Staff', last_name: number, identities })
  const given = await shop.put(`staff/${number}/access`, access)
  if (given.status !== 200) throw new Error(`access was refused: ${JSON.stringify(given.body)}`)
  return body.data.id
}
