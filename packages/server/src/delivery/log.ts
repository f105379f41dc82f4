// What happens to deliveries, in the log: by ids and names of events, never with anything of a payload or a URL, which can
// hold a person's data or a secret.
import type { FastifyBaseLogger } from 'fastify'

import { wireMessageId } from '../webhooks/message.ts'
import type { Outcome, Reporter } from './shared.ts'

const levels = { succeeded: 'debug', failed: 'info', parked: 'warn', gone: 'warn' } as const satisfies Record<
  Outcome,
  string
>

export const logReporter = (log: FastifyBaseLogger): Reporter => ({
  tried: ({ outcome, held, answer, milliseconds }) =>
    log[levels[outcome]](
      {
        webhook_id: held.webhook_id,
        delivery_id: held.id,
        message_id: wireMessageId(held.message_id),
        event: held.event,
        attempts: held.attempts + 1,
        status: answer.status,
        error: answer.error,
        ms: Math.round(milliseconds),
      },
      `delivery ${outcome}`,
    ),
  paused: (endpointId, until) =>
    log.warn({ endpoint_id: endpointId, until: new Date(until).toISOString() }, 'URL left alone'),
})

/** Tells all of them. */
export const together = (...reporters: readonly Reporter[]): Reporter => ({
  tried: (report) => reporters.forEach((reporter) => reporter.tried(report)),
  paused: (endpointId, until) => reporters.forEach((reporter) => reporter.paused(endpointId, until)),
})
