// Making, changing and deleting webhooks, and their secrets.
import type { Static } from 'typebox'

import type { Webhook, WebhookChange, WebhookRequest } from '@tillside/contract/webhooks'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { dayMs, type Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import { wireMoment, wireMomentOrNull } from '../http/render.ts'
import { isTooLong } from './condition.ts'
import { newSecret } from './signature.ts'
import * as store from './store.ts'
import { movePending, parkPending } from './store-deliveries.ts'

type Wire = Static<typeof Webhook>
type Written = Outcome<Wire, RefusalCode>

/** How long an old secret signs along: time to put the new one into every receiver. */
const previousSecretMs = dayMs
/** So many of them at most: each makes the headers of every delivery longer. */
const previousSecretsMax = 9

/** A secret is shown by the command that made it, and never again. */
export const toWebhook = (row: store.WebhookRow, secret: string | null, now: Instant): Wire => ({
  id: row.id,
  trigger: row.trigger,
  url: row.url,
  namespace: row.namespace,
  is_active: row.is_active,
  queue: row.queue,
  retry_hourly: row.retry_hourly,
  retry_daily: row.retry_daily,
  condition: row.condition,
  extra_data_template: null,
  user_id: row.user_id,
  secret,
  disabled_reason: row.disabled_reason,
  paused_until: row.paused_until !== null && row.paused_until > now ? wireMomentOrNull(row.paused_until) : null,
  condition_error: row.condition_error,
  created_at: wireMoment(row.created_at),
  updated_at: wireMoment(row.updated_at),
})

async function shown(tx: Tx, id: number, secret: string | null, now: Instant): Promise<Written> {
  const row = await store.findWebhook(tx, id)
  return row ? accept(toWebhook(row, secret, now)) : refuse('not_found')
}

/** What the schema cannot say of a request. */
function faultOf({
  condition,
  extra_data_template,
}: Static<typeof WebhookChange>): ReturnType<typeof refuse<RefusalCode>> | null {
  if (typeof extra_data_template === 'string') return refuse('template_unsupported')
  if (condition && isTooLong(condition))
    return refuse('validation_failed', {
      field: 'condition',
      words: 'The condition field must not be longer than 16384 characters.',
    })
  return null
}

const queues = ['high', 'default', 'low'] as const

/** A word that is no queue counts as the last of them. */
const queueOf = (asked: string | null): store.WebhookColumns['queue'] =>
  asked === null ? null : (queues.find((queue) => queue === asked) ?? 'low')

export async function createWebhook(
  tx: Tx,
  caller: Caller,
  request: Static<typeof WebhookRequest>,
  now: Instant,
): Promise<Written> {
  const fault = faultOf(request)
  if (fault) return fault
  const { endpoint, isNew } = await store.holdEndpoint(tx, { url: request.url, secret: newSecret(), previous: [] }, now)
  const id = await store.insertWebhook(
    tx,
    {
      trigger: request.trigger,
      endpoint_id: endpoint.id,
      namespace: request.namespace,
      is_active: request.is_active ?? true,
      queue: queueOf(request.queue ?? null),
      retry_hourly: request.retry_hourly ?? false,
      retry_daily: request.retry_daily ?? null,
      condition: request.condition ?? null,
      disabled_reason: null,
      user_id: caller.userId,
    },
    now,
  )
  return shown(tx, id, isNew ? endpoint.secret : null, now)
}

/** Where the webhook is told from now on. The receiver is taken for the same one at another address: its secrets go along. */
async function endpointAt(tx: Tx, before: store.WebhookRow, url: string, now: Instant): Promise<number> {
  if (url === before.url) return before.endpoint_id
  const { secret, previous_secrets: previous } = await store.findEndpoint(tx, before.endpoint_id)
  const { endpoint } = await store.holdEndpoint(tx, { url, secret, previous }, now)
  return endpoint.id
}

const or = <T>(sent: T | undefined, kept: T): T => (sent === undefined ? kept : sent)

export async function changeWebhook(
  tx: Tx,
  id: number,
  change: Static<typeof WebhookChange>,
  now: Instant,
): Promise<Written> {
  const fault = faultOf(change)
  if (fault) return fault
  const before = await store.lockWebhook(tx, id)
  if (!before) return refuse('not_found')
  const endpointId = await endpointAt(tx, before, change.url ?? before.url, now)
  const isActive = change.is_active ?? before.is_active
  await store.updateWebhook(
    tx,
    id,
    {
      trigger: change.trigger ?? before.trigger,
      endpoint_id: endpointId,
      namespace: before.namespace,
      is_active: isActive,
      queue: change.queue === undefined ? before.queue : queueOf(change.queue),
      retry_hourly: change.retry_hourly === undefined ? before.retry_hourly : (change.retry_hourly ?? false),
      retry_daily: or(change.retry_daily, before.retry_daily),
      condition: or(change.condition, before.condition),
      disabled_reason: isActive ? null : before.disabled_reason,
      user_id: before.user_id,
    },
    now,
  )
  if (endpointId !== before.endpoint_id) {
    await movePending(tx, id, endpointId)
    await store.deleteUnusedEndpoint(tx, before.endpoint_id)
  }
  if (before.is_active && !isActive) await parkPending(tx, id, 'the webhook was switched off', now)
  return shown(tx, id, null, now)
}

export async function removeWebhook(tx: Tx, id: number): Promise<Outcome<undefined, RefusalCode>> {
  const row = await store.lockWebhook(tx, id)
  if (!row) return refuse('not_found')
  await store.deleteWebhook(tx, id)
  await store.deleteUnusedEndpoint(tx, row.endpoint_id)
  return accept(undefined)
}

/** Each old secret goes on to its own end: whoever lost the answer to this rotates again, and the receivers know none of it yet. */
export async function rotateSecret(tx: Tx, id: number, now: Instant): Promise<Written> {
  const row = await store.lockWebhook(tx, id)
  if (!row) return refuse('not_found')
  const secret = newSecret()
  const { secret: last, previous_secrets: others } = await store.findEndpoint(tx, row.endpoint_id)
  const previous = [{ secret: last, until: now + previousSecretMs }, ...others.filter(({ until }) => until > now)]
  await store.replaceSecrets(tx, row.endpoint_id, { secret, previous: previous.slice(0, previousSecretsMax) }, now)
  return shown(tx, id, secret, now)
}
