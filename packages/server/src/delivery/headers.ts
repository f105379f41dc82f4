// The headers of a delivery: what the reference has, and beside it what Standard Webhooks ask for.
import type { Instant } from '@tillside/rules/time'

import { wireMessageId } from '../webhooks/message.ts'
import { standardSignature, timestampOf } from '../webhooks/signature.ts'
import type { Endpoint } from '../webhooks/store-lanes.ts'
import type { Held } from './backlog.ts'

/** While a URL changes its secret, the old ones sign along. */
const secretsOf = ({ secret, previous_secrets: previous }: Endpoint, at: Instant): string[] => [
  secret,
  ...previous.filter(({ until }) => until > at).map((one) => one.secret),
]

export function headersOf(
  { event, message, message_id }: Held,
  endpoint: Endpoint,
  sharedSecret: string,
  at: Instant,
): Record<string, string> {
  const id = wireMessageId(message_id)
  return {
    'content-type': 'application/json',
    'user-agent': 'Tillside',
    'X-Omneo-Event': event,
    'x-omneo-hmac-sha256': message.signatureWith(sharedSecret),
    'webhook-id': id,
    'webhook-timestamp': timestampOf(at),
    'webhook-signature': standardSignature({ id, at, body: message.body }, secretsOf(endpoint, at)),
  }
}
