// The promises, checked: what the paper says against what the server holds and the tills remember.
import type { Receipt } from '@tillside/pos-sdk/checkout/receipt'
import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import { isAtRest } from '@tillside/pos-sdk/checkout/work'
import type { Sql } from '@tillside/server/db/open'

import * as ledger from './ledger.ts'
import type { Mode } from './mode.ts'
import { type Member, type Paper, perMinor, type Printed } from './paper.ts'

interface Outcome {
  readonly paper: Paper
  readonly members: readonly Member[]
  /** Of all tills, as they remember them. */
  readonly checkouts: readonly Checkout[]
  readonly mode: Mode
  /** Shares whose return the network itself sent twice, in minor units: without keys the second may count too. */
  readonly sharesDoubledMinor: number
}

interface Held {
  readonly redemptions: readonly ledger.RedemptionRow[]
  readonly sales: readonly ledger.SaleRow[]
  readonly lines: readonly ledger.LineRow[]
}

/** Nothing is left to say, and nobody is needed. */
function unfinished({ checkouts, mode }: Outcome): string[] {
  return checkouts
    .filter((checkout) => !isAtRest(checkout, mode.dialect))
    .map(({ receiptRef, state }) => `P2: the checkout ${receiptRef} is still ${state}`)
}

/** Each redemption has ended in exactly one way, and the way that the tills and the paper say. */
function redemptionsAstray({ paper, checkouts }: Outcome, { redemptions, sales }: Held): string[] {
  const saleOf = new Map(sales.map((sale) => [sale.id, sale]))
  const isListed = (id: number): boolean =>
    checkouts.some(({ attempts }) =>
      attempts.some(({ redemptionId, status }) => redemptionId === id && status === 'listed'),
    )
  /** The one that took the value of a hold again which had lapsed stands for it. */
  const stands = ({ id, linked_redemption_id: of }: ledger.RedemptionRow, named: number | null): boolean =>
    named === id || (of !== null && named === of)
  return redemptions.flatMap((row) => {
    if (row.type !== 'redeem' || row.is_reversed) return []
    const called = `redemption ${row.id} of ${row.total_minor} (${row.receipt_ref})`
    const back = redemptions
      .filter(({ linked_redemption_id: of }) => of === row.id)
      .reduce((sum, { total_minor: total }) => sum + total, 0)
    if (back === row.total_minor) return []
    const sale = row.transaction_id === null ? undefined : saleOf.get(row.transaction_id)
    if (!sale) return isListed(row.id) ? [] : [`P2: ${called} is neither applied, reversed, returned, nor listed`]
    const printed = paper.printed().get(sale.external_id ?? '')
    if (!printed || !stands(row, printed.receipt.redemptionId))
      return [`P2: ${called} is applied to a sale that does not say so`]
    return printed.isVoid ? [`P2: ${called} stays with a sale that is void`] : []
  })
}

/** What was to be held is held for as long as it was asked for, and nothing else is. */
function holdsAmiss({ checkouts }: Outcome, { redemptions }: Held): string[] {
  const wished = new Map(checkouts.flatMap(({ attempts }) => attempts.map(({ key, wish }) => [key, wish.holdSeconds])))
  return redemptions
    .filter(({ type, linked_redemption_id: of }) => type === 'redeem' && of === null)
    .filter(({ attempt_key: key, hold_seconds: held }) => (wished.get(key ?? '') ?? null) !== held)
    .map(({ id, hold_seconds: held }) => `P2: redemption ${id} is held for ${held} s, and was not asked for that`)
}

/** A checkout keeps one redemption at most. */
function keptTwice({ redemptions }: Held): string[] {
  const kept = new Map<string, number>()
  for (const { type, is_reversed: isReversed, transaction_id: sale, receipt_ref: receiptRef } of redemptions) {
    if (type === 'redeem' && !isReversed && sale !== null && receiptRef !== null)
      kept.set(receiptRef, (kept.get(receiptRef) ?? 0) + 1)
  }
  return [...kept]
    .filter(([, count]) => count > 1)
    .map(([receiptRef, count]) => `P1: ${receiptRef} keeps ${count} redemptions`)
}

/** The redemption that a sale should apply: that of its receipt, or the one that stands for it after its hold had lapsed. */
function appliesAsPrinted(paper: Paper, receipt: Receipt, sale: ledger.SaleRow, { redemptions }: Held): boolean {
  if (paper.hasLapsed(receipt.receiptRef)) return sale.redemption_id === null
  if (sale.redemption_id === receipt.redemptionId) return true
  const applied = redemptions.find(({ id }) => id === sale.redemption_id)
  return receipt.redemptionId !== null && applied?.linked_redemption_id === receipt.redemptionId
}

function saleAmiss(paper: Paper, { receipt, isVoid }: Printed, held: Held): string[] {
  const { receiptRef } = receipt
  const { sales, lines } = held
  const found = sales.filter(({ external_id: name }) => name === receiptRef)
  const [sale] = found
  if (!sale || found.length > 1) return [`P1: the receipt ${receiptRef} is recorded ${found.length} times`]
  if (sale.is_void !== isVoid)
    return [`P2: the receipt ${receiptRef} is ${isVoid ? '' : 'not '}void, and the server says otherwise`]
  if (isVoid) return []
  const own = lines.filter(({ transaction_id: id }) => id === sale.id)
  const points = own.reduce((sum, line) => sum + line.points_earned, 0)
  const shares = receipt.lines.filter(({ shareMinor, quantity, id }) => {
    const line = own.find(({ external_id: name }) => name === `${receiptRef}~${id}`)
    return quantity > 0 && line?.share_minor !== (paper.hasLapsed(receiptRef) ? 0 : shareMinor)
  })
  const tenders = receipt.tenders.map(({ type, amountMinor }) => ({ type, amount: amountMinor / 100 }))
  return [
    ...(JSON.stringify(sale.payments) === JSON.stringify(tenders)
      ? []
      : [
          `P5: ${receiptRef} was tendered ${JSON.stringify(tenders)}, and ${JSON.stringify(sale.payments)} is recorded`,
        ]),
    ...(sale.sold_at === Math.floor(receipt.soldAt / 1000) * 1000
      ? []
      : [`P5: ${receiptRef} was sold at ${receipt.soldAt}, and ${sale.sold_at} is recorded`]),
    ...(sale.total_minor === receipt.totalMinor
      ? []
      : [`P5: ${receiptRef} charged ${receipt.totalMinor}, and ${sale.total_minor} is recorded`]),
    ...(sale.profile_id === receipt.profileId ? [] : [`P5: ${receiptRef} is recorded for another member`]),
    ...(appliesAsPrinted(paper, receipt, sale, held)
      ? []
      : [`P2: ${receiptRef} applies ${receipt.redemptionId}, and ${sale.redemption_id} is recorded`]),
    ...(points === paper.pointsOf(receipt)
      ? []
      : [`P5: ${receiptRef} earns ${paper.pointsOf(receipt)}, and ${points} is recorded`]),
    ...shares.map(
      ({ id, shareMinor }) => `P5: line ${id} of ${receiptRef} carries ${shareMinor}, and another share is recorded`,
    ),
  ]
}

function salesAmiss({ paper }: Outcome, held: Held): string[] {
  const unknown = held.sales.filter(({ external_id: name }) => !paper.printed().has(name ?? ''))
  return [
    ...unknown.map(({ external_id: name }) => `P1: the sale ${name} is recorded, and was never printed`),
    ...[...paper.printed().values()].flatMap((printed) => saleAmiss(paper, printed, held)),
  ]
}

const asMoney = (thousandths: number): string => (thousandths / 100_000).toFixed(5)

async function membersAmiss({ paper, members, sharesDoubledMinor }: Outcome, sql: Sql): Promise<string[]> {
  const wrong: string[] = []
  for (const { name, profileId } of members) {
    const [told, held] = [paper.worthOf(profileId), await ledger.worthOf(sql, profileId)]
    const slack = paper.slackOf(profileId)
    if (told - held > slack || held - told > slack + sharesDoubledMinor * perMinor) {
      wrong.push(`P3, P5: ${name} must hold ${asMoney(told)}, and holds ${asMoney(held)}`)
    }
  }
  return wrong
}

/** A reward that was held, and gone when its sale came at last, is listed for staff: that is its end. */
function isOfALapsedHold(
  { checkouts, paper }: Outcome,
  { code, external_id: receiptRef }: ledger.ExceptionRow,
): boolean {
  const attempts = checkouts.find((checkout) => checkout.receiptRef === receiptRef)?.attempts ?? []
  const isHold = code === 'hold_lapsed' && attempts.some(({ wish }) => wish.holdSeconds !== undefined)
  if (isHold && receiptRef !== null) paper.noteLapsed(receiptRef)
  return isHold
}

/** What is not as promised after everything has healed; nothing, if all is well. */
export async function judgeRun(outcome: Outcome, sql: Sql): Promise<string[]> {
  const held: Held = {
    redemptions: await ledger.listRedemptions(sql),
    sales: await ledger.listSales(sql),
    lines: await ledger.listLines(sql),
  }
  const exceptions = (await ledger.listExceptions(sql)).filter((exception) => !isOfALapsedHold(outcome, exception))
  return [
    ...unfinished(outcome),
    ...redemptionsAstray(outcome, held),
    ...holdsAmiss(outcome, held),
    ...keptTwice(held),
    ...salesAmiss(outcome, held),
    ...exceptions.map(({ code, external_id: name }) => `P4: the sale ${name} raised ${code}`),
    ...(await membersAmiss(outcome, sql)),
    ...(await ledger.examineAll(sql)),
  ]
}
