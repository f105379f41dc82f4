// Walks every route of the contract: without a token, with a token that lacks the scope, and with input that no client
// should send. `shop.call` holds each answer against the OpenAPI document, so here only the statuses are judged.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Route } from '@tillside/contract/route'
import { routes } from '@tillside/contract/routes'
import { scopes } from '@tillside/contract/scopes'

import { badBodies, badIds, badPages, badQueries, goodQueries, type Known, spoiltBodies } from './bad-input.ts'
import { sow } from './seeds.ts'
import { openShop, type Shop } from './shop.ts'

/** Requests on their way at once: enough to keep two cores busy. */
const requestsAtOnce = 8

let shop: Shop
let known: Known
beforeAll(async () => {
  shop = await openShop()
  known = await sow(shop)
})
afterAll(() => shop.close())

const paramsOf = (path: string): string[] => [...path.matchAll(/\{([^}]+)\}/g)].map((match) => String(match[1]))

/** The path with ids that exist, where the shop has such, and with `spoilt` in one place. */
const pathOf = (path: string, spoilt: Readonly<Record<string, string>> = {}): string =>
  path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => spoilt[name] ?? String(known[name] ?? 1))

const spellingsOf = (route: Route): string[] => [route.path, ...(route.aliases ?? [])]

interface Attempt {
  readonly path: string
  readonly body?: unknown
  readonly rawBody?: string
}

/** Sends them all; says of each that was answered in a wrong way what it was. */
async function send(route: Route, attempts: readonly Attempt[], isRight: (status: number) => boolean): Promise<string[]> {
  const wrong: string[] = []
  const attempt = async ({ path, body, rawBody }: Attempt): Promise<void> => {
    const words = `${route.method} ${path.slice(0, 200)} ${(rawBody ?? JSON.stringify(body) ?? '').slice(0, 300)}`
    try {
      const { status } = await shop.call(route.method, path, body, rawBody === undefined ? {} : { rawBody })
      if (!isRight(status)) wrong.push(`${words} → ${status}`)
    } catch (error) {
      wrong.push(`${words} → ${String(error)}`)
    }
  }
  for (let index = 0; index < attempts.length; index += requestsAtOnce) {
    await Promise.all(attempts.slice(index, index + requestsAtOnce).map(attempt))
  }
  return wrong
}

const isRefusal = (status: number): boolean => status >= 400 && status < 500
const isMeant = (status: number): boolean => status < 500

describe.each(routes.map((route) => [route.name, route] as const))('%s', (_, route) => {
  test.skipIf(route.scope === 'public')('without a token it answers 401, to the letter', async () => {
    for (const path of spellingsOf(route)) {
      const answer = await shop.call(route.method, pathOf(path), undefined, { token: null })
      expect([answer.status, answer.body], path).toEqual([401, { message: 'Unauthenticated.' }])
    }
  })

  test.skipIf(route.scope === 'public' || route.scope === null)('with every scope but its own it answers 403', async () => {
    const token = await shop.tokenWith(scopes.filter((scope) => scope !== route.scope))
    for (const path of spellingsOf(route)) {
      const answer = await shop.call(route.method, pathOf(path), undefined, { token })
      expect([answer.status, answer.body.code], path).toEqual([403, 'scope_missing'])
    }
  })

  test('ids that nothing has are unknown, not a fault', async () => {
    const params = paramsOf(route.path)
    const attempts = params.flatMap((name) => badIds.map((id) => ({ path: pathOf(route.path, { [name]: id }) })))
    expect(await send(route, attempts, route.method === 'GET' ? isMeant : isRefusal)).toEqual([])
  })

  test.skipIf(route.method === 'GET')('bodies that are wrong as a whole are refused or ignored', async () => {
    const path = pathOf(route.path, { profile_id: String(known['other_profile_id'] ?? 1) })
    const attempts = route.method === 'DELETE' ? [] : badBodies.map((rawBody) => ({ path, rawBody }))
    expect(await send(route, attempts, isMeant)).toEqual([])
  })

  test.skipIf(!route.body)('a body with one thing spoilt is refused or taken, and never a fault', async () => {
    const attempts = spoiltBodies(route, known).map((body) => ({ path: pathOf(route.path), body }))
    expect(await send(route, attempts, isMeant)).toEqual([])
  })

  test.skipIf(!route.list)('every filter, order and inclusion works', async () => {
    const attempts = goodQueries(route.list ?? { filters: {}, sorts: [] }).map((query) => ({ path: `${pathOf(route.path)}?${query}` }))
    expect(await send(route, attempts, (status) => status === 200)).toEqual([])
  })

  test.skipIf(route.method !== 'GET')('bad filters, orders and pages are refused', async () => {
    const queries = [...(route.list ? badQueries(route.list) : []), ...(route.envelope === 'page' ? badPages : ['a[b][c][d][e][f]=1', '%00=%00', 'a=%zz'])]
    const attempts = [...queries, ...Object.keys(route.query ?? {}).flatMap((name) => [`${name}=%00`, `${name}[]=1`, `${name}=`])].map((query) => ({ path: `${pathOf(route.path)}?${query}` }))
    expect(await send(route, attempts, isMeant)).toEqual([])
  })
})

const nestedRoutes = routes.filter(({ path }) => path.includes('{profile_id}') && paramsOf(path).some((name) => name !== 'profile_id' && name.endsWith('_id')))

test.each(nestedRoutes.map((route) => [route.name, route] as const))('%s does not show one member what belongs to another', async (_, route) => {
  const path = pathOf(route.path, { profile_id: String(known['other_profile_id']) })
  expect((await shop.call(route.method, path)).status).toBe(404)
})
