// Who sent this: Standard Webhooks signatures first, which cover the time and the id; the one that plain Omneo gives only where the
// shop has said so, as it covers neither.
import { createHmac, timingSafeEqual } from 'node:crypto'

import { Webhook, WebhookVerificationError } from 'standardwebhooks'

export interface Secrets {
  /** `whsec_…`; several while one takes the place of another. */
  readonly standard: readonly string[]
  /** The tenant's secret of `X-Omneo-Hmac-SHA256`; null: that header counts for nothing. */
  readonly omneo: string | null
}

type SignatureRefusal = 'signature_missing' | 'signature_wrong' | 'timestamp_outside'

type Verified =
  | { readonly ok: true; readonly id: string | null }
  | { readonly ok: false; readonly code: SignatureRefusal }

type Headers = Readonly<Record<string, string | string[] | undefined>>

const one = (headers: Headers, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A message from more than so long ago may be one that somebody kept; one from the future cannot be remembered long enough. */
const isTimeTrouble = (error: unknown): boolean =>
  error instanceof WebhookVerificationError && /timestamp too (old|new)/i.test(error.message)

function verifyStandard(secrets: readonly string[], body: Buffer, headers: Record<string, string>): Verified {
  let isLate = false
  for (const secret of secrets) {
    try {
      new Webhook(secret).verify(body, headers, { jsonParse: false })
      return { ok: true, id: headers['webhook-id'] ?? null }
    } catch (error) {
      isLate ||= isTimeTrouble(error)
    }
  }
  return { ok: false, code: isLate ? 'timestamp_outside' : 'signature_wrong' }
}

function verifyOmneo(secret: string, body: Buffer, signature: string): Verified {
  const given = Buffer.from(/^[0-9a-f]{64}$/.test(signature) ? signature : '', 'hex')
  const expected = createHmac('sha256', secret).update(body).digest()
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected)
  return isOurs ? { ok: true, id: null } : { ok: false, code: 'signature_wrong' }
}

/** Verifies the bytes as they came. `id` names the message, where the sender gives it one. */
export function verify({ standard, omneo }: Secrets, body: Buffer, headers: Headers): Verified {
  const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map((part) => one(headers, `webhook-${part}`))
  if (id !== undefined && timestamp !== undefined && signature !== undefined && standard.length > 0) {
    const names = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
    return verifyStandard(standard, body, names)
  }
  const hmac = one(headers, 'x-omneo-hmac-sha256')
  if (hmac !== undefined && omneo !== null) return verifyOmneo(omneo, body, hmac)
  return { ok: false, code: 'signature_missing' }
}
