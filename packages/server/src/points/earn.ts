// What a sale gives its member in points, and what it takes back. One rule: the entries of a sale add up to what it should give
// now, and each change moves the difference.
//
// Points come onto a row of the sale's own, with the end that they had from the beginning. What the sale takes back leaves that
// row first, even if it has expired since; then it is drawn from the member's other points, and what is left is a debt, which
// later points pay. What a sale gives again goes back the same way: the debt is forgiven, who paid gets it back, and the rest is
// where it was. So nothing that had expired comes to life, and nothing that was spent in time is lost. Callers have locked the
// members.
import { spendOrder } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { defaultEnd } from '../incentives/validity.ts'
import { appendEntries, type NewEntry } from '../ledgers/service.ts'
import { readPointTerms } from '../settings/service.ts'
import { payPointDebts, perRow, toOpenRow } from './debts.ts'
import { firstPointDefinitionId, periodOf } from './definitions.ts'
import { findPointDefinition } from './definition-store.ts'
import {
  type Account,
  type Difference,
  draw,
  drawLost,
  drawOthers,
  type EarningSale,
  isOwn,
  type Move,
  type MovedBy,
  restore,
  saleSource,
} from './drawing.ts'
import { valueOfMove } from './service.ts'
import { growInitial, insertPoint, listPointsLeft, listSaleRows, movePoints, reviveRow } from './store.ts'

async function book(tx: Tx, account: Account, moves: readonly Move[], now: Instant): Promise<void> {
  const { sale, profileId, moved } = account
  const terms = await readPointTerms(tx)
  const sums = perRow(moves.filter(({ isMade }) => isMade !== true)).filter(({ by }) => by !== 0)
  await movePoints(tx, profileId, sums, now)
  const entries = moves.map(({ id, by, cause, reason = null }): NewEntry => ({
    profileId,
    kind: 'point',
    rowId: id,
    amount: by,
    valueMinor: valueOfMove(by, terms.exchange, terms.currency),
    cause,
    transactionId: sale.saleId,
    byTransactionId: moved.byTransactionId === sale.saleId ? null : moved.byTransactionId,
    userId: moved.userId,
    reason,
  }))
  await appendEntries(tx, entries, now)
}

/** A row of the sale's own, or below zero a debt of it. */
async function insertRow(tx: Tx, { sale, profileId }: Account, thousandths: number, now: Instant): Promise<number> {
  const isDebt = thousandths < 0
  const [definition, terms] = await Promise.all([
    findPointDefinition(tx, { id: firstPointDefinitionId }),
    readPointTerms(tx),
  ])
  if (!definition) throw new Error('the point definition that sales earn is missing')
  const issuedAt = isDebt ? now : sale.issuedAt
  const row = await insertPoint(
    tx,
    {
      profile_id: profileId,
      definition_id: definition.id,
      value_initial: thousandths,
      value_remaining: thousandths,
      issued_at: issuedAt,
      accrued_at: issuedAt,
      ends_at: isDebt ? null : defaultEnd(periodOf(definition), issuedAt, sale.timeZone),
      timezone: isDebt ? terms.timeZone : sale.timeZone,
      description: isDebt ? 'Points of returned goods that were already spent' : null,
      meta: null,
      source_type: saleSource,
      source_id: sale.saleId,
    },
    now,
  )
  return row.id
}

async function takeBack(tx: Tx, difference: Difference, now: Instant): Promise<void> {
  const { account, rows, thousandths } = difference
  const holding = await listPointsLeft(tx, account.profileId)
  const moves: Move[] = []
  const own = rows.filter((row) => isOwn(row, account.sale))
  let owed = draw(
    thousandths,
    spendOrder(own.map(toOpenRow)).map(({ id, remaining }) => ({ id, amount: remaining })),
    (id, amount) => moves.push({ id, by: -amount, cause: 'earn_return' }),
  )
  owed = await drawLost(tx, own, owed, moves)
  owed = drawOthers(difference, holding, owed, moves, now)
  if (owed > 0) {
    moves.push({ id: await insertRow(tx, account, -owed, now), by: -owed, cause: 'earn_return', isMade: true })
  }
  await book(tx, account, moves, now)
}

async function give(tx: Tx, difference: Difference, now: Instant): Promise<void> {
  const { account, rows } = difference
  const { sale, profileId, moved } = account
  const { moves, left } = restore(difference)
  const own = rows.filter((row) => isOwn(row, sale))
  const row = own.find(({ deleted_at: removedAt }) => removedAt === null) ?? own[0]
  if (left > 0 && row) {
    moves.push({ id: row.id, by: left, cause: 'earn' })
    await growInitial(tx, profileId, row.id, row.net + left, now)
    if (row.deleted_at !== null) await reviveRow(tx, profileId, row.id, now)
  }
  if (left > 0 && !row)
    moves.push({ id: await insertRow(tx, account, left, now), by: left, cause: 'earn', isMade: true })
  await book(tx, account, moves, now)
  await payPointDebts(
    tx,
    { profileId, byTransactionId: moved.byTransactionId ?? sale.saleId, userId: moved.userId },
    now,
  )
}

/** Brings what members hold of a sale to what it should give. */
export async function settlePoints(tx: Tx, sale: EarningSale, moved: MovedBy, now: Instant): Promise<void> {
  const rows = sale.isNew ? [] : await listSaleRows(tx, sale.saleId)
  const holders = new Set([...rows.map((row) => row.profile_id), ...(sale.profileId === null ? [] : [sale.profileId])])
  for (const profileId of holders) {
    const theirs = rows.filter((row) => row.profile_id === profileId)
    const held = theirs.reduce((sum, row) => sum + row.net, 0)
    const difference = (profileId === sale.profileId ? sale.thousandths : 0) - held
    const account = { sale, profileId, moved }
    const found = { account, rows: theirs, thousandths: Math.abs(difference) }
    if (difference > 0) await give(tx, found, now)
    if (difference < 0) await takeBack(tx, found, now)
  }
}
