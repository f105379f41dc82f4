// What a sale earns, and what a return of goods takes back. Callers have locked the member.
import { type OpenRow, spendOrder } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { defaultEnd, isEnded } from '../incentives/validity.ts'
import { appendEntries, type NewEntry } from '../ledgers/service.ts'
import { readPointTerms } from '../settings/service.ts'
import { firstPointDefinitionId, periodOf } from './definitions.ts'
import { findPointDefinition } from './definition-store.ts'
import { valueOfMove } from './service.ts'
import { insertPoint, listPointsLeft, movePoints, type PointMove, type PointRow } from './store.ts'

const saleSource = 'transaction'

interface Earned {
  readonly profileId: string
  /** Thousandths of a point. */
  readonly thousandths: number
  readonly transactionId: number
  readonly issuedAt: Instant
  readonly description?: string | null
  readonly userId: number | null
}

/** What is earned pays debts first, the oldest first. */
function payDebts(rows: readonly PointRow[], earned: number): PointMove[] {
  const payments: PointMove[] = []
  let left = earned
  for (const row of rows) {
    const by = Math.min(left, Math.max(0, -row.value_remaining))
    if (by > 0) payments.push({ id: row.id, by })
    left -= by
  }
  return payments
}

/** One row for what a sale earned; null when it earned nothing. */
export async function earnPoints(tx: Tx, given: Earned, now: Instant): Promise<{ pointId: number } | null> {
  const { profileId, thousandths, transactionId, issuedAt, userId } = given
  if (thousandths <= 0) return null
  const [definition, terms, rows] = await Promise.all([
    findPointDefinition(tx, { id: firstPointDefinitionId }),
    readPointTerms(tx),
    listPointsLeft(tx, profileId),
  ])
  if (!definition) throw new Error('the point definition that sales earn is missing')
  const endsAt = defaultEnd(periodOf(definition), issuedAt, terms.timeZone)
  // Points of a sale that came so late that they have expired pay nothing.
  const payments = isEnded(endsAt, now) ? [] : payDebts(rows, thousandths)
  const paid = payments.reduce((sum, payment) => sum + payment.by, 0)
  const row = await insertPoint(
    tx,
    {
      profile_id: profileId,
      definition_id: definition.id,
      value_initial: thousandths,
      value_remaining: thousandths - paid,
      issued_at: issuedAt,
      accrued_at: issuedAt,
      ends_at: endsAt,
      timezone: terms.timeZone,
      description: given.description ?? null,
      meta: null,
      source_type: saleSource,
      source_id: transactionId,
    },
    now,
  )
  await movePoints(tx, profileId, payments, now)
  const entry = (rowId: number, amount: number, cause: NewEntry['cause']): NewEntry => ({
    profileId,
    kind: 'point',
    rowId,
    amount,
    valueMinor: valueOfMove(amount, terms.exchange, terms.currency),
    cause,
    transactionId,
    userId,
  })
  const pairs = payments.flatMap(({ id, by }) => [entry(row.id, -by, 'debt_paid'), entry(id, by, 'debt_paid')])
  await appendEntries(tx, [entry(row.id, thousandths, 'earn'), ...pairs], now)
  return { pointId: row.id }
}

interface TakenBack {
  readonly profileId: string
  /** Thousandths of a point that came with what is now given back. */
  readonly thousandths: number
  /** The sale that gives back. */
  readonly transactionId: number
  /** The sale that earned them, when it is known. */
  readonly fromTransactionId: number | null
  readonly userId: number | null
}

const isOpen = (row: PointRow, now: Instant): boolean =>
  Math.max(row.issued_at, row.accrued_at) <= now && !isEnded(row.ends_at, now)

/** First what the sale itself earned, even if it has expired since; then other points, nearest end first. */
function drawBack(rows: readonly PointRow[], { thousandths, fromTransactionId }: TakenBack, now: Instant): PointMove[] {
  const holding = rows.filter((row) => row.value_remaining > 0)
  const isOfSale = (row: PointRow): boolean => row.source_type === saleSource && row.source_id === fromTransactionId
  const toOpenRow = (row: PointRow): OpenRow => ({
    id: row.id,
    remaining: row.value_remaining,
    issuedAt: row.issued_at,
    endsAt: row.ends_at,
  })
  const others = holding.filter((row) => !isOfSale(row) && isOpen(row, now))
  const order = [...spendOrder(holding.filter(isOfSale).map(toOpenRow)), ...spendOrder(others.map(toOpenRow))]
  const draws: PointMove[] = []
  let left = thousandths
  for (const { id, remaining } of order) {
    const drawn = Math.min(left, remaining)
    if (drawn > 0) draws.push({ id, by: -drawn })
    left -= drawn
  }
  return draws
}

/** Takes back what goods earned that were returned. What was spent already becomes a debt, that later earning pays. */
export async function takeBackPoints(tx: Tx, given: TakenBack, now: Instant): Promise<{ owed: number }> {
  const { profileId, thousandths, transactionId, userId } = given
  if (thousandths <= 0) return { owed: 0 }
  const [terms, rows] = await Promise.all([readPointTerms(tx), listPointsLeft(tx, profileId)])
  const draws = drawBack(rows, given, now)
  await movePoints(tx, profileId, draws, now)
  const owed = thousandths + draws.reduce((sum, draw) => sum + draw.by, 0)
  if (owed > 0) {
    const debt = await insertPoint(
      tx,
      {
        profile_id: profileId,
        definition_id: firstPointDefinitionId,
        value_initial: -owed,
        value_remaining: -owed,
        issued_at: now,
        accrued_at: now,
        ends_at: null,
        timezone: terms.timeZone,
        description: 'Points of returned goods that were already spent',
        meta: null,
        source_type: saleSource,
        source_id: transactionId,
      },
      now,
    )
    draws.push({ id: debt.id, by: -owed })
  }
  const entries = draws.map(({ id, by }): NewEntry => ({
    profileId,
    kind: 'point',
    rowId: id,
    amount: by,
    valueMinor: valueOfMove(by, terms.exchange, terms.currency),
    cause: 'earn_return',
    transactionId,
    userId,
  }))
  await appendEntries(tx, entries, now)
  return { owed }
}
