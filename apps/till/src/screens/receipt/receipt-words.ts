// A receipt in the language and the figures of the screen.
import type { Format } from '@tillside/kit/format'
import { instant } from '@tillside/rules/time'
import type { TFunction } from 'i18next'

import type { ReceiptFormat, ReceiptWords } from '../../receipts/rows.ts'

export function receiptWords(t: TFunction): ReceiptWords {
  return {
    training: t('receipt.paper.training'),
    void: t('receipt.paper.void'),
    receipt: t('receipt.paper.receipt'),
    till: t('receipt.paper.till'),
    servedBy: t('receipt.paper.served_by'),
    was: t('receipt.paper.was'),
    returned: t('receipt.paper.returned'),
    subtotal: t('receipt.paper.subtotal'),
    reward: t('receipt.paper.reward'),
    rewardBack: t('receipt.paper.reward_back'),
    total: t('receipt.paper.total'),
    paidOut: t('receipt.paper.paid_out'),
    given: t('receipt.paper.given'),
    change: t('receipt.paper.change'),
    member: t('receipt.paper.member'),
    benefit: t('receipt.paper.benefit'),
    pointsEarned: t('receipt.paper.points_earned'),
    pointsExpected: t('receipt.paper.points_expected'),
    pointsTakenBack: t('receipt.paper.points_back'),
    balance: t('receipt.paper.balance'),
    returnWith: t('receipt.paper.return_with'),
    tenders: { cash: t('pay.tender.cash'), card: t('pay.tender.card') },
  }
}

/** Thousandths as points: `200` of 200000. */
export const pointsOf = (thousandths: number): number => thousandths / 1000

export const receiptFormat = (format: Format, currency: string): ReceiptFormat => ({
  money: (minor) => format.money(minor, currency),
  points: (thousandths) => format.points(pointsOf(thousandths)),
  moment: (at, timezone) => format.dateTime(instant(at), timezone),
})
