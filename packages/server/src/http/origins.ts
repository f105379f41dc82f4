// Pages of other origins: a till in a browser that was not served from here. Only those that the operator names; a page
// that is not among them may send what it likes, and its browser shows it no answer.
import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

import { hourMs, secondMs } from '@tillside/rules/time'

/** What a till reads of an answer beside its body. `Date`: it knows by it how wrong its own clock is. */
const exposedHeaders = ['date', 'idempotency-replayed', 'retry-after', 'x-ratelimit-limit', 'x-ratelimit-remaining']

export async function admitOrigins(fastify: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return
  await fastify.register(cors, {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key'],
    exposedHeaders,
    maxAge: hourMs / secondMs,
    // Its own refusal of an OPTIONS that is no preflight is not one of ours.
    strictPreflight: false,
  })
}
