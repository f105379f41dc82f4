// Walks every route of the contract: without a token, with a token that lacks the scope, and with ids and bodies that no
// client should send. `shop.call` holds each answer against the OpenAPI document, so here only statuses are judged.
// Queries are tried in contract-queries.test.ts, so that both run side by side.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Route } from '@tillside/contract/route'
import { routes } from '@tillside/contract/routes'
import { scopes } from '@tillside/contract/scopes'

import { badBodies, badIds, spoiltBodies } from './bad-input.ts'
import { isMeant, isRefusal, namedRoutes, openWalk, paramsOf, type Walk } from './walk.ts'

let walk: Walk
beforeAll(async () => {
  walk = await openWalk()
})
afterAll(() => walk.close())

const spellingsOf = (route: Route): string[] => [route.path, ...(route.aliases ?? [])]

describe.each(namedRoutes)('%s', (_, route) => {
  test.skipIf(route.scope === 'public')('without a token it answers 401, to the letter', async () => {
    for (const path of spellingsOf(route)) {
      const answer = await walk.shop.call(route.method, walk.pathOf(path), undefined, { token: null })
      expect([answer.status, answer.body], path).toEqual([401, { message: 'Unauthenticated.' }])
    }
  })

  test.skipIf(route.scope === 'public' || route.scope === null)(
    'with every scope but its own it answers 403',
    async () => {
      const token = await walk.shop.tokenWith(scopes.filter((scope) => scope !== route.scope))
      for (const path of spellingsOf(route)) {
        const answer = await walk.shop.call(route.method, walk.pathOf(path), undefined, { token })
        expect([answer.status, answer.body.code], path).toEqual([403, 'scope_missing'])
      }
    },
  )

  test('ids that nothing has are unknown, not a fault', async () => {
    const params = paramsOf(route.path)
    // Anything can be a card's handle, also what an earlier request has made of it; nothing of these can be an id.
    const isRight = route.method !== 'GET' && params.every((name) => name.endsWith('_id')) ? isRefusal : isMeant
    const attempts = params.flatMap((name) => badIds.map((id) => ({ path: walk.pathOf(route.path, { [name]: id }) })))
    expect(await walk.send(route, attempts, isRight)).toEqual([])
  })

  test.skipIf(['GET', 'DELETE'].includes(route.method))(
    'bodies that are wrong as a whole are refused or ignored',
    async () => {
      const path = walk.pathOf(route.path, { profile_id: String(walk.known['other_profile_id']) })
      expect(
        await walk.send(
          route,
          badBodies.map((rawBody) => ({ path, rawBody })),
          isMeant,
        ),
      ).toEqual([])
    },
  )

  test.skipIf(!route.body)('a body with one thing spoilt is refused or taken, and never a fault', async () => {
    const attempts = spoiltBodies(route, walk.known).map((body) => ({ path: walk.pathOf(route.path), body }))
    expect(await walk.send(route, attempts, isMeant)).toEqual([])
  })
})

// A count of what another member holds is zero; all else is not found.
const nestedRoutes = routes.filter(
  ({ path }) =>
    path.includes('{profile_id}') &&
    !path.endsWith('/count') &&
    paramsOf(path).some((name) => name !== 'profile_id' && name.endsWith('_id')),
)

test.each(nestedRoutes.map((route) => [route.name, route] as const))(
  '%s does not show one member what belongs to another',
  async (_, route) => {
    const path = walk.pathOf(route.path, { profile_id: String(walk.known['other_profile_id']) })
    expect((await walk.shop.call(route.method, path)).status).toBe(404)
  },
)
