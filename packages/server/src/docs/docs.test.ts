import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { expectValid, document, faultsOf, newAjv } from '../../test/openapi.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { readSources, type Source } from '../../test/source.ts'
import type { Operation } from '@tillside/contract/openapi'
import { openApiDocument } from '@tillside/contract/openapi'
import { refusalsOf } from '@tillside/contract/openapi-responses'
import type { Schema } from '@tillside/contract/openapi-schemas'
import type { Route } from '@tillside/contract/route'
import { routes } from '@tillside/contract/routes'
import { readSetting } from '@tillside/contract/settings'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const operations: [string, string, Operation][] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]): [string, string, Operation] => [path, method, operation]),
)

/** Every object in the document that stands where a schema stands, wherever that is. */
function schemasIn(value: unknown): Schema[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === 'schema' ? [inner as Schema] : schemasIn(inner)))
}

/** Every `$ref`, in schemas and outside of them. */
function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  )
}

const header = ['openapi', 'info', 'servers', 'tags', 'paths', 'components']

test('the document that is served is the one that the tests hold answers against', async () => {
  const { status, headers, body } = await shop.get('/openapi.json', { token: null })
  expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
  expect(body).toEqual(JSON.parse(JSON.stringify(document)))
  expect([Object.keys(body), body.openapi]).toEqual([header, '3.1.0'])
})

test('every route and every other spelling of it is an operation with a name of its own', () => {
  const spellings = routes.reduce((sum, route) => sum + 1 + (route.aliases?.length ?? 0), 0)
  expect(operations).toHaveLength(spellings)
  expect(new Set(operations.map(([, , operation]) => operation.operationId)).size).toBe(spellings)
  expect(
    operations
      .filter(([, , operation]) => !operation.deprecated)
      .map(([, , operation]) => operation.operationId)
      .sort(),
  ).toEqual(routes.map((route) => route.name).sort())
})

test.each(operations)(
  '%s %s names the parameters of its path, its scope and its answers',
  (path, _method, operation) => {
    const named = operation.parameters.flatMap((parameter) =>
      'in' in parameter && parameter.in === 'path' ? [parameter.name] : [],
    )
    expect(named).toEqual([...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]))
    const scope = operation['x-scope']
    const isOfDevice = /^\/api\/v3\/device(\/|$)/.test(path)
    const shown = isOfDevice ? [{ till: [] }, { clienteling: [] }] : [{ bearer: [] }]
    expect(operation.security).toEqual(scope === undefined ? [] : shown)
    if (typeof scope === 'string') expect(operation.description).toContain(`\`${scope}\``)
    expect(Object.keys(operation.responses).filter((status) => status < '300')).toHaveLength(1)
    for (const response of Object.values(operation.responses))
      expect('$ref' in response || response.description).toBeTruthy()
  },
)

test('whoever reads the document learns what a field means: no meaning is kept in a comment of the code', () => {
  const isSchemaFile = ({ path, text }: Source): boolean =>
    path.startsWith('packages/contract/src/') && text.includes("from 'typebox'") && !path.includes('/openapi')
  const hidden = readSources()
    .filter(isSchemaFile)
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^ +\/\*\*[^]*?\*\/\n +('?[\w.]+'?): (?!.*readonly)/gm)].map((match) => `${path}: ${match[1]}`),
    )
  expect(hidden).toEqual([])
  const { Reward, Transaction } = document.components.schemas
  expect(Reward?.properties?.['is_active']?.description).toBe('Started, not expired, and something is left.')
  expect(Transaction?.properties?.['total']).toHaveProperty('$ref')
  const request = document.components.schemas['TransactionRequest']?.properties?.['transacted_at']
  expect(request).toEqual({
    $ref: '#/components/schemas/LocalMoment',
    description: 'Local to `timezone`; answered as sent.',
  })
  expect(JSON.stringify(document)).not.toMatch(/x-meaning|x-lenient/)
})

test('the page shows the meaning of a field beside it', async () => {
  const page = String((await shop.get('/docs', { token: null })).body)
  expect(page).toContain('Started, not expired, and something is left.')
  expect(page).toContain('The member’s id, a UUID.')
})

test('every parameter of a path says what stands there', () => {
  for (const [path, , { parameters }] of operations) {
    for (const parameter of parameters) {
      if ('in' in parameter && parameter.in === 'path') expect(parameter.description, path).toMatch(/\.$/)
    }
  }
})

test('every refusal of a route is under its status', () => {
  for (const route of routes) {
    const found = operations.find(([, , { operationId }]) => operationId === route.name)
    const codes = Object.values(found?.[2].responses ?? {}).flatMap((response) => {
      const printed =
        '$ref' in response ? document.components.responses[response.$ref.split('/').at(-1) ?? ''] : response
      return Object.keys(printed?.['x-refusals'] ?? {})
    })
    expect(codes.sort(), route.name).toEqual(refusalsOf(route).sort())
  }
})

test('every schema is valid JSON Schema, and every reference leads somewhere', () => {
  const ajv = newAjv()
  // The same schema stands in many places, and is compiled once.
  const texts = new Set(
    [...schemasIn(document), ...Object.values(document.components.schemas)].map((schema) => JSON.stringify(schema)),
  )
  const schemas = [...texts].map((text) => JSON.parse(text) as Schema)
  expect(schemas.length).toBeGreaterThan(routes.length)
  for (const schema of schemas) {
    expect(ajv.validateSchema(schema), JSON.stringify([schema, ajv.errors])).toBe(true)
    const local = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as Schema
    expect(() => ajv.compile(local)).not.toThrow()
  }
  for (const ref of new Set(refsIn(document))) {
    const target = ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document)
    expect(target, ref).toBeDefined()
  }
})

test('two different shapes cannot share a title, and two routes cannot share a path', () => {
  const route = (name: string, extra: Partial<Route>): Route => ({ ...readSetting, name, ...extra })
  expect(() => openApiDocument([route('a', {}), route('b', {})], '1')).toThrow(
    'two routes of the contract are GET /api/v3/settings/{handle}',
  )
  const other = { type: 'object', title: 'Setting', properties: {} } as Route['answer'] & object
  expect(() => openApiDocument([route('a', {}), route('b', { path: '/b', answer: other })], '1')).toThrow(
    'have the title Setting',
  )
})

test('an answer that differs from the document is told apart from one that does not', async () => {
  const good = await shop.get('settings/currency')
  expectValid(good, readSetting)
  const faults = (change: Partial<typeof good>): string[] =>
    faultsOf('GET', '/api/v3/settings/currency', { ...good, ...change })
  expect(faults({})).toEqual([])
  expect(faults({ body: { data: { ...good.body.data, id: '5' } } })).toEqual([
    expect.stringContaining('/data/id must be integer'),
  ])
  expect(faults({ body: { data: { ...good.body.data, created_at: '4 July' } } })).toEqual([
    expect.stringContaining('/data/created_at must match format'),
  ])
  expect(faults({ status: 201 })).toEqual(['the status 201 is not in the document'])
  expect(faults({ status: 404, body: { message: 'Not found.', code: 'busy' } })).not.toEqual([])
  expect(faults({ status: 401, body: { message: 'Unauthenticated.', code: 'unauthenticated' } })).not.toEqual([])
})

test('the page shows every operation and can load nothing from anywhere', async () => {
  const { status, headers, body } = await shop.get('/docs', { token: null })
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  const page = String(body)
  for (const route of routes) expect(page).toContain(`id="call-${route.name.toLowerCase()}"`)
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])
  expect(new Set(ids).size).toBe(ids.length)
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target)
  expect(page).not.toMatch(/<script|<img|<link|style="|\son\w+="|https?:/)
  const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  expect(headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  )
})

test('every other answer may be shown nowhere', async () => {
  expect((await shop.get('settings')).headers.get('content-security-policy')).toBe(
    "default-src 'none';frame-ancestors 'none'",
  )
})
