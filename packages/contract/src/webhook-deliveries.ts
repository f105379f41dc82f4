// What became of what a webhook was to tell, and how to have it told again.
import Type from 'typebox'

import { route } from './route.ts'
import { described, Id, Moment, Nullable, Uuid } from './values.ts'

const topic = 'Webhooks'

/** Most deliveries that one replay names. */
const idsMax = 1_000

export const WebhookDelivery = Type.Object(
  {
    id: Id,
    webhook_id: Id,
    message_id: described(Type.String(), 'What the receiver sees as `webhook-id`; the same in every try.'),
    event: Type.String(),
    profile_id: Nullable(Uuid),
    version: described(Nullable(Type.Integer()), 'Of the member, in the payload.'),
    change: described(
      Nullable(Type.Integer()),
      'The number of the change that it tells of; null when it was told again because somebody asked for it.',
    ),
    state: Type.Enum(['pending', 'succeeded', 'parked']),
    attempts: Type.Integer(),
    next_attempt_at: described(Nullable(Moment), 'Not before then; null unless it is pending.'),
    last_attempt_at: Nullable(Moment),
    last_status: described(Nullable(Type.Integer()), 'What the receiver answered; null when it did not.'),
    last_error: described(
      Nullable(Type.String()),
      'What went wrong the last time. `the message could not be made`: there is nothing to send, and a replay leaves it out.',
    ),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'WebhookDelivery' },
)

export const listWebhookDeliveries = route({
  name: 'listWebhookDeliveries',
  topic,
  method: 'GET',
  path: '/api/v3/webhooks/{webhook_id}/deliveries',
  scope: 'read-webhooks',
  summary: 'What was told, is still to be told, or was given up',
  description: '`filter[state]=parked` lists what was given up; `POST …/replay` sends it again.',
  envelope: 'page',
  answer: WebhookDelivery,
  list: {
    filters: {
      id: 'integer',
      state: 'text',
      event: 'text',
      profile_id: 'uuid',
      created_at: 'moment',
      updated_at: 'moment',
    },
    sorts: ['id', 'created_at', 'updated_at'],
  },
  refusals: ['not_found'],
  beyondOmneo: true,
})

export const replayWebhookDeliveries = route({
  name: 'replayWebhookDeliveries',
  topic,
  method: 'POST',
  path: '/api/v3/webhooks/{webhook_id}/replay',
  scope: 'update-webhooks',
  summary: 'Send deliveries again',
  description:
    'By `ids`, whatever became of them, or those that were made in a span of time: the parked ones, and with `include_succeeded` all of them. ' +
    'The same messages under the same ids: a receiver that has one already can tell. One that needs the present state instead asks for it by ' +
    '`GET /api/v3/profiles/{profile_id}/resync`.',
  body: Type.Object({
    ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: idsMax, uniqueItems: true })),
    from: Type.Optional(Moment),
    to: Type.Optional(Moment),
    include_succeeded: Type.Optional(Type.Boolean()),
  }),
  envelope: 'one',
  answer: Type.Object({ count: described(Type.Integer(), 'Deliveries that are under way again.') }),
  refusals: ['not_found', 'validation_failed', 'webhook_inactive', 'replay_too_large'],
  beyondOmneo: true,
})

export const webhookDeliveryRoutes = [listWebhookDeliveries, replayWebhookDeliveries] as const
