// Webhooks: who is told of what, and where. What became of each telling is in webhook-deliveries.ts.
import Type from 'typebox'

import { route } from './route.ts'
import { described, Id, LooseText, Maybe, Moment, Nullable, Text } from './values.ts'

const topic = 'Webhooks'
const path = '/api/v3/webhooks'
const onePath = '/api/v3/webhooks/{webhook_id}'

const urlLengthMax = 2_000
/** Longest secret that a receiver may bring along; a longer one adds nothing to the hash. */
const secretLengthMin = 16
const secretLengthMax = 255

const Url = Type.String({ minLength: 1, maxLength: urlLengthMax })
const Condition = Type.Record(Type.String(), Type.Unknown())

export const Webhook = Type.Object(
  {
    id: Id,
    trigger: described(Type.String(), 'The event that is told, such as `profile.updated`.'),
    url: described(Type.String(), 'Where it is told.'),
    namespace: described(Type.String(), 'What a token of this name changes is not told here.'),
    is_active: Type.Boolean(),
    queue: Nullable(Type.Enum(['high', 'default', 'low'])),
    retry_hourly: Type.Boolean(),
    retry_daily: Nullable(Type.Boolean()),
    condition: described(Nullable(Condition), 'JSON Logic over the payload; told only where it is truthy.'),
    extra_data_template: described(Type.Null(), 'Always null: templates are not offered.'),
    user_id: Nullable(Id),
    secret: described(
      Nullable(Type.String()),
      'The `whsec_…` secret of the URL: shown when it is made, and null from then on.',
    ),
    disabled_reason: described(
      Nullable(Type.Enum(['gone'])),
      '`gone`: the receiver answered 410, and the webhook was switched off.',
    ),
    paused_until: described(Nullable(Moment), 'The URL does not answer; it is tried again then.'),
    condition_error: described(
      Nullable(Type.String()),
      'Why the condition could not be worked out the last time; it counts as not met.',
    ),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Webhook' },
)

const common = {
  is_active: Type.Optional(Type.Boolean()),
  queue: described(Maybe(LooseText), '`high`, `default` or `low`; any other word counts as `low`.'),
  retry_hourly: described(Maybe(Type.Boolean()), 'After the first day of tries, once an hour for another day.'),
  retry_daily: described(Maybe(Type.Boolean()), 'And then once a day for a week.'),
  condition: Maybe(Condition),
  extra_data_template: described(Maybe(Type.String({ maxLength: 20_000 })), 'Refused unless it is null.'),
}

export const WebhookRequest = Type.Object({ trigger: Text, url: Url, namespace: Text, ...common })
export const WebhookChange = Type.Object({ trigger: Type.Optional(Text), url: Type.Optional(Url), ...common })

const writing = ['webhook_taken', 'webhook_url_forbidden', 'template_unsupported'] as const

export const listWebhooks = route({
  name: 'listWebhooks',
  topic,
  method: 'GET',
  path,
  scope: 'read-webhooks',
  summary: 'All webhooks',
  envelope: 'page',
  answer: Webhook,
  list: {
    filters: {
      id: 'integer',
      trigger: 'text',
      url: 'text',
      namespace: 'text',
      is_active: 'boolean',
      retry_daily: 'boolean',
      retry_hourly: 'boolean',
      queue: 'text',
      condition: 'json',
      extra_data_template: 'text',
      created_at: 'moment',
      updated_at: 'moment',
    },
    sorts: ['id', 'trigger', 'created_at', 'updated_at'],
  },
  refusals: [],
})

export const createWebhook = route({
  name: 'createWebhook',
  topic,
  method: 'POST',
  path,
  scope: 'create-webhooks',
  summary: 'Have an event told to a URL',
  description:
    'One event to one URL, once. Any name is taken for `trigger`, as a misspelt one is never told. A URL has one secret, whatever the number of its ' +
    'webhooks: it is in the answer that makes its first one, and null in all later ones. ' +
    'Only http and https are spoken, and nothing is sent to loopback, private or link-local addresses unless the operator allows it.',
  body: WebhookRequest,
  envelope: 'one',
  answer: Webhook,
  status: 201,
  refusals: writing,
  secrets: ['secret'],
})

export const readWebhook = route({
  name: 'readWebhook',
  topic,
  method: 'GET',
  path: onePath,
  scope: 'read-webhooks',
  summary: 'One webhook',
  envelope: 'one',
  answer: Webhook,
  refusals: ['not_found'],
})

export const updateWebhook = route({
  name: 'updateWebhook',
  topic,
  method: 'PUT',
  path: onePath,
  scope: 'update-webhooks',
  summary: 'Change a webhook',
  description:
    'Only the fields that are sent change. A new URL takes the secret of the old one along, unless it has one. Switched off, what was still to be told is parked; ' +
    'switched on, it is told what happens from now on, and what was parked can be sent by `POST …/replay`.',
  body: WebhookChange,
  envelope: 'one',
  answer: Webhook,
  refusals: ['not_found', ...writing],
})

export const deleteWebhook = route({
  name: 'deleteWebhook',
  topic,
  method: 'DELETE',
  path: onePath,
  scope: 'delete-webhooks',
  summary: 'Delete a webhook',
  description: 'With everything that was still to be told to it.',
  envelope: 'empty',
  refusals: ['not_found'],
})

export const rotateWebhookSecret = route({
  name: 'rotateWebhookSecret',
  topic,
  method: 'POST',
  path: '/api/v3/webhooks/{webhook_id}/rotate-secret',
  scope: 'update-webhooks',
  summary: 'Give a URL a new secret',
  description:
    'The new secret is shown this one time. For 24 hours deliveries to the URL carry a signature with the old one too; of a secret that is ' +
    'replaced again meanwhile, with each, and with ten at most. ' +
    'Under an `Idempotency-Key` a repeat answers with `secret` null.',
  envelope: 'one',
  answer: Webhook,
  refusals: ['not_found'],
  beyondOmneo: true,
  secrets: ['secret'],
})

const SharedSecret = Type.Object({ secret: Type.String(), updated_at: Moment }, { title: 'SharedWebhookSecret' })

export const readSharedSecret = route({
  name: 'readSharedSecret',
  topic,
  method: 'GET',
  path: '/api/v3/webhooks/shared-secret',
  scope: 'read-webhook-secret',
  summary: 'The secret behind X-Omneo-Hmac-SHA256',
  description: 'One for the whole tenant.',
  envelope: 'one',
  answer: SharedSecret,
  refusals: [],
  beyondOmneo: true,
})

export const updateSharedSecret = route({
  name: 'updateSharedSecret',
  topic,
  method: 'PUT',
  path: '/api/v3/webhooks/shared-secret',
  scope: 'update-webhook-secret',
  summary: 'Change the secret behind X-Omneo-Hmac-SHA256',
  description: 'It counts at once, for everything that is sent from then on. Without `secret` in the body one is made.',
  body: Type.Object({
    secret: Maybe(Type.String({ minLength: secretLengthMin, maxLength: secretLengthMax, pattern: '^[\\x21-\\x7e]+$' })),
  }),
  envelope: 'one',
  answer: SharedSecret,
  refusals: [],
  beyondOmneo: true,
})

export const webhookRoutes = [
  listWebhooks,
  createWebhook,
  readSharedSecret,
  updateSharedSecret,
  readWebhook,
  updateWebhook,
  deleteWebhook,
  rotateWebhookSecret,
] as const
