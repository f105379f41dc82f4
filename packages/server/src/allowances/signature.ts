// What makes an allowance one of ours: a signature that only this tenant's server can make. A till keeps it and sends it back.
import { createHmac, timingSafeEqual } from 'node:crypto'

import type { AllowanceRow } from './store.ts'

type Signed = Omit<
  AllowanceRow,
  | 'reserve_redemption_id'
  | 'spent_count'
  | 'spent_minor'
  | 'settled_minor'
  | 'shortfall_minor'
  | 'reported_at'
  | 'closed_at'
  | 'closed_reason'
  | 'user_id'
  | 'created_at'
  | 'updated_at'
>

/** Everything as it was granted, in one order. As a JSON list no two allowances have the same text. */
const canonical = (allowance: Signed): string =>
  JSON.stringify([
    1,
    allowance.id,
    allowance.merged_from ?? allowance.profile_id,
    allowance.device,
    allowance.mode,
    allowance.currency,
    allowance.count,
    allowance.amount_per_sale_minor,
    allowance.amount_total_minor,
    allowance.valid_from,
    allowance.valid_until,
    allowance.report_by,
  ])

export const signatureOf = (allowance: Signed, secret: Buffer): string =>
  createHmac('sha256', secret).update(canonical(allowance)).digest('base64url')

/** Compared in a time that says nothing of where they differ. */
export function isSignatureOf(allowance: Signed, secret: Buffer, given: string): boolean {
  const [own, other] = [Buffer.from(signatureOf(allowance, secret)), Buffer.from(given)]
  return own.length === other.length && timingSafeEqual(own, other)
}
