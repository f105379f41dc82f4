// How PINs and badges are kept. A PIN has too few digits for any hash to save it from whoever holds the table: what saves it
// is the tenant's secret, which goes into the hash and is nowhere near a backup of one table, and the lock after wrong tries.
import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

import { scannedCard } from '@tillside/rules/identities'

const saltBytes = 16
const hashBytes = 32

interface KeptPin {
  readonly hash: Buffer
  readonly salt: Buffer
}

const peppered = (secret: Buffer, text: string): Buffer => createHmac('sha256', secret).update(text).digest()

const stretch = (secret: Buffer, pin: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(peppered(secret, `pin ${pin}`), salt, hashBytes, (error, hash) => (error ? reject(error) : resolve(hash))),
  )

export async function keepPin(secret: Buffer, pin: string): Promise<KeptPin> {
  const salt = randomBytes(saltBytes)
  return { hash: await stretch(secret, pin, salt), salt }
}

/** Takes as long where there is no PIN to compare with: the time it takes tells nobody who has one. */
export async function isPin(secret: Buffer, pin: string, kept: KeptPin | null): Promise<boolean> {
  const hash = await stretch(secret, pin, kept?.salt ?? randomBytes(saltBytes))
  return kept !== null && timingSafeEqual(hash, kept.hash)
}

/** A badge is found by it, so it has no salt. What a scanner adds does not count, and one adds more than another. */
export const hashBadge = (secret: Buffer, badge: string): Buffer => peppered(secret, `badge ${scannedCard(badge)}`)
