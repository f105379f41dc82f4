// What happens to deliveries, in the log: by ids and names of events, never with anything of a payload or a URL, which can
// hold a person's data or a secret.
import type { FastifyBaseLogger } from 'fastify'

import type { Outcome, Reporter } from './shared.ts'

const levels = { succeeded: 'debug', failed: 'info', parked: 'warn', gone: 'warn' } as const satisfies Record<
  Outcome,
  string
>

export const logReporter = (log: FastifyBaseLogger): Reporter => ({
  tried: ({ outcome, webhookId, deliveryId, messageId, event, attempts, status, error, milliseconds }) =>
    log[levels[outcome]](
      {
        webhook_id: webhookId,
        delivery_id: deliveryId,
        message_id: messageId,
        event,
        attempts,
        status,
        error,
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
