// The two ways in which a delivery is signed: as the reference has it, over the body alone and with one secret for the tenant,
// and as Standard Webhooks have it, over id, time and body, with a secret of the URL.
import { createHmac, randomBytes } from 'node:crypto'

import { type Instant, secondMs } from '@tillside/rules/time'

const prefix = 'whsec_'
/** As long as the hash that it is used for: longer adds nothing. */
const secretBytes = 32

/** A new secret of a URL. */
export const newSecret = (): string => prefix + randomBytes(secretBytes).toString('base64')

/** Lower-case hexadecimal, over the bytes as they are sent. */
export const omneoSignature = (body: Buffer, secret: string): string =>
  createHmac('sha256', secret).update(body).digest('hex')

export const timestampOf = (at: Instant): string => String(Math.floor(at / secondMs))

interface Signed {
  readonly id: string
  readonly at: Instant
  readonly body: Buffer
}

/** One signature for each secret that is alive, the newest first. */
export const standardSignature = ({ id, at, body }: Signed, secrets: readonly string[]): string =>
  secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(prefix.length), 'base64')
      return `v1,${createHmac('sha256', key)
        .update(`${id}.${timestampOf(at)}.`)
        .update(body)
        .digest('base64')}`
    })
    .join(' ')
