// Allowances and their spends as they travel.
import type { Static } from 'typebox'

import type { Allowance, AllowanceReport, AllowanceSpend } from '@tillside/contract/allowances'
import type { Instant } from '@tillside/rules/time'

import { wireAmount, wireMoment, wireMomentOrNull } from '../http/render.ts'
import type { AllowanceRow, SpendRow } from './store.ts'

type Wire = Static<typeof Allowance>

const stateOf = ({ reported_at, closed_at, report_by }: AllowanceRow, now: Instant): Wire['state'] => {
  if (reported_at !== null) return 'reported'
  if (closed_at !== null) return 'closed'
  return report_by <= now ? 'lapsed' : 'open'
}

/**
 * What may still come of it: nothing once it is reported or closed, nor of a reserve that is back in the balance. And what of it
 * was given up when it was closed.
 */
function restOf(row: AllowanceRow, state: Wire['state']): { outstanding: number; writtenOff: number } {
  const rest = Math.max(0, row.amount_total_minor - row.spent_minor)
  const isBack = state !== 'open' && row.mode === 'reserve'
  return {
    outstanding: (state === 'open' || state === 'lapsed') && !isBack ? rest : 0,
    writtenOff: state === 'closed' && !isBack ? rest : 0,
  }
}

export function toAllowance(row: AllowanceRow, now: Instant): Wire {
  const amount = (minor: number): number => wireAmount(minor, row.currency)
  const state = stateOf(row, now)
  const { outstanding, writtenOff } = restOf(row, state)
  return {
    id: row.id,
    profile_id: row.profile_id,
    device: row.device,
    mode: row.mode,
    state,
    currency: row.currency,
    count: row.count,
    amount_per_sale: amount(row.amount_per_sale_minor),
    amount_total: amount(row.amount_total_minor),
    valid_from: wireMoment(row.valid_from),
    valid_until: wireMoment(row.valid_until),
    report_by: wireMoment(row.report_by),
    spent_count: row.spent_count,
    spent: amount(row.spent_minor),
    settled: amount(row.settled_minor),
    shortfall: amount(row.shortfall_minor),
    outstanding: amount(outstanding),
    written_off: amount(writtenOff),
    reserve_redemption_id: state === 'open' ? row.reserve_redemption_id : null,
    reported_at: wireMomentOrNull(row.reported_at),
    closed_at: wireMomentOrNull(row.closed_at),
    closed_reason: row.closed_reason,
    created_at: wireMoment(row.created_at),
    updated_at: wireMoment(row.updated_at),
  }
}

export const toSettled = (row: SpendRow, currency: string): Static<typeof AllowanceReport>['spends'][number] => ({
  reference: row.reference,
  redemption_id: row.redemption_id,
  total: wireAmount(row.settled_minor, currency),
  shortfall: wireAmount(row.shortfall_minor, currency),
})

export const toSpend = (row: SpendRow, currency: string): Static<typeof AllowanceSpend> => ({
  ...toSettled(row, currency),
  amount: wireAmount(row.amount_minor, currency),
  spent_at: wireMoment(row.spent_at),
  transaction_receipt_ref: row.transaction_receipt_ref,
  transaction_external_id: row.transaction_external_id,
  outside: row.outside,
  created_at: wireMoment(row.created_at),
})
