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
import { announce } from '../outbox/announce.ts'
import { readPointTerms } from '../settings/service.ts'
import { isLasting, payPointDebts, perRow, toOpenRow } from './debts.ts'
import { firstPointDefinitionId, periodOf } from './definitions.ts'
import { findPointDefinition } from './definition-store.ts'
import { valueOfMove } from './service.ts'
import {
  growInitial,
  insertPoint,
  listLost,
  listPointsLeft,
  listSaleRows,
  movePoints,
  type PointRow,
  reviveRow,
  type SaleRow,
} from './store.ts'

const saleSource = 'transaction'

/** A sale, and what it should give. */
interface EarningSale {
  readonly saleId: number
  /** Whose the points are; null for nobody's. */
  readonly profileId: string | null
  /** Thousandths of a point. */
  readonly thousandths: number
  /** From when its points can be spent, and from when their time runs. */
  readonly issuedAt: Instant
  /** The store's, whose days end them. */
  readonly timeZone: string
  /** Nothing was ever booked for it. */
  readonly isNew: boolean
}

/** What makes the points move: another sale, when goods of this one come back, and who told us. */
interface MovedBy {
  readonly byTransactionId: number | null
  readonly userId: number | null
}

interface Move {
  readonly id: number
  readonly by: number
  readonly cause: 'earn' | 'earn_return' | 'removal'
  readonly reason?: string
  /** The row was made with it. */
  readonly isMade?: boolean
}

interface Account {
  readonly sale: EarningSale
  readonly profileId: string
  readonly moved: MovedBy
}

/** A row that holds the sale's points, and is no debt of it. */
const isOwn = (row: PointRow, { saleId }: EarningSale): boolean =>
  row.source_type === saleSource && row.source_id === saleId && row.value_initial >= 0

async function book(tx: Tx, account: Account, moves: readonly Move[], now: Instant): Promise<void> {
  const { sale, profileId, moved } = account
  const terms = await readPointTerms(tx)
  const sums = perRow(moves.filter(({ isMade }) => isMade !== true)).filter(({ by }) => by !== 0)
  await movePoints(tx, profileId, sums, now)
  const entries = moves.map(({ id, by, cause, reason = null, isMade }): NewEntry => ({
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
    ...(isMade ? { row: 'made' } : {}),
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

/** Takes what it can from amounts that are there, in order; what is left comes back. */
function draw(
  left: number,
  from: readonly { readonly id: number; readonly amount: number }[],
  take: (id: number, amount: number) => void,
): number {
  for (const { id, amount } of from) {
    const taken = Math.min(left, Math.max(0, amount))
    if (taken > 0) take(id, taken)
    left -= taken
  }
  return left
}

const absorbed = 'counted as taken back with the sale'
const withheld = 'they stay away, as the sale stands again'

/** What staff took away of the sale's points, or what was written off, has left the member already: that counts first. */
async function drawLost(tx: Tx, own: readonly PointRow[], owed: number, moves: Move[]): Promise<number> {
  const [first] = own
  if (!first || owed === 0) return owed
  const lost = await listLost(
    tx,
    first.profile_id,
    own.map((row) => row.id),
  )
  return draw(owed, lost, (id, amount) => {
    moves.push({ id, by: amount, cause: 'removal', reason: absorbed }, { id, by: -amount, cause: 'earn_return' })
  })
}

interface Difference {
  readonly account: Account
  /** What the sale has moved for this member so far. */
  readonly rows: readonly SaleRow[]
  /** How much more, or less, it should give; above zero. */
  readonly thousandths: number
}

/** The member's other points: first those that had paid for the sale before, even if they have expired since; then what can be spent. */
function drawOthers(
  { account, rows }: Difference,
  holding: readonly PointRow[],
  owed: number,
  moves: Move[],
  now: Instant,
): number {
  const isOfSale = new Set(rows.filter((row) => isOwn(row, account.sale)).map((row) => row.id))
  const repaidOf = new Map(rows.map((row) => [row.id, row.repaid]))
  const others = holding.filter((row) => !isOfSale.has(row.id) && row.value_remaining > 0)
  const taken = new Map<number, number>()
  const take = (id: number, amount: number): void => {
    taken.set(id, (taken.get(id) ?? 0) + amount)
    moves.push({ id, by: -amount, cause: 'earn_return' })
  }
  const inOrder = spendOrder(others.map(toOpenRow))
  const left = draw(
    owed,
    inOrder.map(({ id, remaining }) => ({ id, amount: Math.min(remaining, repaidOf.get(id) ?? 0) })),
    take,
  )
  const lasting = new Set(others.filter((row) => isLasting(row, now)).map((row) => row.id))
  return draw(
    left,
    inOrder
      .filter(({ id }) => lasting.has(id))
      .map(({ id, remaining }) => ({ id, amount: remaining - (taken.get(id) ?? 0) })),
    take,
  )
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

/** What goes back where it was taken, the last that was drawn on first; and how much is left for the sale's own row. */
function restore({ account, rows, thousandths }: Difference): { moves: Move[]; left: number } {
  const moves: Move[] = []
  const drawn = rows.filter((row) => row.net < 0 && !isOwn(row, account.sale) && row.deleted_at === null)
  const debts = drawn.filter((row) => row.value_initial < 0)
  const payers = spendOrder(drawn.filter((row) => row.value_initial >= 0).map(toOpenRow)).toReversed()
  const netOf = new Map(rows.map((row) => [row.id, row.net]))
  const unpaid = draw(
    thousandths,
    [...debts, ...payers].map(({ id }) => ({ id, amount: -(netOf.get(id) ?? 0) })),
    (id, amount) => moves.push({ id, by: amount, cause: 'earn' }),
  )
  const own = rows.filter((row) => isOwn(row, account.sale))
  const left = draw(
    unpaid,
    own.map((row) => ({ id: row.id, amount: row.absorbed })),
    (id, amount) =>
      moves.push({ id, by: amount, cause: 'earn' }, { id, by: -amount, cause: 'removal', reason: withheld }),
  )
  return { moves, left }
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
    if (difference > 0) announce(tx, { event: 'transaction.points.issued', profileId, subjectId: sale.saleId })
    if (difference < 0) await takeBack(tx, found, now)
  }
}
