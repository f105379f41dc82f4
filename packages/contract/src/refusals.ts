// Every way in which the server says no, with the status and the words that it uses.
// A code is a promise: it keeps its spelling for ever, has a page in docs/errors/ and a test that provokes it.

interface RefusalKind {
  readonly status: number
  readonly message: string
  /** The field that a till should point at, when the refusal is always about the same one. */
  readonly field?: string
}

export const refusals = {
  // The caller
  unauthenticated: { status: 401, message: 'Unauthenticated.' },
  scope_missing: { status: 403, message: 'Invalid scope(s) provided.' },
  scope_beyond_own: { status: 403, message: 'A token can only grant scopes that it holds itself.', field: 'scopes' },
  token_required: { status: 403, message: 'This needs a token; the page of a device cannot ask for it.' },
  device_required: { status: 403, message: 'Only the page of a paired device can ask for this.' },
  origin_forbidden: { status: 403, message: 'This can only be asked by a page of this server.' },
  too_many_attempts: { status: 429, message: 'Too Many Attempts.' },

  // The request
  malformed_request: { status: 400, message: 'What was sent could not be read as an HTTP request.' },
  headers_too_large: { status: 431, message: 'The headers are larger than the server accepts.' },
  malformed_json: { status: 400, message: 'The body is not valid JSON.', field: 'body' },
  body_too_large: { status: 413, message: 'The body is larger than the server accepts.', field: 'body' },
  media_type_unsupported: {
    status: 415,
    message: 'The body must be JSON, sent with Content-Type: application/json.',
    field: 'Content-Type',
  },
  validation_failed: { status: 422, message: 'The given data was invalid.' },
  filter_unknown: { status: 400, message: 'This list cannot be filtered by that field or operator.' },
  sort_unknown: { status: 400, message: 'This list cannot be sorted by that field.', field: 'sort' },
  include_unknown: { status: 400, message: 'This list cannot include that.', field: 'include' },
  route_unknown: { status: 404, message: 'There is no such path.' },
  method_not_allowed: { status: 405, message: 'That method is not allowed on this path.' },
  not_found: { status: 404, message: 'Not found.' },
  idempotency_key_reused: { status: 409, message: 'This Idempotency-Key was used before with another request.' },

  // What a caller cannot mend
  busy: { status: 503, message: 'The server is busy with this member; send the request again.' },
  unavailable: { status: 503, message: 'The database cannot be reached; send the request again.' },
  server_error: { status: 500, message: 'Server Error' },

  // Profiles and identities
  email_taken: { status: 422, message: 'The email has already been taken.', field: 'email' },
  mobile_phone_taken: { status: 422, message: 'The phone number exists', field: 'mobile_phone' },
  merge_with_itself: { status: 422, message: 'A member cannot be merged with itself.' },
  identity_taken: { status: 422, message: 'This identity already belongs to a profile.', field: 'identifier' },

  // Devices, and staff who sign in on them
  pairing_code_invalid: {
    status: 422,
    message: 'This link was used before, is older than fifteen minutes, or is for another app: make a new one.',
    field: 'code',
  },
  sign_in_failed: { status: 422, message: 'Nobody could be recognised by this.' },
  sign_in_locked: { status: 422, message: 'Too many wrong tries; wait a moment.' },
  permission_missing: {
    status: 422,
    message: 'The role of this person does not allow it either.',
    field: 'permission',
  },
  pin_invalid: { status: 422, message: 'A PIN has 4 to 12 digits.', field: 'pin' },
  badge_taken: { status: 422, message: 'This badge is somebody else’s.', field: 'badge' },

  // Records that something still needs, or that exist already
  handle_taken: { status: 422, message: 'The handle has already been taken.', field: 'handle' },
  external_id_taken: { status: 422, message: 'The external id has already been taken.', field: 'external_id' },
  sku_taken: { status: 422, message: 'The SKU has already been taken.', field: 'sku' },
  definition_in_use: { status: 422, message: 'Something was issued from this definition, so it cannot be deleted.' },
  reference_unknown: { status: 422, message: 'There is no record with this id.' },

  // Issuing
  definition_not_assignable: {
    status: 422,
    message: 'This definition is not assignable, so nothing can be issued from it.',
  },
  definition_not_extendable: { status: 422, message: 'The definition does not allow more time.', field: 'ids' },

  // Settings
  setting_fixed: { status: 422, message: 'This setting is fixed when the tenant is made.', field: 'value' },
  setting_invalid: { status: 422, message: 'The setting cannot have this value.', field: 'value' },

  // Redeeming
  currency_unsupported: {
    status: 422,
    message: 'This tenant books in one currency, and this is another.',
    field: 'currency',
  },
  nothing_to_redeem: { status: 422, message: 'The member holds nothing that could be redeemed.', field: 'amount' },
  balance_short: { status: 422, message: 'The member holds less than the amount asked for.', field: 'amount' },
  strategy_unsupported: { status: 422, message: 'Value of this kind cannot be redeemed here.', field: 'strategies' },
  benefit_expired: { status: 422, message: 'The benefit has expired.' },
  benefit_not_yet_valid: { status: 422, message: 'The benefit cannot be used yet.' },
  benefit_used_up: { status: 422, message: 'The benefit has no uses left.' },
  benefit_sold_out: { status: 422, message: 'All uses of this benefit, across all members, are taken.' },

  // Redeeming offline
  offline_off: { status: 422, message: 'Redeeming offline is switched off.' },
  offline_ceiling_reached: {
    status: 422,
    message: 'As much as may be at risk has been granted already; devices have to report first.',
  },
  device_taken: {
    status: 422,
    message: 'A till of another user has an allowance for this member under this name.',
    field: 'device',
  },
  allowance_not_lapsed: {
    status: 422,
    message: 'Only an allowance that lapsed without its last report can be closed.',
  },
  allowance_signature_wrong: {
    status: 422,
    message: 'This is not the signature of the allowance.',
    field: 'signature',
  },
  allowance_spend_differs: {
    status: 422,
    message: 'Another spend was reported under this reference.',
    field: 'spends',
  },

  // Giving back
  redemption_reserved: {
    status: 422,
    message: 'This value is set aside for a device that redeems offline; its report decides about it.',
  },
  not_a_redemption: {
    status: 422,
    message: 'Only a redemption can be reversed or returned, not another reversal or return.',
  },
  already_reversed: { status: 422, message: 'This redemption has already been reversed.' },
  already_returned: { status: 422, message: 'Part of this redemption has been returned, so it cannot be reversed.' },
  reversal_window_passed: { status: 422, message: 'A redemption can be reversed for ten minutes; return it instead.' },
  reason_required: { status: 422, message: 'A reversal after ten minutes needs a reason.', field: 'reason' },
  nothing_to_return: { status: 422, message: 'Nothing of this redemption is left to return.', field: 'amount' },
  return_exceeds_redemption: {
    status: 422,
    message: 'Less of this redemption is left than the amount asked for.',
    field: 'amount',
  },

  // Sales
  external_id_clash: {
    status: 422,
    message: 'A different sale was already recorded under this external id.',
    field: 'external_id',
  },
  exception_already_resolved: { status: 422, message: 'This exception has already been resolved.' },

  // The feed of changes
  cursor_too_old: {
    status: 410,
    message: 'Changes behind this cursor are not kept any more: read everything again, then go on from the newest.',
    field: 'after',
  },
  cursor_unknown: { status: 422, message: 'No change has had this number yet.', field: 'after' },

  // Webhooks
  webhook_taken: { status: 422, message: 'This event is already told to this URL.', field: 'url' },
  webhook_url_forbidden: { status: 422, message: 'Nothing is sent to this address.', field: 'url' },
  template_unsupported: {
    status: 422,
    message: 'Templates are not offered: the payload is sent as it is.',
    field: 'extra_data_template',
  },
  webhook_inactive: { status: 422, message: 'The webhook is switched off, so nothing is sent to it.' },
  replay_too_large: {
    status: 422,
    message: 'More deliveries than one call may send again; ask for a shorter span.',
    field: 'from',
  },
} as const satisfies Record<string, RefusalKind>

/** The stable code of a refusal. */
export type RefusalCode = keyof typeof refusals
