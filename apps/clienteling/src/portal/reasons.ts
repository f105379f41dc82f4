// Why the server said no, in the words of the screen where it has some for the code, else in the server's own.
import { ClientError, ForbiddenError, NoAnswerError } from '@tillside/pos-sdk/client/errors'
import type { useText } from '@tillside/kit/i18n'

import { mergedInto } from '../member/find.ts'

type Text = ReturnType<typeof useText>

/** Codes that people at a counter meet. */
const told = new Set([
  'balance_short',
  'nothing_to_redeem',
  'benefit_expired',
  'benefit_not_yet_valid',
  'benefit_used_up',
  'benefit_sold_out',
  'already_reversed',
  'already_returned',
  'reversal_window_passed',
  'email_taken',
  'mobile_phone_taken',
  'idempotency_key_reused',
  'not_found',
  'busy',
])

export function reasonOf(error: unknown, t: Text): string {
  if (!(error instanceof ClientError)) return t('reason.storage')
  if (mergedInto(error) !== null) return t('reason.merged')
  if (error.code !== null && told.has(error.code)) return t(`reason.${error.code}`)
  if (error instanceof NoAnswerError) return t('reason.no_answer')
  if (error instanceof ForbiddenError) return t('reason.not_allowed')
  return error.message
}
