// Webhooks, and the URLs behind them.
import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import { andFilters, type Columns, type List, ordered } from '../db/list.ts'
import { readRows } from '../db/list-total.ts'
import type { Db, Tx } from '../db/open.ts'
import type { PreviousSecret } from './store-lanes.ts'

export interface WebhookColumns {
  trigger: string
  endpoint_id: number
  namespace: string
  is_active: boolean
  queue: 'high' | 'default' | 'low' | null
  retry_hourly: boolean
  retry_daily: boolean | null
  condition: Record<string, unknown> | null
  disabled_reason: 'gone' | null
  user_id: number | null
}

export interface WebhookRow extends WebhookColumns {
  id: number
  condition_error: string | null
  created_at: Instant
  updated_at: Instant
  url: string
  paused_until: Instant | null
}

interface EndpointRow {
  id: number
  url: string
  secret: string
  previous_secrets: PreviousSecret[]
}

const columns: Columns = {
  id: 'w.id',
  trigger: 'w.trigger',
  url: 'e.url',
  namespace: 'w.namespace',
  is_active: 'w.is_active',
  retry_daily: 'w.retry_daily',
  retry_hourly: 'w.retry_hourly',
  queue: 'w.queue',
  condition: 'w.condition',
  extra_data_template: 'null::text',
  created_at: 'w.created_at',
  updated_at: 'w.updated_at',
}

const selected = 'w.*, e.url, e.paused_until'

export function listWebhooks(db: Db, list: List): Promise<{ rows: WebhookRow[]; total: number }> {
  const from = db`from webhook w join webhook_endpoint e on e.id = w.endpoint_id where true ${andFilters(db, list, columns)}`
  return readRows(list.page, {
    rows: () => db<WebhookRow[]>`select ${db.unsafe(selected)} ${from} ${ordered(db, list, columns)}`,
    count: () => db<{ total: number }[]>`select count(*) as total ${from}`,
  })
}

export async function findWebhook(db: Db, id: number): Promise<WebhookRow | undefined> {
  const [row] = await db<WebhookRow[]>`
    select ${db.unsafe(selected)} from webhook w join webhook_endpoint e on e.id = w.endpoint_id where w.id = ${id}`
  return row
}

/** Locks the URL too: it stays while the webhook is changed, and nobody else decides whether it is still needed. */
export async function lockWebhook(tx: Tx, id: number): Promise<WebhookRow | undefined> {
  const [row] = await tx<WebhookRow[]>`
    select ${tx.unsafe(selected)} from webhook w join webhook_endpoint e on e.id = w.endpoint_id where w.id = ${id}
    for update of w, e`
  return row
}

export async function insertWebhook(tx: Tx, webhook: WebhookColumns, now: Instant): Promise<number> {
  const values = { ...webhook, condition: toJson(tx, webhook.condition), created_at: now, updated_at: now }
  const [row] = await tx<{ id: number }[]>`insert into webhook ${tx(values)} returning id`
  if (!row) throw new Error('a webhook was not inserted')
  return row.id
}

export async function updateWebhook(tx: Tx, id: number, webhook: WebhookColumns, now: Instant): Promise<void> {
  const values = {
    ...webhook,
    condition: toJson(tx, webhook.condition),
    condition_error: null,
    updated_at: now,
  }
  await tx`update webhook set ${tx(values)} where id = ${id}`
}

export async function deleteWebhook(tx: Tx, id: number): Promise<void> {
  await tx`delete from webhook where id = ${id}`
}

/** What a URL signs with. */
interface Secrets {
  readonly secret: string
  readonly previous: readonly PreviousSecret[]
}

/** The URL's row, made with these secrets when there is none; held until the transaction ends. */
export async function holdEndpoint(
  tx: Tx,
  wished: Secrets & { readonly url: string },
  now: Instant,
): Promise<{ endpoint: EndpointRow; isNew: boolean }> {
  const [made] = await tx<EndpointRow[]>`
    insert into webhook_endpoint (url, secret, previous_secrets, created_at, updated_at)
    values (${wished.url}, ${wished.secret}, ${toJson(tx, wished.previous)}, ${now}, ${now})
    on conflict (url) do nothing returning *`
  if (made) return { endpoint: made, isNew: true }
  const [endpoint] = await tx<EndpointRow[]>`select * from webhook_endpoint where url = ${wished.url} for update`
  // Its last webhook went between the two statements: it is made after all.
  return endpoint ? { endpoint, isNew: false } : holdEndpoint(tx, wished, now)
}

export async function findEndpoint(tx: Tx, id: number): Promise<EndpointRow> {
  const [row] = await tx<EndpointRow[]>`select * from webhook_endpoint where id = ${id}`
  if (!row) throw new Error('a webhook is there without its endpoint')
  return row
}

/** A URL that no webhook names any more. It must be held. */
export async function deleteUnusedEndpoint(tx: Tx, id: number): Promise<void> {
  await tx`delete from webhook_endpoint e where id = ${id} and not exists (select from webhook where endpoint_id = e.id)`
}

export async function replaceSecrets(tx: Tx, id: number, { secret, previous }: Secrets, now: Instant): Promise<void> {
  await tx`
    update webhook_endpoint set secret = ${secret}, previous_secrets = ${toJson(tx, previous)}, updated_at = ${now}
    where id = ${id}`
}
