// Holds answers against the OpenAPI document. `shop.call` does so with every answer of every test.
import addFormats from 'ajv-formats'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

import { type OpenApiDocument, openApiDocument, type Operation } from '@tillside/contract/openapi'
import type { Response } from '@tillside/contract/openapi-responses'
import { refusals } from '@tillside/contract/refusals'
import type { Route } from '@tillside/contract/route'
import { routes } from '@tillside/contract/routes'

import { version } from '../src/docs/routes.ts'
import { formats } from '../src/http/validation.ts'

/** What came back, as far as the document says something about it. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

interface Template {
  readonly path: string
  readonly pattern: RegExp
}

/** What the server serves at /openapi.json; `docs.test.ts` proves that it is the same. */
export const document: OpenApiDocument = openApiDocument(routes, version)

/** An Ajv that knows our formats and resolves `openapi#/…` in the document. */
export function newAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, formats })
  addFormats.default(ajv)
  return ajv.addSchema(document, 'openapi')
}

const ajv = newAjv()
const validators = new Map<string, ValidateFunction>()
const escapePointer = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))

/** The schema at a place in the document, compiled the first time that it is asked for. */
function validatorAt(...place: string[]): ValidateFunction {
  const $ref = `openapi#/${place.map(escapePointer).join('/')}`
  const known = validators.get($ref) ?? ajv.compile({ $ref })
  validators.set($ref, known)
  return known
}

// At each part of a path the router takes a plain word before a placeholder: /profiles/availability is not
// /profiles/{profile_id}. A placeholder sorts behind every word.
const rank = (path: string): string => path.replaceAll(/\{[^}]+\}/g, '\uffff')

const templates: readonly Template[] = Object.keys(document.paths)
  .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  .map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}/?$`),
  }))

function findOperation(method: string, url: string): { path: string; operation: Operation | undefined } | undefined {
  // The page of a device asks below the path of its app.
  const asked = new URL(url, 'http://shop').pathname.replace(/^\/(till|clienteling)(?=\/api\/)/, '')
  const pathname = asked.replaceAll(/\/{2,}/g, '/')
  const path = templates.find(({ pattern }) => pattern.test(pathname))?.path
  return path === undefined ? undefined : { path, operation: document.paths[path]?.[method.toLowerCase()] }
}

function check(validate: ValidateFunction, body: unknown): string[] {
  if (validate(body)) return []
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`,
  )
}

function faultsOfResponse(
  path: string,
  method: string,
  status: string,
  response: Response,
  answer: Answered,
): string[] {
  const [mediaType] = Object.keys(response.content ?? {})
  if (mediaType === undefined) return answer.body === undefined ? [] : ['the body should be empty']
  const sent = answer.headers.get('content-type') ?? 'nothing'
  if (!sent.startsWith(mediaType)) return [`the content type should be ${mediaType}, and is ${sent}`]
  return check(validatorAt('paths', path, method, 'responses', status, 'content', mediaType, 'schema'), answer.body)
}

/** What is wrong with the body of a refusal, whichever route it is from. */
export const checkRefusal = (body: unknown): string[] => check(validatorAt('components', 'schemas', 'Refusal'), body)

/** Fields that are refused in words that fit any fault of any field. */
function silentFields(body: unknown): string[] {
  const errors = (body as { errors?: Record<string, string[]> } | undefined)?.errors ?? {}
  return Object.keys(errors).filter((field) => errors[field]?.includes(refusals.validation_failed.message))
}

/** What the document says against an answer; empty when it is as promised. */
export function faultsOf(method: string, url: string, answer: Answered): string[] {
  const found = findOperation(method, url)
  if (!found?.operation) {
    // No such path, or not with this method: only these two refusals are possible.
    const expected = found ? 'method_not_allowed' : 'route_unknown'
    const code = (answer.body as { code?: unknown } | undefined)?.code
    return code === expected
      ? checkRefusal(answer.body)
      : [`no operation of the document answers this; ${expected} was expected`]
  }
  const { path, operation } = found
  const status = String(answer.status)
  const silent = silentFields(answer.body)
  if (silent.length > 0) return [`the answer does not say what is wrong with ${silent.join(', ')}`]
  const response = operation.responses[status]
  if (!response) return [`the status ${status} is not in the document`]
  if (!('$ref' in response)) return faultsOfResponse(path, method.toLowerCase(), status, response, answer)
  const name = response.$ref.slice('#/components/responses/'.length)
  return check(validatorAt('components', 'responses', name, 'content', 'application/json', 'schema'), answer.body)
}

/** Throws in one readable line for each thing in which an answer differs from the OpenAPI document. */
export function assertAsDocumented(method: string, url: string, answer: Answered): void {
  const faults = faultsOf(method, url, answer)
  if (faults.length === 0) return
  const body = JSON.stringify(answer.body)?.slice(0, 500)
  throw new Error(
    [
      `${method} ${url} answered ${answer.status}, which differs from the OpenAPI document:`,
      ...faults,
      `the body: ${body}`,
    ].join('\n  '),
  )
}

/** The same for a route by itself: what its own 2xx answer should look like. */
export function expectValid(answer: Answered, route: Route): void {
  if (answer.status >= 300) throw new Error(`${route.name} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  assertAsDocumented(route.method, route.path.replaceAll(/[{}]/g, ''), answer)
}
