// How often one may ask: each user by the `throttle` of theirs, and an address that guesses tokens.
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'

import { type Instant, minuteMs, secondMs } from '@tillside/rules/time'

import type { GuessLimit } from './auth.ts'
import { Throttled } from './errors.ts'

/** Wrong or missing tokens from one address, in one minute. */
const guessesPerMinuteMax = 300

/** The plugin would say how many seconds are left; the end of the limit is told as a moment, and only once it is met. */
const headers = { 'x-ratelimit-reset': false }

export async function addLimits(fastify: FastifyInstance, now: () => Instant): Promise<GuessLimit> {
  await fastify.register(rateLimit, {
    hook: 'preValidation',
    timeWindow: minuteMs,
    keyGenerator: (request) => `user:${request.caller?.userId}`,
    max: (request) => request.caller.throttle ?? 0,
    allowList: (request) => (request.caller?.throttle ?? null) === null,
    addHeaders: headers,
    addHeadersOnExceeding: headers,
    errorResponseBuilder: (_request, { ttl }) => new Throttled(Math.ceil(ttl / secondMs), now()),
  })
  const guesses = fastify.createRateLimit({
    max: guessesPerMinuteMax,
    timeWindow: minuteMs,
    keyGenerator: (request) => `address:${request.ip}`,
    allowList: [],
  })
  return async (request) => {
    const limit = await guesses(request)
    if (limit.isAllowed) return { isExceeded: false, retryAfterSeconds: 0 }
    return { isExceeded: limit.isExceeded, retryAfterSeconds: limit.ttlInSeconds }
  }
}
