// tillside-sync subscribe: makes the webhooks on the server, and keeps their secret where serve finds it.
import type { createWebhook, listWebhooks, rotateWebhookSecret } from '@tillside/contract/webhooks'

import { readMapping } from '../mapping/mapping.ts'
import { eventsFor } from '../receive/message.ts'
import { Loyalty } from '../server/loyalty.ts'
import { hasSecretOf, keepSecret, readMappingFile, type Settings } from './settings.ts'

/** Changes that this token makes itself come back in the answers to them, and need not be told. */
export const defaultNamespace = 'tillside-sync'

/** Makes what is missing, and asks for a new secret where the old one is not known here. */
export async function subscribe(
  settings: Settings,
  { url, namespace }: { url: string; namespace: string },
): Promise<number> {
  const mapping = readMapping(readMappingFile(settings))
  const { server, token, dialect } = settings
  const { call } = new Loyalty({ url: server, token, dialect }, mapping).client
  const listed = await call<typeof listWebhooks>('GET', '/api/v3/webhooks', 'page', {
    query: { 'filter[url]': url, 'page[size]': 100 },
  })
  const there = new Map(listed.items.map((webhook) => [webhook.trigger, webhook]))
  let secret: string | null = null
  for (const trigger of eventsFor(mapping)) {
    if (there.has(trigger)) continue
    const made = await call<typeof createWebhook>('POST', '/api/v3/webhooks', 'one', {
      body: { trigger, url, namespace },
    })
    there.set(trigger, made)
    secret ??= made.secret
    console.log(`${trigger} is told to ${url}`)
  }
  const [first] = there.values()
  if (secret === null && first && !hasSecretOf(settings, url)) {
    const path = '/api/v3/webhooks/{webhook_id}/rotate-secret'
    const params = { webhook_id: first.id }
    secret = (await call<typeof rotateWebhookSecret>('POST', path, 'one', { params })).secret
  }
  if (secret !== null) {
    keepSecret(settings, secret, url)
    console.log(`Their secret is in ${settings.secretsFile}, for serve.`)
  }
  return 0
}
