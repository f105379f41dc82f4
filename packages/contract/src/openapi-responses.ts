// What a route can answer: its own answer, and each refusal under its status with the codes that it may carry.
import type { TSchema } from 'typebox'

import { answerSchema, RefusalBody, statusOf, UnauthenticatedBody } from './envelope.ts'
import type { Reference } from './openapi-parameters.ts'
import type { Schema, SchemaPrinter } from './openapi-schemas.ts'
import { type RefusalCode, refusals } from './refusals.ts'
import { type Route, takesKey } from './route.ts'

export interface Response {
  readonly description: string
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
  /** The codes of a refusal with the words that go with them. */
  readonly 'x-refusals'?: Readonly<Record<string, string>>
}

/** What a route may refuse because of what it is, whatever it does. */
function commonRefusals(route: Route): RefusalCode[] {
  const isOpen = route.scope === 'public'
  const changes = route.method !== 'GET'
  return [
    ...(isOpen ? [] : (['unauthenticated', 'too_many_attempts'] as const)),
    ...(isOpen || route.scope === null ? [] : (['scope_missing'] as const)),
    ...(isOpen ? [] : (['origin_forbidden'] as const)),
    ...(route.caller === 'token' ? (['token_required'] as const) : []),
    ...(route.caller === 'device' && !isOpen ? (['device_required'] as const) : []),
    ...(route.path.includes('{') ? (['not_found'] as const) : []),
    ...(route.list ? (['filter_unknown', 'sort_unknown', 'include_unknown'] as const) : []),
    ...(changes ? (['malformed_json', 'body_too_large', 'media_type_unsupported'] as const) : []),
    ...(changes || route.list || route.query ? (['validation_failed'] as const) : []),
    ...(takesKey(route) ? (['idempotency_key_reused'] as const) : []),
    'busy',
    'unavailable',
    'server_error',
  ]
}

/** Everything that a route may refuse: what it names itself, and what any route of its kind may. */
export const refusalsOf = (route: Route): RefusalCode[] => [...new Set([...commonRefusals(route), ...route.refusals])]

const json = (schema: Schema): NonNullable<Response['content']> => ({ 'application/json': { schema } })

const retryAfter = {
  'Retry-After': { description: 'Seconds to wait before the next try.', schema: { type: 'integer' } },
}

const resetAt = {
  'X-RateLimit-Reset': { description: 'When the limit ends, in seconds since 1970.', schema: { type: 'integer' } },
}

/** Prints responses; those that name nothing of their route's own are components, written once. */
export class ResponsePrinter {
  readonly #schemas: SchemaPrinter
  readonly #components = new Map<string, Response>()

  constructor(schemas: SchemaPrinter) {
    this.#schemas = schemas
  }

  components(): Record<string, Response> {
    return Object.fromEntries(this.#components)
  }

  print(route: Route): Record<string, Response | Reference> {
    const codesByStatus = new Map<number, RefusalCode[]>()
    for (const code of refusalsOf(route)) {
      const { status } = refusals[code]
      codesByStatus.set(status, [...(codesByStatus.get(status) ?? []), code])
    }
    const refused = [...codesByStatus].map(([status, codes]) => [status, this.#refusal(status, codes, route)] as const)
    return Object.fromEntries(
      [[statusOf(route), this.#success(route)] as const, ...refused].map(([status, response]) => [
        String(status),
        response,
      ]),
    )
  }

  #success(route: Route): Response {
    if (route.mediaType)
      return { description: 'Text to read', content: { [route.mediaType]: { schema: { type: 'string' } } } }
    if (route.envelope === 'empty') return { description: 'Done; the body is empty' }
    if (!route.answer) return { description: 'Yes; the body is empty' }
    return {
      description: statusOf(route) === 201 ? 'Made' : 'The answer',
      content: json(this.#schemas.print(answerSchema(route))),
    }
  }

  #refusal(status: number, codes: readonly RefusalCode[], route: Route): Response | Reference {
    const common = new Set(commonRefusals(route))
    const own = codes.some((code) => route.refusals.includes(code) && !common.has(code))
    const printed = this.#printRefusal(status, codes)
    if (own) return printed
    const name = codes.join('-')
    this.#components.set(name, printed)
    return { $ref: `#/components/responses/${name}` }
  }

  #printRefusal(status: number, codes: readonly RefusalCode[]): Response {
    const words = Object.fromEntries(codes.map((code) => [code, refusals[code].message]))
    const body: TSchema = status === 401 ? UnauthenticatedBody : RefusalBody
    const shape = this.#schemas.print(body)
    return {
      description: codes.map((code) => `\`${code}\`: ${words[code]}`).join('\n\n'),
      ...(status === 503 ? { headers: retryAfter } : {}),
      ...(status === 429 ? { headers: { ...retryAfter, ...resetAt } } : {}),
      // The code is narrowed to those that this route may answer under this status.
      content: json(
        status === 401 ? shape : { allOf: [shape, { type: 'object', properties: { code: { enum: codes } } }] },
      ),
      'x-refusals': words,
    }
  }
}
