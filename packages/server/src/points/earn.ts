// What a sale earns, and what a return of goods takes back. Callers have locked the member.
import { type OpenRow, spendOrder } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { defaultEnd } from '../incentives/validity.ts'
import { appendEntries, type NewEntry } from '../ledgers/service.ts'
import { readPointTerms } from '../settings/service.ts'
import { isOpen, payPointDebts } from './debts.ts'
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

/** One row for what a sale earned; null when it earned nothing. */
export async function earnPoints(tx: Tx, given: Earned, now: Instant): Promise<{ pointId: number } | null> {
  const { profileId, thousandths, transactionId, issuedAt, userId } = given
  if (thousandths <= 0) return null
  const [definition, terms] = await Promise.all([
    findPointDefinition(tx, { id: firstPointDefinitionId }),
    readPointTerms(tx),
  ])
  if (!definition) throw new Error('the point definition that sales earn is missing')
  const row = await insertPoint(
    tx,
    {
      profile_id: profileId,
      definition_id: definition.id,
      value_initial: thousandths,
      value_remaining: thousandths,
      issued_at: issuedAt,
      accrued_at: issuedAt,
      ends_at: defaultEnd(periodOf(definition), issuedAt, terms.timeZone),
      timezone: terms.timeZone,
      description: given.description ?? null,
      meta: null,
      source_type: saleSource,
      source_id: transactionId,
    },
    now,
  )
  const entry: NewEntry = {
    profileId,
    kind: 'point',
    rowId: row.id,
    amount: thousandths,
    valueMinor: valueOfMove(thousandths, terms.exchange, terms.currency),
    cause: 'earn',
    transactionId,
    userId,
  }
  await appendEntries(tx, [entry], now)
  await payPointDebts(tx, { profileId, transactionId, userId }, now)
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
