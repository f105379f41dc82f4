// Two commands can pass the same check at once; the unique index then decides, and says the same as the check.
import postgres from 'postgres'

import type { RefusalCode } from '@tillside/contract/refusals'

const uniqueViolation = '23505'

const refusalByConstraint: Readonly<Record<string, RefusalCode>> = {
  profile_by_email: 'email_taken',
  profile_by_mobile_phone: 'mobile_phone_taken',
  identity_handle_identifier_key: 'identity_taken',
  identity_by_card: 'identity_taken',
  staff_by_email: 'email_taken',
  staff_by_badge: 'badge_taken',
  staff_identity_handle_identifier_key: 'identity_taken',
  location_by_external_id: 'external_id_taken',
  location_by_external_code: 'external_id_taken',
  product_by_handle: 'handle_taken',
  product_by_external_id: 'external_id_taken',
  product_variant_by_sku: 'sku_taken',
  reward_definition_by_handle: 'handle_taken',
  point_definition_by_handle: 'handle_taken',
  benefit_definition_by_handle: 'handle_taken',
  transaction_by_external_id: 'external_id_clash',
  webhook_by_trigger_and_url: 'webhook_taken',
}

/** What the index refuses, or undefined for any other error. */
export function refusalOfConstraint(error: unknown): RefusalCode | undefined {
  if (!(error instanceof postgres.PostgresError) || error.code !== uniqueViolation) return undefined
  return refusalByConstraint[error.constraint_name ?? '']
}
