// What an answer means: the value in its envelope, or a failure. Pure, and careful: only what a server of ours promises
// counts as "nothing happened".
import { secondMs, type Instant } from '@tillside/rules/time'

import type { NetworkAnswer } from '../ports/network.ts'
import type { Failure } from './errors.ts'

export type Envelope = 'one' | 'list' | 'page' | 'bare' | 'empty'

export interface Asked {
  readonly envelope: Envelope
  /** False for what only reads. */
  readonly hasEffect: boolean
  /** The server gives every refusal a code of its own: one without was spoken by something on the way. */
  readonly hasCodes: boolean
}

export type Judgement =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly failure: Failure; readonly isWorthRepeating: boolean }

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The seconds or the date of `Retry-After`, as milliseconds from now by the server's clock. */
function readRetryAfter(text: string | undefined, serverNow: Instant): number | null {
  if (text === undefined) return null
  if (/^\s*\d{1,9}\s*$/.test(text)) return Number(text) * secondMs
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - serverNow)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isInEnvelope = (envelope: Envelope, body: unknown): boolean => {
  if (envelope === 'empty') return true
  if (!isFields(body)) return envelope === 'bare' && Array.isArray(body)
  if (envelope === 'bare') return true
  if (envelope === 'one') return isFields(body['data'])
  return Array.isArray(body['data']) && (envelope === 'list' || isFields(body['meta']))
}

/** `errors` as the server prints it; what is not of that shape is left out. */
function readErrors(errors: unknown): Record<string, readonly string[]> {
  if (!isFields(errors)) return {}
  const isTexts = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((text) => typeof text === 'string')
  return Object.fromEntries(Object.entries(errors).filter((entry): entry is [string, string[]] => isTexts(entry[1])))
}

/** The parts of a failure that nothing was said about. */
const silent = { status: null, code: null, fields: {}, details: {}, retryAfterMs: null } as const

/** The request left and nothing came back, or `wasSent` says that it never left. */
export const noAnswer = (asked: Asked, wasSent: boolean, message: string): Judgement & { ok: false } => ({
  ok: false,
  failure: { ...silent, reaction: 'come_again', message, mayHaveHappened: wasSent && asked.hasEffect },
  isWorthRepeating: true,
})

/** Refused here, before anything left: the server could only have misread it. */
export const refusedHere = (field: string, message: string): Failure => ({
  ...silent,
  reaction: 'mend',
  message,
  code: 'validation_failed',
  fields: { [field]: [message] },
  mayHaveHappened: false,
})

/** By status and body, the reaction and whether the request had no effect for certain. */
function reactionTo(
  status: number,
  body: unknown,
  hasCodes: boolean,
): { reaction: Failure['reaction']; hadNoEffect: boolean } {
  const isOurs = isFields(body) && typeof body['message'] === 'string'
  if (status === 429) return { reaction: 'wait', hadNoEffect: true }
  // Our server says `busy` after PostgreSQL rolled the transaction back. Any other 503 may stand for a connection that
  // was lost while the commit was under way, and one without a code for anything.
  if (status === 503 && isFields(body) && body['code'] === 'busy') return { reaction: 'wait', hadNoEffect: true }
  if (status === 502 || status === 503 || status === 504) return { reaction: 'come_again', hadNoEffect: false }
  if (status >= 500) return { reaction: 'tell_operator', hadNoEffect: false }
  if (status === 401 || status === 403) return { reaction: 'ask_operator', hadNoEffect: isOurs }
  // A refusal is JSON with words in it, and a code where the server has codes. Anything else was written on the way.
  const isRefusal = isOurs && (!hasCodes || typeof body['code'] === 'string')
  if (status >= 400 && isRefusal) return { reaction: 'mend', hadNoEffect: true }
  return { reaction: 'come_again', hadNoEffect: false }
}

export function judge(answer: NetworkAnswer, asked: Asked, serverNow: Instant): Judgement {
  const { status } = answer
  const body = readJson(answer.body)
  const isSuccess = status >= 200 && status < 300
  if (isSuccess && isInEnvelope(asked.envelope, body)) return { ok: true, body }
  const { reaction, hadNoEffect } = reactionTo(status, body, asked.hasCodes)
  const said = isFields(body) && !isSuccess ? body : {}
  return {
    ok: false,
    failure: {
      reaction,
      message:
        typeof said['message'] === 'string'
          ? said['message']
          : `The server's answer ${status} could not be understood.`,
      status,
      code: typeof said['code'] === 'string' ? said['code'] : null,
      fields: readErrors(said['errors']),
      details: isFields(said['details']) ? said['details'] : {},
      retryAfterMs: readRetryAfter(answer.headers['retry-after'], serverNow),
      mayHaveHappened: asked.hasEffect && !hadNoEffect,
    },
    isWorthRepeating: status === 429 || status >= 500,
  }
}

/**
 * A failure after an earlier try that may have had its effect. Only an answer that was given under the key speaks for
 * that try too: a refusal with a code. All others speak for themselves alone.
 */
export function afterUnknownTry(failure: Failure, hasKey: boolean): Failure {
  if (failure.reaction === 'mend' && hasKey && failure.code !== null) return failure
  return { ...failure, reaction: failure.reaction === 'wait' ? 'come_again' : failure.reaction, mayHaveHappened: true }
}
