import { listWebhookDeliveries, replayWebhookDeliveries } from '@tillside/contract/webhook-deliveries'
import {
  createWebhook,
  deleteWebhook,
  listWebhooks,
  readSharedSecret,
  readWebhook,
  rotateWebhookSecret,
  updateSharedSecret,
  updateWebhook,
} from '@tillside/contract/webhooks'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { AddressFault, Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import { wireMoment } from '../http/render.ts'
import { changeWebhookSecret, readWebhookSecret } from '../settings/service.ts'
import { replay, toDelivery } from './replay.ts'
import * as service from './service.ts'
import * as store from './store.ts'
import { listDeliveries } from './store-deliveries.ts'

const wordsByFault: Readonly<Record<AddressFault, string>> = {
  unreadable: 'The url field must be an address such as https://pos.example.com/hooks.',
  scheme: 'The url field must begin with http:// or https://.',
  credentials: 'The url field must not hold a user name or a password: deliveries are signed.',
  forbidden: 'The url field leads to a loopback, private or otherwise local address, to which nothing is sent.',
}

/** Names are looked up before anything begins: a transaction waits for nothing but the database. */
const checkUrl =
  ({ judgeAddress }: Context) =>
  async ({ body }: { readonly body: { readonly url?: string } }): Promise<Outcome<undefined, RefusalCode>> => {
    const fault = body.url === undefined ? null : await judgeAddress(body.url)
    if (fault === null) return accept(undefined)
    const code = fault === 'forbidden' ? 'webhook_url_forbidden' : 'validation_failed'
    return refuse(code, { field: 'url', words: wordsByFault[fault] })
  }

function mountDeliveries(context: Context): void {
  pageQuery(context, listWebhookDeliveries, async (db, list, { params }) => {
    const id = readId(params.webhook_id)
    if (id === null || !(await store.findWebhook(db, id))) return refuse('not_found')
    const { rows, total } = await listDeliveries(db, list, id)
    return accept({ rows: rows.map(toDelivery), total })
  })

  command(context, replayWebhookDeliveries, async (tx, _caller, { params, body }, now) => {
    const id = readId(params.webhook_id)
    return id === null ? refuse('not_found') : replay(tx, id, body, now)
  })
}

function mountSecrets(context: Context): void {
  command(context, rotateWebhookSecret, async (tx, _caller, { params }, now) => {
    const id = readId(params.webhook_id)
    return id === null ? refuse('not_found') : service.rotateSecret(tx, id, now)
  })

  query(context, readSharedSecret, async (db) => {
    const { secret, since } = await readWebhookSecret(db)
    return accept({ secret, updated_at: wireMoment(since) })
  })

  command(context, updateSharedSecret, async (tx, _caller, { body }, now) => {
    const { secret, since } = await changeWebhookSecret(tx, body.secret ?? null, now)
    return accept({ secret, updated_at: wireMoment(since) })
  })
}

export function mountWebhookRoutes(context: Context): void {
  const before = checkUrl(context)

  pageQuery(context, listWebhooks, async (db, list, _request, now) => {
    const { rows, total } = await store.listWebhooks(db, list)
    return accept({ rows: rows.map((row) => service.toWebhook(row, null, now)), total })
  })

  command(context, createWebhook, (tx, caller, { body }, now) => service.createWebhook(tx, caller, body, now), {
    before,
  })

  query(context, readWebhook, async (db, { params }, now) => {
    const id = readId(params.webhook_id)
    const row = id === null ? undefined : await store.findWebhook(db, id)
    return row ? accept(service.toWebhook(row, null, now)) : refuse('not_found')
  })

  command(
    context,
    updateWebhook,
    async (tx, _caller, { params, body }, now) => {
      const id = readId(params.webhook_id)
      return id === null ? refuse('not_found') : service.changeWebhook(tx, id, body, now)
    },
    { before },
  )

  command(context, deleteWebhook, async (tx, _caller, { params }) => {
    const id = readId(params.webhook_id)
    return id === null ? refuse('not_found') : service.removeWebhook(tx, id)
  })

  mountSecrets(context)
  mountDeliveries(context)
}
