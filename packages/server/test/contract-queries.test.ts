// Every filter, order, inclusion and page of every route that reads, with values that are right and values that are not.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { routes } from '@tillside/contract/routes'

import { badPages, badQueries, goodQueries } from './bad-input.ts'
import { isMeant, openWalk, type Walk } from './walk.ts'

let walk: Walk
beforeAll(async () => {
  walk = await openWalk()
})
afterAll(() => walk.close())

/** A filter may find nothing, or want another value; it must be known, and the statement behind it must run. */
const isUnderstood = (status: number): boolean => status !== 400 && status < 500

const strangeQueries = ['a[b][c][d][e][f]=1', '%00=%00', 'a=%zz', '=', '&&&', '?', 'a=1&'.repeat(500)]

const readRoutes = routes.filter(({ method }) => method === 'GET').map((route) => [route.name, route] as const)

describe.each(readRoutes)('%s', (_, route) => {
  const { list, query = {} } = route

  test.skipIf(!list)('every filter, order and inclusion works', async () => {
    const attempts = (list ? goodQueries(list) : []).map((text) => ({ path: `${walk.pathOf(route.path)}?${text}` }))
    expect(await walk.send(route, attempts, isUnderstood)).toEqual([])
  })

  test('bad filters, orders and pages are refused, and never a fault', async () => {
    const own = Object.keys(query).flatMap((name) => [
      `${name}=%00`,
      `${name}[]=1`,
      `${name}=`,
      `${name}=${'x'.repeat(2_000)}`,
    ])
    const texts = [
      ...strangeQueries,
      ...own,
      ...(list ? badQueries(list) : []),
      ...(route.envelope === 'page' ? badPages : []),
    ]
    const attempts = texts.map((text) => ({ path: `${walk.pathOf(route.path)}?${text}` }))
    expect(await walk.send(route, attempts, isMeant)).toEqual([])
  })
})
