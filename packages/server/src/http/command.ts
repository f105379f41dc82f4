// The one place that opens write transactions and keeps idempotency.
//
// parse (contract) → begin → claim the key → run → keep the answer under the key → commit → answer.
// The key's row is written in the transaction of the effect, so both happen or neither. A repeat that
// comes while the first is still running waits on that row, and then gets the first answer.
import type { FastifyReply, FastifyRequest } from 'fastify'

import { statusOf } from '@tillside/contract/envelope'
import type { AnswerOf, BodyOf, ParamName, Route } from '@tillside/contract/route'
import type { RefusalCode } from '@tillside/contract/refusals'
import { refusals } from '@tillside/contract/refusals'
import { type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { isConnectionGone } from '../db/together.ts'
import { transaction } from '../db/transaction.ts'
import { setCookie } from './apps.ts'
import { type Caller, isBeyondAllowed, isOpenByApproval } from './auth.ts'
import { refusalOfConstraint } from './constraints.ts'
import type { Context } from './context.ts'
import { refusalBody, sendRefusal } from './errors.ts'
import { claimKey, type KeyedAnswer, keepAnswer, readKey, type RequestKey } from './idempotency.ts'
import { sayingFate } from './merged.ts'
import { mount } from './mount.ts'
import { answerBody } from './render.ts'

export interface RequestOf<R extends Route> {
  /** From the path, decoded, as text. */
  readonly params: Readonly<Record<ParamName<R['path']>, string>>
  readonly body: BodyOf<R>
}

/**
 * What a command does: services take the transaction first, then the caller, the request and the time, and what was
 * found before. `isReplay` says that it found its effect done before, by a natural key; `cookie` is what the page's cookie
 * holds from now on, which is in no answer and kept under no key.
 */
type Run<R extends Route, Found> = (
  tx: Tx,
  caller: Caller,
  request: RequestOf<R>,
  now: Instant,
  found: Found,
) => Promise<Outcome<AnswerOf<R>, RefusalCode> & { readonly isReplay?: boolean; readonly cookie?: string }>

/**
 * Before anything begins: what has to wait for something else than the database, and what counts also when it is refused,
 * such as a wrong PIN.
 */
interface CommandOptions<R extends Route, Found> {
  readonly before?: (request: RequestOf<R>, caller: Caller, now: Instant) => Promise<Outcome<Found, RefusalCode>>
}

/** Times that a transaction is tried when PostgreSQL asks for it: a deadlock or a lost race. */
const triesMax = 3
const tryAgainCodes = new Set(['40001', '40P01'])

/** Thrown inside the transaction, so that a refusal rolls back whatever was written before it. */
class Refused extends Error {
  readonly answer: KeyedAnswer

  constructor(answer: KeyedAnswer) {
    super('refused')
    this.answer = answer
  }
}

/** Thrown inside the transaction when its key was used: the first answer stands, and nothing is done again. */
class Replayed extends Error {
  readonly answer: KeyedAnswer

  constructor(answer: KeyedAnswer) {
    super('replayed')
    this.answer = answer
  }
}

/** What somebody may not do now they may do once they hold the scope, or somebody else is signed in: no key keeps it. */
const forbidden = 403

interface Finished {
  readonly answer: KeyedAnswer
  readonly isReplay: boolean
  readonly cookie?: string | undefined
}

function toAnswer<R extends Route>(route: R, outcome: Outcome<AnswerOf<R>, RefusalCode>): KeyedAnswer {
  if (!outcome.ok) {
    return { status: refusals[outcome.refusal.code].status, body: JSON.stringify(refusalBody(outcome.refusal)) }
  }
  return {
    status: statusOf(route),
    body: route.envelope === 'empty' ? '' : JSON.stringify(answerBody(route, outcome.value)),
  }
}

/** The answer as it may be kept: what is shown only once is not in it. */
function withoutSecrets(route: Route, answer: KeyedAnswer): KeyedAnswer {
  if (!route.secrets || answer.status >= 300) return answer
  const body = JSON.parse(answer.body) as Record<string, unknown>
  const shown = route.envelope === 'one' ? (body['data'] as Record<string, unknown>) : body
  for (const name of route.secrets) shown[name] = null
  return { ...answer, body: JSON.stringify(body) }
}

const send = (reply: FastifyReply, { answer, isReplay }: Finished): FastifyReply => {
  if (isReplay) reply.header('idempotency-replayed', 'true')
  if (answer.status === 204) return reply.code(204).send()
  return reply.code(answer.status).type('application/json; charset=utf-8').send(answer.body)
}

async function repeatedly<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (attempt === triesMax || !tryAgainCodes.has(code)) throw error
    }
  }
}

function refusedByConstraint(error: unknown): Refused | undefined {
  const code = refusalOfConstraint(error)
  return code && new Refused({ status: refusals[code].status, body: JSON.stringify(refusalBody({ code })) })
}

/** An approval is for one thing: for the first that it opens, and for that as often as it is asked. */
function onceApproved<R extends Route, Found>(route: R, run: Run<R, Found>): Run<R, Found> {
  return async (tx, caller, given, now, found) => {
    const subject = `${route.name} ${Object.values(given.params).join(' ')}`
    if (isOpenByApproval(caller, route) && (await caller.approval?.use(tx, subject)) !== true)
      return refuse('scope_missing', { details: { scope: route.scope } })
    return run(tx, caller, given, now, found)
  }
}

/** Mounts a route that changes something. */
export function command<R extends Route, Found = undefined>(
  context: Context,
  route: R,
  run: Run<R, Found>,
  { before }: CommandOptions<R, Found> = {},
): void {
  const { writes } = context.database
  const hasKeys = context.dialect === 'tillside'
  const runAllowed = onceApproved(route, run)

  const keepRefusal = (caller: Caller, key: RequestKey, answer: KeyedAnswer, now: Instant): Promise<Finished> =>
    transaction(writes, async (tx, last) => {
      const first = await claimKey(tx, caller, key)
      if (first) return { answer: first, isReplay: true }
      last(keepAnswer(tx, caller, key, answer, now))
      return { answer, isReplay: false }
    })

  const work = async (request: FastifyRequest, found: Found): Promise<Finished> => {
    const { caller } = request
    const now = context.now()
    const given = { params: request.params, body: request.body ?? {} } as RequestOf<R>
    const key = hasKeys ? readKey(request, route) : undefined
    const occasion = { by: caller.tokenName, at: now }
    try {
      return await transaction(
        writes,
        async (tx, last) => {
          // The command begins behind the claim, without waiting for it. Where the key turns out to be used, what the
          // command did or refused is rolled back, and counts for nothing.
          const [claimed, ran] = await Promise.allSettled([
            key && claimKey(tx, caller, key),
            runAllowed(tx, caller, given, now, found),
          ])
          // With the connection gone there is nothing to roll back, whatever the key would say; the caller asks again.
          if (ran.status === 'rejected' && isConnectionGone(ran.reason)) throw ran.reason
          if (claimed.status === 'rejected') throw claimed.reason
          if (claimed.value) throw new Replayed(claimed.value)
          if (ran.status === 'rejected') throw ran.reason
          const outcome = await sayingFate(context, tx, given, ran.value)
          const answer = toAnswer(route, outcome)
          if (!outcome.ok) throw new Refused(answer)
          if (key) last(keepAnswer(tx, caller, key, withoutSecrets(route, answer), now))
          return { answer, isReplay: outcome.isReplay === true, cookie: outcome.cookie }
        },
        occasion,
      )
    } catch (error) {
      if (error instanceof Replayed) return { answer: error.answer, isReplay: true }
      const refused = error instanceof Refused ? error : refusedByConstraint(error)
      if (!refused) throw error
      const isKept = refused.answer.status !== forbidden
      return key && isKept ? keepRefusal(caller, key, refused.answer, now) : { answer: refused.answer, isReplay: false }
    }
  }
  mount(context, route, async (request, reply) => {
    const given = { params: request.params, body: request.body ?? {} } as RequestOf<R>
    if (isBeyondAllowed(request.caller, route, given.body))
      return sendRefusal(reply, { code: 'scope_missing', details: { scope: route.scope } })
    const found = await before?.(given, request.caller, context.now())
    if (found?.ok === false) return sendRefusal(reply, found.refusal)
    const finished = await repeatedly(() => work(request, found?.value as Found))
    const { app } = request.caller
    if (finished.cookie !== undefined && app !== null) setCookie(request, reply, app, finished.cookie)
    return send(reply, finished)
  })
}
