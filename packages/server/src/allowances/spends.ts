// The spends of a report: read, told apart from those that were reported before, and held against the allowance.
import type { Static } from 'typebox'

import type { AllowanceReportRequest } from '@tillside/contract/allowances'
import type { RefusalCode } from '@tillside/contract/refusals'
import { type Outside, outsideOf } from '@tillside/rules/allowances'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { type Instant, parseUtc } from '@tillside/rules/time'

import { RequestRefused } from '../http/errors.ts'
import { readAmount } from '../redemptions/request.ts'
import type { AllowanceRow, SpendRow } from './store.ts'

type Sent = Static<typeof AllowanceReportRequest>['spends'][number]

/** What a device says that it did. */
export type ReportedSpend = Pick<
  SpendRow,
  'reference' | 'amount_minor' | 'spent_at' | 'transaction_receipt_ref' | 'transaction_external_id'
>

function readMoment(text: string, field: string): Instant {
  const at = parseUtc(text)
  if (at !== null) return at
  throw new RequestRefused('validation_failed', {
    [field]: [`The ${field} field must be a date and time that exists.`],
  })
}

export const readSpends = (sent: readonly Sent[], currency: string): ReportedSpend[] =>
  sent.map((spend, index) => ({
    reference: spend.reference,
    amount_minor: readAmount(spend.amount, currency, `spends.${index}.amount`),
    spent_at: readMoment(spend.spent_at, `spends.${index}.spent_at`),
    transaction_receipt_ref: spend.transaction_receipt_ref ?? null,
    transaction_external_id: spend.transaction_external_id ?? null,
  }))

/** Field of the wire to the column that it must equal. */
const content = {
  amount: 'amount_minor',
  spent_at: 'spent_at',
  transaction_receipt_ref: 'transaction_receipt_ref',
  transaction_external_id: 'transaction_external_id',
} as const

/** The spends that were not reported before. The same reference with other content is refused, and told what differs. */
export function findNew(
  spends: readonly ReportedSpend[],
  before: readonly ReportedSpend[],
): Outcome<ReportedSpend[], RefusalCode> {
  const known = new Map(before.map((spend) => [spend.reference, spend]))
  const added: ReportedSpend[] = []
  for (const [index, spend] of spends.entries()) {
    const first = known.get(spend.reference)
    if (!first) {
      known.set(spend.reference, spend)
      added.push(spend)
      continue
    }
    const differing = Object.entries(content).flatMap(([field, column]) =>
      first[column] === spend[column] ? [] : [field],
    )
    if (differing.length > 0) {
      const details = { reference: spend.reference, differing: differing.join(', ') }
      return refuse('allowance_spend_differs', { field: `spends.${index}`, details })
    }
  }
  return accept(added)
}

/** What of the allowance each new spend does not keep to, after those that went before it. */
export function outsideOfEach(allowance: AllowanceRow, added: readonly ReportedSpend[]): (Outside | null)[] {
  const permitted = {
    count: allowance.count,
    amountPerSale: allowance.amount_per_sale_minor,
    amountTotal: allowance.amount_total_minor,
    validUntil: allowance.valid_until,
    isReported: allowance.reported_at !== null,
  }
  let before = { count: allowance.spent_count, amount: allowance.spent_minor }
  return added.map((spend) => {
    const outside = outsideOf(permitted, before, { amount: spend.amount_minor, spentAt: spend.spent_at })
    before = { count: before.count + 1, amount: before.amount + spend.amount_minor }
    return outside
  })
}
