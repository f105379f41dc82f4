// One operation: a call with its repeats. A call ends when its time is up, whether or not the network lets go; an
// operation ends when its time is up, or when the server asks to be left alone for longer than that.
import type { Instant } from '@tillside/rules/time'

import type { Chance } from '../ports/chance.ts'
import type { Clock } from '../ports/clock.ts'
import type { Network, NetworkAnswer, NetworkRequest } from '../ports/network.ts'
import { type Failure, toError } from './errors.ts'
import { afterUnknownTry, type Asked, judge, type Judgement, noAnswer } from './judge.ts'
import type { ServerClock } from './server-clock.ts'

export interface Surroundings {
  readonly network: Network
  readonly clock: Clock
  readonly chance: Chance
  readonly serverClock: ServerClock
  readonly token: () => string | Promise<string>
  readonly callMsMax: number
  readonly operationMsMax: number
}

interface Operation extends Asked {
  readonly request: NetworkRequest
  /** Sent twice it does no more than sent once. */
  readonly isRepeatable: boolean
  /** The server keeps its answer under a key. */
  readonly hasKey: boolean
}

/** Most times that one operation is sent, whatever the clock shows meanwhile. */
const triesMax = 8
/** The wait before a repeat is drawn from 0 up to this, doubled with each try: tills that fail together come back apart. */
const backOffMsFirst = 100
const backOffMsMax = 2_000

/** Sends once. Undefined: no answer in time. */
async function trySending(
  { network, clock, token }: Surroundings,
  request: NetworkRequest,
  waitMs: number,
): Promise<{ answer: NetworkAnswer | undefined; wasSent: boolean; cause?: unknown }> {
  const stop = new AbortController()
  const answered = new AbortController()
  let wasSent = false
  const send = async (): Promise<NetworkAnswer | undefined> => {
    const authorization = `Bearer ${await token()}`
    // A token that came too late must not send what its caller has given up.
    if (stop.signal.aborted) return undefined
    wasSent = true
    return network.send({ ...request, headers: { ...request.headers, authorization } }, stop.signal)
  }
  try {
    const answer = await Promise.race([send(), clock.sleep(waitMs, answered.signal).then(() => undefined)])
    return { answer, wasSent }
  } catch (cause) {
    return { answer: undefined, wasSent, cause }
  } finally {
    answered.abort()
    stop.abort()
  }
}

/** How long to wait before the next try: what the server asks for at least, and a part that chance draws. */
function waitMsBefore(attempt: number, { retryAfterMs }: Failure, chance: Chance): number {
  const backOffMs = Math.min(backOffMsMax, backOffMsFirst * 2 ** (attempt - 1))
  return (retryAfterMs ?? 0) + Math.floor(chance.random() * backOffMs)
}

async function tryOnce(around: Surroundings, operation: Operation, waitMs: number) {
  const { clock, serverClock } = around
  const sentAt = clock.now()
  const { answer, wasSent, cause } = await trySending(around, operation.request, waitMs)
  if (!answer) {
    const words = wasSent ? 'No answer came from the server.' : 'No token could be had, so nothing was sent.'
    return { judgement: noAnswer(operation, wasSent, words), cause }
  }
  const receivedAt = clock.now()
  serverClock.note(answer.headers['date'], sentAt, receivedAt)
  const judgement: Judgement = judge(answer, operation, serverClock.at(receivedAt))
  return { judgement, cause }
}

/** The body of the answer; throws a `ClientError`. */
export async function operate(around: Surroundings, operation: Operation): Promise<unknown> {
  const { clock, chance, callMsMax, operationMsMax } = around
  const startedAt: Instant = clock.now()
  // A clock that is put back does not make an operation longer.
  const leftMs = (): number => Math.min(operationMsMax, operationMsMax - (clock.now() - startedAt))
  let mayHaveHappened = false
  for (let attempt = 1; ; attempt += 1) {
    const { judgement, cause } = await tryOnce(around, operation, Math.min(callMsMax, leftMs()))
    if (judgement.ok) return judgement.body
    const failure: Failure = mayHaveHappened ? afterUnknownTry(judgement.failure, operation.hasKey) : judgement.failure
    mayHaveHappened ||= failure.mayHaveHappened
    const waitMs = waitMsBefore(attempt, failure, chance)
    const isLast = !operation.isRepeatable || !judgement.isWorthRepeating || attempt === triesMax
    if (isLast || waitMs >= leftMs()) throw toError(failure, cause)
    await clock.sleep(waitMs)
    // The till's clock may have been put forward meanwhile.
    if (leftMs() <= 0) throw toError(failure, cause)
  }
}
