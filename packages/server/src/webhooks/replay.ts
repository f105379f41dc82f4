// Deliveries that are sent again because somebody says so.
import type { Static } from 'typebox'

import type { replayWebhookDeliveries, WebhookDelivery } from '@tillside/contract/webhook-deliveries'
import type { BodyOf } from '@tillside/contract/route'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { instant, type Instant, parseUtc, secondMs } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { wireMoment, wireMomentOrNull } from '../http/render.ts'
import { wireMessageId } from './message.ts'
import { lockWebhook } from './store.ts'
import { countReplay, type DeliveryRow, type Replay, replayDeliveries } from './store-deliveries.ts'

type Request = BodyOf<typeof replayWebhookDeliveries>

/** As many as one statement writes in a few seconds. */
const replayMax = 100_000

export const toDelivery = (row: DeliveryRow): Static<typeof WebhookDelivery> => ({
  id: row.id,
  webhook_id: row.webhook_id,
  message_id: wireMessageId(row.message_id),
  event: row.event,
  profile_id: row.profile_id,
  version: row.version,
  change: row.change_number,
  state: row.state,
  attempts: row.attempts,
  next_attempt_at: row.state === 'pending' ? wireMoment(row.next_at) : null,
  last_attempt_at: wireMomentOrNull(row.last_attempt_at),
  last_status: row.last_status,
  last_error: row.last_error,
  created_at: wireMoment(row.created_at),
  updated_at: wireMoment(row.updated_at),
})

const momentOf = (sent: string | undefined): Instant | null => (sent === undefined ? null : parseUtc(sent))

/** What is meant, or null when the request says neither which nor when, or both. */
function readReplay(webhookId: number, { ids, from, to, include_succeeded }: Request): Replay | null {
  const isSpan = from !== undefined || to !== undefined
  if ((ids !== undefined) === isSpan) return null
  const last = momentOf(to)
  return {
    webhookId,
    ids: ids ?? null,
    from: momentOf(from),
    // The wire knows seconds: the one that is named is meant to its end.
    until: last === null ? null : instant(last + secondMs),
    withSucceeded: ids !== undefined || include_succeeded === true,
  }
}

export async function replay(
  tx: Tx,
  webhookId: number,
  request: Request,
  now: Instant,
): Promise<Outcome<{ count: number }, RefusalCode>> {
  const webhook = await lockWebhook(tx, webhookId)
  if (!webhook) return refuse('not_found')
  const wish = readReplay(webhookId, request)
  if (wish === null) {
    const words = 'The ids field is required without from and to, and cannot stand beside them.'
    return refuse('validation_failed', { field: 'ids', words })
  }
  if (!webhook.is_active) return refuse('webhook_inactive')
  if ((await countReplay(tx, wish, replayMax)) > replayMax)
    return refuse('replay_too_large', { details: { limit: replayMax } })
  return accept({ count: await replayDeliveries(tx, wish, now) })
}
