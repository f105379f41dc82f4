// What a request carries beside its body, as parameters of the OpenAPI document.
import type { Schema } from './openapi-schemas.ts'
import { type FilterKind, type ListOptions, type Route, takesKey } from './route.ts'

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: Schema
  readonly style?: 'form'
  readonly explode?: boolean
}

export interface Reference {
  readonly $ref: string
}

/** Written once, since nearly every route has some of them. */
export const sharedParameters = {
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      '1 to 255 visible ASCII characters, new for each thing that is to happen once. A repeat under the same key gets the first answer.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
  },
  pageSize: {
    name: 'page[size]',
    in: 'query',
    required: false,
    description: 'Rows of a page; more than 500 gives 500. `per_page` and `limit` are understood too.',
    schema: { type: 'integer', minimum: 1, default: 15 },
  },
  pageNumber: {
    name: 'page[number]',
    in: 'query',
    required: false,
    description: 'Counted from 1. `page`, and `offset` beside `limit`, are understood too.',
    schema: { type: 'integer', minimum: 1, default: 1 },
  },
  search: {
    name: 'search',
    in: 'query',
    required: false,
    description: 'What a person typed into a search field; `filter[search]` is understood too.',
    schema: { type: 'string' },
  },
  customField: {
    name: 'filter[custom_field][…][…]',
    in: 'query',
    required: false,
    description:
      'Rows whose custom value has this namespace and handle, as in `filter[custom_field][pos][colour]=red`. `ne`, `in` and `nullable` may follow in a bracket of their own.',
    schema: { type: 'string' },
  },
  jsonContains: {
    name: 'filter[json_contains]',
    in: 'query',
    required: false,
    description: 'Rows whose custom values contain all of this JSON: `{"pos":{"colour":"red"}}`.',
    schema: { type: 'string' },
  },
} as const satisfies Record<string, Parameter>

const shared = (name: keyof typeof sharedParameters): Reference => ({ $ref: `#/components/parameters/${name}` })

const filterSchemas: Readonly<Record<FilterKind, Schema>> = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  uuid: { type: 'string', format: 'uuid' },
  moment: { type: 'string', format: 'wire-datetime' },
  boolean: { type: 'string', enum: ['1', '0', 'true', 'false'] },
  amount: { type: 'number' },
  points: { type: 'number' },
  handles: { type: 'string' },
  json: { type: 'string' },
}

function filterWords(field: string, kind: FilterKind): string {
  const others = `\`filter[${field}][ne|gt|gte|lt|lte|in|nullable]\``
  if (kind === 'handles')
    return `Rows that carry this handle; \`filter[${field}][in]\` for any of several, \`[ne]\` for those that do not, \`[nullable]=1\` for those that carry none.`
  if (kind === 'json')
    return `Rows that contain this JSON, such as \`{"terminal":"T3"}\`; or \`filter[${field}][ne|nullable]\`.`
  if (kind === 'moment')
    return `Exactly this moment; mostly used as \`filter[${field}][gte]\`. All operators: ${others}.`
  return `Exactly this value; or ${others}.`
}

function listParameters(options: ListOptions): (Parameter | Reference)[] {
  const filters = Object.entries(options.filters).map(([field, kind]): Parameter => ({
    name: `filter[${field}]`,
    in: 'query',
    required: false,
    description: filterWords(field, kind),
    schema: filterSchemas[kind],
  }))
  const choice = (name: string, description: string, values: readonly string[]): Parameter[] =>
    values.length === 0
      ? []
      : [
          {
            name,
            in: 'query',
            required: false,
            description,
            schema: { type: 'array', items: { type: 'string', enum: values } },
            style: 'form',
            explode: false,
          },
        ]
  return [
    ...filters,
    ...(options.search ? [shared('search')] : []),
    ...(options.searchWith ?? []).map((field): Parameter => ({
      name: `filter[search_with][${field}]`,
      in: 'query',
      required: false,
      description: 'A text that is somewhere in this field, read as `search` reads it.',
      schema: { type: 'string' },
    })),
    ...(options.hasCustomData ? [shared('customField'), shared('jsonContains')] : []),
    ...choice(
      'sort',
      'Fields in the order that matters, `-` for the largest first. Oldest first when left out.',
      options.sorts.flatMap((field) => [field, `-${field}`]),
    ),
    ...choice('include', 'What to answer beside each row.', options.includes ?? []),
  ]
}

/** What stands in a path, by its name. */
const pathWords: Readonly<Record<string, string>> = {
  profile_id: 'The member’s id, a UUID.',
  identity_id: 'The identity’s number.',
  identifier: 'The card number, as scanned.',
  external_id: 'The till’s own number of the sale.',
  transaction_id: 'The sale’s number here.',
  item_id: 'The line’s number here.',
  redemption_id: '`data.id` of the redemption.',
  row_id: 'The number of the reward, point row or benefit.',
  type: '`reward`, `point` or `benefit`.',
  attribute: 'What the groups have in common.',
  ledger_id: 'The entry’s number.',
  token_id: 'The token’s id, which is not the token.',
  staff_id: 'The person’s id; where one is read also a number or card of theirs.',
  handle: 'The handle, as it is spelt.',
}

const wordsOfPath = (name: string): string =>
  pathWords[name] ?? `The number of the ${name.replace(/_id$/, '').replaceAll('_', ' ')}.`

export function parametersOf(route: Route, path: string): (Parameter | Reference)[] {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => String(match[1]))
  return [
    ...names.map((name): Parameter => ({
      name,
      in: 'path',
      required: true,
      description: wordsOfPath(name),
      schema: { type: 'string' },
    })),
    ...Object.entries(route.query ?? {}).map(([name, description]): Parameter => ({
      name,
      in: 'query',
      required: false,
      description,
      schema: { type: 'string' },
    })),
    ...(route.list ? listParameters(route.list) : []),
    ...(route.envelope === 'page' ? [shared('pageSize'), shared('pageNumber')] : []),
    ...(takesKey(route) ? [shared('idempotencyKey')] : []),
  ]
}
