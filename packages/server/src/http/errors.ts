// Refusals and surprises on their way out. A refusal is answered with its code; a surprise is logged
// with its cause and answered without it.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import postgres from 'postgres'

import { refusals, type RefusalCode } from '@tillside/contract/refusals'
import type { Refusal } from '@tillside/rules/outcome'
import { type Instant, secondMs } from '@tillside/rules/time'

import { fieldErrors } from './field-errors.ts'

/** Thrown where a request is read, before anything has begun: a refusal without a way back through values. */
export class RequestRefused extends Error {
  readonly code: RefusalCode
  readonly errors: Readonly<Record<string, readonly string[]>>

  constructor(code: RefusalCode, errors: Readonly<Record<string, readonly string[]>> = {}) {
    super(refusals[code].message)
    this.code = code
    this.errors = errors
  }
}

/** Refuses a parameter of the address in a sentence of its own. */
export const refuseParameter = (
  parameter: string,
  words: string,
  code: 'validation_failed' | 'filter_unknown' = 'validation_failed',
): never => {
  throw new RequestRefused(code, { [parameter]: [`The ${parameter} parameter ${words}.`] })
}

/** The body of a refusal, in Laravel's keys with our code beside them. */
export function refusalBody(refusal: Refusal<RefusalCode>): Record<string, unknown> {
  const kind: { status: number; message: string; field?: string } = refusals[refusal.code]
  const field = refusal.field ?? kind.field
  return {
    message: kind.message,
    ...(field === undefined ? {} : { errors: { [field]: [refusal.words ?? kind.message] } }),
    code: refusal.code,
    ...(refusal.details === undefined ? {} : { details: refusal.details }),
  }
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal<RefusalCode>): FastifyReply {
  return reply.code(refusals[refusal.code].status).send(refusalBody(refusal))
}

export const sendUnauthenticated = (reply: FastifyReply): FastifyReply =>
  reply.code(401).header('www-authenticate', 'Bearer').send({ message: refusals.unauthenticated.message })

/** Codes of PostgreSQL after which the same request may well succeed. */
const busyCodes = new Set(['55P03', '57014', '40P01', '40001', '53300'])
const unreachableCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  // Its disk is full: as good as gone, until somebody makes room.
  '53100',
])

/** What a caller waits for when the server is busy or the database away. */
const busySeconds = 1

/** Somebody called too often: how long the limit lasts, and the moment of its end in seconds since the epoch. */
export class Throttled extends Error {
  readonly retryAfterSeconds: number
  readonly resetAt: number

  constructor(retryAfterSeconds: number, now: Instant) {
    super('throttled')
    this.retryAfterSeconds = retryAfterSeconds
    this.resetAt = Math.floor(now / secondMs) + retryAfterSeconds
  }
}

/** What a caller hears of something that was not foreseen. */
export function codeOfFailure(error: unknown): RefusalCode {
  return refusalOf(error as FastifyError)
}

function refusalOf(error: FastifyError): RefusalCode {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'body_too_large'
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return 'media_type_unsupported'
  if (error.code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH') return 'malformed_json'
  if (error instanceof Throttled) return 'too_many_attempts'
  if (unreachableCodes.has(error.code)) return 'unavailable'
  if (error instanceof postgres.PostgresError && busyCodes.has(error.code)) return 'busy'
  // It has begun again as often as it may: the member goes from hand to hand.
  if (error.code === 'BEGIN_AGAIN') return 'busy'
  // Whatever else the framework says of a request is about the request, and never a fault of ours.
  const isOfRequest = error.code?.startsWith('FST_') && error.statusCode !== undefined && error.statusCode < 500
  return isOfRequest ? 'malformed_request' : 'server_error'
}

/** Fastify's error handler: whatever was thrown becomes the answer of the reference. */
export function handleError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.validation) {
    return reply.code(422).send({
      message: refusals.validation_failed.message,
      errors: fieldErrors(error.validation),
      code: 'validation_failed',
    })
  }
  if (error instanceof RequestRefused) {
    const { status, message } = refusals[error.code]
    return reply.code(status).send({ message, errors: error.errors, code: error.code })
  }
  const code = refusalOf(error)
  if (refusals[code].status >= 500) {
    // The message of a driver can quote a row, so only its kind goes to the log.
    request.log.error({ code: error.code, kind: error.name, at: error.stack?.split('\n').slice(1, 6) }, code)
  }
  if (code === 'busy' || code === 'unavailable') reply.header('retry-after', busySeconds)
  if (error instanceof Throttled) {
    reply.header('retry-after', error.retryAfterSeconds).header('x-ratelimit-reset', error.resetAt)
  }
  return sendRefusal(reply, { code })
}
