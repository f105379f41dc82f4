// What a device did offline, settled once. A spend is a fact: none is refused, and what cannot be taken is listed.
import type { Static } from 'typebox'

import type { AllowanceReportRequest } from '@tillside/contract/allowances'
import type { RefusalCode } from '@tillside/contract/refusals'
import { majorFromMinor } from '@tillside/money/money'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { LocalDay } from '@tillside/rules/days'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { raiseExceptions } from '../exceptions/service.ts'
import type { Caller } from '../http/auth.ts'
import { lockProfiles } from '../profiles/service.ts'
import { settleOffline } from '../redemptions/reserve.ts'
import { readTenantSecret } from '../settings/service.ts'
import { isSignatureOf } from './signature.ts'
import { findNew, outsideOfEach, readSpends, type ReportedSpend } from './spends.ts'
import { type AllowanceRow, findAllowance, insertSpends, listSpends, type SpendRow, updateReported } from './store.ts'

interface Wish {
  readonly id: string
  /** The tenant's, on which what is lost counts. */
  readonly day: LocalDay
  readonly body: Static<typeof AllowanceReportRequest>
}

interface Reported {
  readonly allowance: AllowanceRow
  /** Those that the report names, each as it was settled. */
  readonly spends: readonly SpendRow[]
}

/** The allowance behind its member's lock, also that of one who was deleted since. */
export async function lockAllowance(tx: Tx, id: string): Promise<AllowanceRow | undefined> {
  const seen = await findAllowance(tx, id)
  if (!seen) return undefined
  await lockProfiles(tx, [seen.profile_id])
  return findAllowance(tx, id)
}

/** For staff: what was lost, and what went beyond the allowance. */
async function raise(tx: Tx, allowance: AllowanceRow, settled: readonly SpendRow[], now: Instant): Promise<void> {
  const { id, device, profile_id: profileId, currency } = allowance
  const raised = settled.flatMap((spend) => {
    const about = { transactionId: null, profileId, redemptionId: spend.redemption_id }
    const named = { allowance_id: id, device, reference: spend.reference }
    const amount = (minor: number): number => majorFromMinor(minor, currency)
    const overspent = { ...named, outside: spend.outside, amount: amount(spend.amount_minor) }
    return [
      ...(spend.outside === null ? [] : [{ ...about, code: 'allowance_overspent', details: overspent } as const]),
      ...(spend.shortfall_minor === 0
        ? []
        : [
            {
              ...about,
              code: 'allowance_shortfall',
              details: { ...named, amount: amount(spend.shortfall_minor) },
            } as const,
          ]),
    ]
  })
  await raiseExceptions(tx, raised, now)
}

interface Settling {
  readonly allowance: AllowanceRow
  readonly added: readonly ReportedSpend[]
  readonly isFinal: boolean
  readonly userId: number
  readonly day: LocalDay
}

async function settle(
  tx: Tx,
  { allowance, added, isFinal, userId, day }: Settling,
  now: Instant,
): Promise<{ spends: SpendRow[]; after: AllowanceRow }> {
  const { id, profile_id: profileId, currency, reserve_redemption_id: reserveId } = allowance
  const account = { profileId, currency, userId, meta: { allowance_id: id } }
  const spends = added.map((spend) => ({
    reference: spend.reference,
    amount: spend.amount_minor,
    receiptRef: spend.transaction_receipt_ref,
    externalId: spend.transaction_external_id,
  }))
  const result = await settleOffline(tx, { account, reserveId, spends, isFinal }, now)
  const outside = outsideOfEach(allowance, added)
  const rows = added.map((spend, index): SpendRow => {
    const { redemptionId, total } = result.settled[index] ?? { redemptionId: null, total: 0 }
    return {
      ...spend,
      redemption_id: redemptionId,
      settled_minor: total,
      shortfall_minor: spend.amount_minor - total,
      outside: outside[index] ?? null,
      created_at: now,
      settled_day: day,
    }
  })
  const sum = (pick: (row: SpendRow) => number): number => rows.reduce((total, row) => total + pick(row), 0)
  const after: AllowanceRow = {
    ...allowance,
    reserve_redemption_id: result.reserveId,
    spent_count: allowance.spent_count + rows.length,
    spent_minor: allowance.spent_minor + sum((row) => row.amount_minor),
    settled_minor: allowance.settled_minor + sum((row) => row.settled_minor),
    shortfall_minor: allowance.shortfall_minor + sum((row) => row.shortfall_minor),
    reported_at: allowance.reported_at ?? (isFinal ? now : null),
    updated_at: now,
  }
  return { spends: rows, after }
}

export async function reportAllowance(
  tx: Tx,
  caller: Caller,
  { id, body, day }: Wish,
  now: Instant,
): Promise<Outcome<Reported, RefusalCode>> {
  const allowance = await lockAllowance(tx, id)
  if (!allowance) return refuse('not_found')
  if (!isSignatureOf(allowance, await readTenantSecret(tx), body.signature)) return refuse('allowance_signature_wrong')
  const sent = readSpends(body.spends, allowance.currency)
  const before = await listSpends(tx, id)
  const added = findNew(sent, before)
  if (!added.ok) return added

  const isFinal = body.is_final && allowance.reported_at === null
  const named = (rows: readonly SpendRow[]): SpendRow[] => {
    const byReference = new Map(rows.map((row) => [row.reference, row]))
    return sent.flatMap(({ reference }) => byReference.get(reference) ?? [])
  }
  if (added.value.length === 0 && !isFinal) return accept({ allowance, spends: named(before) })
  const settling = { allowance, added: added.value, isFinal, userId: caller.userId, day }
  const { spends, after } = await settle(tx, settling, now)
  await insertSpends(tx, id, spends)
  await updateReported(tx, after, now)
  await raise(tx, allowance, spends, now)
  return accept({ allowance: after, spends: named([...before, ...spends]) })
}
