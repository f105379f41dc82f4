// Requests that no client should send, made from what a route says that it takes: a body that fits its schema, and
// the same body with one thing in it spoilt. `undefined` as a value means that the field is left out.
import type { Schema } from '@tillside/contract/openapi-schemas'
import type { ListOptions, Route } from '@tillside/contract/route'

/** Values for fields and path parameters of this name, such as the id of a member who exists. */
export type Known = Readonly<Record<string, string | number>>

type Json = unknown
type Fields = Record<string, Json>

const formatSamples: Readonly<Record<string, string>> = {
  uuid: '0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44',
  email: 'ada@example.com',
  'wire-datetime': '2025-07-04 01:17:42',
  'wire-date': '2025-07-04',
  'time-zone': 'Australia/Sydney',
}
const textSamples = ['text', 'AUD', '1', 'a']

function sampleText(schema: Schema): string {
  if (schema.format !== undefined) return formatSamples[schema.format] ?? 'text'
  const pattern = new RegExp(typeof schema['pattern'] === 'string' ? schema['pattern'] : '', 'u')
  return textSamples.find((text) => pattern.test(text)) ?? 'text'
}

/** A value that fits the schema; fields that name a record get one that the shop knows. */
export function sample(schema: Schema, known: Known = {}): Json {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return sample(schema.anyOf[0] ?? {}, known)
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sample(part, known)))
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, inner]) => [
          name,
          (name.endsWith('_id') ? known[name] : undefined) ?? sample(inner, known),
        ]),
      )
    case 'array':
      return schema['maxItems'] === 0 ? [] : [sample(schema.items ?? {}, known)]
    case 'string':
      return sampleText(schema)
    case 'integer':
    case 'number':
      return Math.max(1, Number(schema['minimum'] ?? 1))
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return {}
  }
}

const nested = (depth: number): Json => (depth === 0 ? 'deep' : { a: nested(depth - 1) })

/** What is put in the place of each field. */
const badValues: readonly Json[] = [
  undefined,
  null,
  true,
  '',
  ' ',
  'text',
  'NaN',
  '-1',
  '9'.repeat(40),
  'x'.repeat(30_000),
  'a\u0000b',
  'a\ud800b',
  '💳'.repeat(100),
  '2025-02-30',
  '0000-00-00',
  '2025-07-04 25:61:61',
  '+275760-09-13',
  'Not/AZone',
  '00000000-0000-0000-0000-000000000000',
  '%',
  "'; --",
  0,
  -1,
  0.001,
  1.005,
  1e15,
  2 ** 53,
  1e308,
  -1e308,
  [],
  [[]],
  [null],
  {},
  { length: 1 },
  nested(60),
]

/** Bodies that are wrong as a whole. The text is sent as it is. */
export const badBodies: readonly string[] = [
  '{',
  '[]',
  '[1]',
  'null',
  'true',
  '0',
  '"text"',
  'NaN',
  '{"amount":1e999}',
  '{"a":1}}',
  '\ufeff{}',
  '{"__proto__":{"x":1}}',
  '{"constructor":{}}',
  '['.repeat(100_000),
  `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  `{"a":"${'x'.repeat(1_100_000)}"}`,
  '{"\\u0000":1}',
  '{"a":"\\udc00"}',
]

/** Ids that nothing has, as they stand in a path. */
export const badIds: readonly string[] = [
  '0',
  '-1',
  'abc',
  '%00',
  '%zz',
  '%E0%A4%A',
  '99999999999999999999',
  '1e3',
  '1.5',
  'null',
  '%F0%9F%8E%81',
  'x'.repeat(600),
  "'%3B--",
  '..%2f..',
  '00000000-0000-0000-0000-000000000000',
  '0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e4',
  '%20',
]

const isFields = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every way to spoil one thing inside a value, down to the fields of objects in its lists. */
function* spoilt(value: Json): Iterable<Json> {
  if (Array.isArray(value)) {
    yield* badValues.filter((bad) => bad !== undefined).map((bad) => [bad])
    yield [...value, ...value]
    if (value.length > 0) for (const inner of spoilt(value[0])) yield [inner]
    return
  }
  if (!isFields(value)) return
  for (const [name, inner] of Object.entries(value)) {
    for (const bad of badValues) yield { ...value, [name]: bad }
    for (const innerBad of spoilt(inner)) yield { ...value, [name]: innerBad }
  }
}

/** At most so many bodies for one route. */
const bodiesMax = 100
/** Knuth's multiplier: sorts numbers as if by chance, and in the same way each time. */
const scatter = (index: number): number => Math.imul(index, 2_654_435_761) >>> 0

export function spoiltBodies(route: Route, known: Known): Json[] {
  const bodies = route.body ? [...spoilt(sample(route.body as Schema, known))] : []
  const order = [...bodies.keys()].sort((a, b) => scatter(a) - scatter(b))
  return order.slice(0, bodiesMax).map((index) => bodies[index])
}

const goodFilterValues: Readonly<Record<ListOptions['filters'][string], string>> = {
  text: 'text',
  integer: '1',
  uuid: formatSamples['uuid'] ?? '',
  moment: '2025-07-04',
  boolean: '1',
  amount: '19.95',
  points: '12.5',
  handles: 'vip',
  json: '{"terminal":"T3"}',
}
/** The field decides about the column, the operator about the sign: all operators are tried on the first field only. */
const operatorsOf = (index: number, kind: string): string[] => {
  if (kind === 'handles') return ['eq', 'ne', 'in']
  if (kind === 'json') return ['eq', 'ne']
  return index === 0 ? ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in'] : ['gte', 'in']
}

/** Every filter, every order and everything that can be included: all of them must work. */
export function goodQueries(list: ListOptions): string[] {
  const filters = Object.entries(list.filters).flatMap(([field, kind], index) => {
    const value = encodeURIComponent(goodFilterValues[kind])
    return [
      `filter[${field}]=${value}`,
      `filter[${field}][nullable]=1`,
      ...operatorsOf(index, kind).map((operator) => `filter[${field}][${operator}]=${value}`),
    ]
  })
  const sorts = list.sorts.flatMap((field) => [`sort=${field}`, `sort=-${field}`])
  const includes = (list.includes ?? []).map((name) => `include=${name}`)
  const custom = ['=5', '[in]=5,red', '[ne]=true', '[nullable]=1'].map(
    (text) => `filter[custom_field][pos][colour]${text}`,
  )
  return [
    ...filters,
    ...sorts,
    ...includes,
    ...(list.searchWith ?? []).map((field) => `filter[search_with][${field}]=ada%20l`),
    ...(list.hasCustomData
      ? [...custom, `filter[json_contains]=${encodeURIComponent('{"pos":{"colour":"red"}}')}`]
      : []),
    ...(list.search ? ['search=ada%20l', 'filter[search]=%25_'] : []),
  ]
}

const badFilterValues = ['', 'abc', '1e308', '%00', '9'.repeat(40), '2025-02-30']

export function badQueries(list: ListOptions): string[] {
  const fields = Object.keys(list.filters)
  const filters = fields.flatMap((field) => badFilterValues.map((value) => `filter[${field}]=${value}`))
  const forms = fields
    .slice(0, 1)
    .flatMap((field) => [
      `filter[${field}][in]=a,,1`,
      `filter[${field}][in]=${'1,'.repeat(600)}`,
      `filter[${field}]=${'x'.repeat(2_000)}`,
      `filter[${field}]=%ED%A0%80`,
      `filter[${field}][]=1`,
      `filter[${field}][nullable]=2`,
      `filter[${field}][near]=1`,
      `filter[${field}][eq][eq]=1`,
      `filter[${field}]=1&filter[${field}]=2`,
    ])
  const others = [
    'filter=1',
    'filter[nonsense]=1',
    'filter[__proto__]=1',
    'filter[search_with]=a',
    'filter[search_with][nonsense]=a',
    'filter[search_with][email][]=a',
    'filter[custom_field]=1',
    'filter[custom_field][a]=1',
    'filter[custom_field][a][b][gt]=1',
    'filter[custom_field][a%00][b]=1',
    'filter[custom_field][a][b][c][d]=1',
    'filter[json_contains]=1',
    'filter[json_contains]={',
    'filter[json_contains]={"a":{"b":"%5Cu0000"}}',
    'filter[json_contains]={"a":{"b":"%5Cud800"}}',
    'sort=nonsense',
    'sort[]=id',
    'sort=%00',
    'include=nonsense',
  ]
  return [...filters, ...forms, ...others, 'search=%00', 'search[]=a', `search=${'x'.repeat(2_000)}`]
}

const badCounts = ['0', '-1', 'abc', '1.5', '', '99999999999999999999', '1000000000', '%00']

export const badPages: readonly string[] = [
  ...['page[size]', 'page[number]', 'page', 'per_page', 'limit', 'offset'].flatMap((name) =>
    badCounts.map((count) => `${name}=${count}`),
  ),
  'page[]=1',
  'page[size][a]=1',
  'page[size]=500&page[number]=1000000000',
]
