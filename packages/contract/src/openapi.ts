// The OpenAPI 3.1 document of the routes. A pure function: the server answers what it returns, the API page
// shows it, and the tests hold every answer of every test against it.
import type { TSchema } from 'typebox'

import type { App } from './devices.ts'
import { type Parameter, parametersOf, type Reference, sharedParameters } from './openapi-parameters.ts'
import { type Response, ResponsePrinter } from './openapi-responses.ts'
import { type Schema, SchemaPrinter } from './openapi-schemas.ts'
import type { Route } from './route.ts'

export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description: string
  readonly deprecated?: true
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  /** The scope that a token needs; null when any valid token will do. Not there on public routes. */
  readonly 'x-scope'?: string | null
  readonly parameters: readonly (Parameter | Reference)[]
  readonly requestBody?: {
    readonly required: boolean
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>
  }
  readonly responses: Readonly<Record<string, Response | Reference>>
}

type PathItem = Readonly<Record<string, Operation>>

export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: {
    readonly title: string
    readonly version: string
    readonly summary: string
    readonly description: string
  }
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, PathItem>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly parameters: Readonly<Record<string, Parameter>>
    readonly responses: Readonly<Record<string, Response>>
    readonly securitySchemes: Readonly<Record<string, Schema>>
  }
}

/** What holds for every route, a paragraph each. */
const conventions = [
  'JSON in and out. One object or a list is in `data`; a paginated list has `links` and `meta` beside it; a deletion answers 204 with an empty body.',
  'Send `Authorization: Bearer <token>`. Each operation names the scope that its token needs.',
  'The page of a paired till or staff portal asks below its own path, as in `/till/api/v3/profiles`, and is known by its cookie instead of a token.',
  'Money is a number in major units: 19.95 is nineteen dollars ninety-five. Points may have up to three decimals. A moment is `YYYY-MM-DD HH:mm:ss` in UTC.',
  'Every POST that changes something takes an `Idempotency-Key`; the few that only look something up are always answered as things are now, and those that are given a PIN, a badge or a pairing code keep nothing of it. A repeat with the same key and the same request gets the first answer and the header `Idempotency-Replayed: true`; another request under the key is refused. A till makes the key before it sends and repeats with the same key until it hears an answer.',
  'Lists are narrowed by `filter[field]=value` or `filter[field][operator]=value`, with the operators `eq`, `ne`, `gt`, `gte`, `lt`, `lte`, `in` (values with commas between them) and `nullable` (1: only rows without the value, 0: only rows with it). A filter that a list does not know is refused.',
  'A refusal has a `message` for a person, a `code` for a program, in `errors` the fields at fault, and in `details` what a cashier may need to read out. Unknown fields of a body are ignored.',
].join('\n\n')

const scopeWords = ({ scope, caller }: Route): string => {
  if (caller === 'device') return 'Only the page of a till or a staff portal can ask for it; a token cannot.'
  if (scope === 'public') return 'No token is needed.'
  return scope === null ? 'Any valid token will do.' : `Needs the scope \`${scope}\`.`
}

function describe(route: Route): string {
  const aliases = route.aliases ?? []
  const spellings =
    aliases.length === 0 ? [] : [`Also understood as ${aliases.map((path) => `\`${path}\``).join(', ')}.`]
  return [...(route.description === undefined ? [] : [route.description]), ...spellings, scopeWords(route)].join('\n\n')
}

/** A device's page may ask whatever a token may, below its own path; what nobody else may ask names its cookies. */
const securityOf = ({ caller }: Route): Operation['security'] =>
  caller === 'device' ? [{ till: [] }, { clienteling: [] }] : [{ bearer: [] }]

const cookieScheme = (app: App): Schema => ({
  type: 'apiKey',
  in: 'cookie',
  name: `tillside_${app}`,
  description: `The cookie of a paired device, looked at below \`/${app}\` only.`,
})

/** A router sees one path whatever its parameters are called, and so does OpenAPI. */
const shapeOf = (path: string): string => path.replaceAll(/\{[^}]+\}/g, '{}')

/** Some routes are called without a body, where none of its fields is required. */
const isRequired = (body: TSchema): boolean => ((body as Schema).required ?? []).length > 0

class DocumentPrinter {
  readonly #schemas = new SchemaPrinter()
  readonly #responses = new ResponsePrinter(this.#schemas)
  readonly #paths = new Map<string, Record<string, Operation>>()
  readonly #pathByShape = new Map<string, string>()

  add(route: Route): void {
    this.#put(route, route.path, this.#operation(route, this.#spelling(route.path)))
    for (const [index, alias] of (route.aliases ?? []).entries()) {
      const description = `Another spelling of \`${route.method} ${route.path}\`.\n\n${scopeWords(route)}`
      const operation = this.#operation(route, this.#spelling(alias))
      this.#put(route, alias, {
        ...operation,
        operationId: `${route.name}Alias${index + 1}`,
        description,
        deprecated: true,
      })
    }
  }

  document(topics: readonly string[], version: string): OpenApiDocument {
    return {
      openapi: '3.1.0',
      info: { title: 'Tillside', version, summary: 'Loyalty for the point of sale', description: conventions },
      servers: [{ url: '/' }],
      tags: topics.map((name) => ({ name })),
      paths: Object.fromEntries(this.#paths),
      components: {
        schemas: this.#schemas.components(),
        parameters: sharedParameters,
        responses: this.#responses.components(),
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          till: cookieScheme('till'),
          clienteling: cookieScheme('clienteling'),
        },
      },
    }
  }

  /** The first spelling of a path's parameters names them for all operations on it. */
  #spelling(path: string): string {
    const shape = shapeOf(path)
    const known = this.#pathByShape.get(shape)
    if (known === undefined) this.#pathByShape.set(shape, path)
    return known ?? path
  }

  #put(route: Route, path: string, operation: Operation): void {
    const spelling = this.#spelling(path)
    const item = this.#paths.get(spelling) ?? {}
    const method = route.method.toLowerCase()
    if (item[method]) throw new Error(`two routes of the contract are ${route.method} ${path}`)
    item[method] = operation
    this.#paths.set(spelling, item)
  }

  #operation(route: Route, path: string): Operation {
    const isOpen = route.scope === 'public'
    return {
      operationId: route.name,
      tags: [route.topic],
      summary: route.summary,
      description: describe(route),
      security: isOpen ? [] : securityOf(route),
      ...(isOpen ? {} : { 'x-scope': route.scope }),
      parameters: parametersOf(route, path),
      ...(route.body
        ? {
            requestBody: {
              required: isRequired(route.body),
              content: { 'application/json': { schema: this.#schemas.print(route.body) } },
            },
          }
        : {}),
      responses: this.#responses.print(route),
    }
  }
}

export function openApiDocument(routes: readonly Route[], version: string): OpenApiDocument {
  const printer = new DocumentPrinter()
  for (const route of routes) printer.add(route)
  return printer.document([...new Set(routes.map((route) => route.topic))], version)
}
