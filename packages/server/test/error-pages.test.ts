// The pages in docs/errors say what the server says, and speak only of routes and filters that there are.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

import { type RefusalCode, refusals } from '@tillside/contract/refusals'
import { routes } from '@tillside/contract/routes'

import { checkRefusal } from './openapi.ts'
import { root } from './source.ts'

const folder = `${root}docs/errors/`
const pages = readdirSync(folder).map((name): [string, string] => [name, readFileSync(folder + name, 'utf8')])
const codePages = pages.filter(([name]) => name.slice(0, -3) in refusals)

/** A path with its placeholders, or with an id in their place. */
const isPathOf = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path)

test.each(codePages)('%s shows the body that the server answers', (name, text) => {
  const code = name.slice(0, -3) as RefusalCode
  const body = JSON.parse(/```json\n([^]+?)\n```/.exec(text)?.[1] ?? '{}') as { message?: string; code?: string }
  expect(body.message).toBe(refusals[code].message)
  if (code === 'unauthenticated') return expect(Object.keys(body)).toEqual(['message'])
  expect(body.code).toBe(code)
  return expect(checkRefusal(body)).toEqual([])
})

test('no page is longer than a screen', () => {
  for (const [name, text] of codePages) expect(text.split('\n').length, name).toBeLessThan(50)
})

test.each(pages)('%s names only routes and filters that there are', (name, text) => {
  const unknown = [...text.matchAll(/`(GET|POST|PUT|DELETE) (\/[^`?\s]+)(?:\?filter\[([\w.]+)\])?/g)].flatMap(
    ([said, method, path = '', filter]) => {
      const found = routes.filter(
        (route) =>
          route.method === method &&
          [route.path, ...(route.aliases ?? [])].some((template) => isPathOf(template, path)),
      )
      const isFiltered = filter === undefined || found.some((route) => filter in (route.list?.filters ?? {}))
      return found.length > 0 && isFiltered ? [] : [said]
    },
  )
  const meant =
    { 'route_unknown.md': ['`GET /api/v3/profile'], 'filter_unknown.md': ['`GET /api/v3/profiles?filter[mail]'] }[
      name
    ] ?? []
  expect(unknown).toEqual(meant)
})
