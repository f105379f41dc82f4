// What a scan is, by what it begins with. Total: every text is exactly one thing, and what is damaged is nothing.
import { gs1CheckDigit, scannedCard } from '@tillside/rules/identities'

import { readReceiptNumber } from '../receipts/number.ts'

export type ScanMeaning =
  | { readonly kind: 'product'; readonly code: string }
  | { readonly kind: 'card'; readonly card: string }
  | { readonly kind: 'receipt'; readonly receiptRef: string }
  | { readonly kind: 'badge'; readonly badge: string }
  /** A member's benefit, by its id. */
  | { readonly kind: 'voucher'; readonly benefitId: number }
  /** Cut in half, or read wrong: nothing happens. */
  | { readonly kind: 'unreadable'; readonly text: string }

const receiptPrefix = 'R'
const voucherPrefix = 'V'
const badgePrefix = 'BADGE-'
const cardPrefix = 'C:'
/** EAN-8, UPC-A, EAN-13 and GTIN-14 end with a figure that checks the others. */
const checkedLengths: ReadonlySet<number> = new Set([8, 12, 13, 14])
const benefitIdDigitsMax = 15
/** Longer than any code that is printed on goods or cards: two scans that ran into each other. */
const textLengthMax = 80

export const isBadge = (scanned: string): boolean => scannedCard(scanned).startsWith(badgePrefix)

const isDigits = (text: string): boolean => /^\d+$/.test(text)
const hasCheckDigit = (digits: string): boolean => gs1CheckDigit(digits.slice(0, -1)) === Number(digits.slice(-1))

function ofFigures(digits: string): ScanMeaning {
  if (!checkedLengths.has(digits.length)) return { kind: 'card', card: digits }
  // What is no goods is a card: both are printed with GS1's figures.
  return hasCheckDigit(digits) ? { kind: 'card', card: digits } : { kind: 'unreadable', text: digits }
}

/** `isGoods` says whether the catalogue knows a code, as a barcode or a SKU. */
export function routeScan(scanned: string, isGoods: (code: string) => boolean): ScanMeaning {
  const text = scannedCard(scanned)
  const unreadable: ScanMeaning = { kind: 'unreadable', text }
  // eslint-disable-next-line no-control-regex
  if (text === '' || text.length > textLengthMax || /[\u0000-\u001F\u007F]/.test(text)) return unreadable
  if (isBadge(text)) {
    return text.length > badgePrefix.length ? { kind: 'badge', badge: text } : unreadable
  }
  if (text.startsWith(cardPrefix)) {
    const card = text.slice(cardPrefix.length).trim()
    return card === '' ? unreadable : { kind: 'card', card }
  }
  if (isGoods(text)) return { kind: 'product', code: text }
  if (text.startsWith(receiptPrefix) && /\d/.test(text.charAt(1))) {
    const read = readReceiptNumber(text.slice(receiptPrefix.length))
    return read.ok ? { kind: 'receipt', receiptRef: read.value } : unreadable
  }
  if (text.startsWith(voucherPrefix) && isDigits(text.slice(1))) {
    const isId = text.length <= benefitIdDigitsMax + 1
    return isId ? { kind: 'voucher', benefitId: Number(text.slice(1)) } : unreadable
  }
  return isDigits(text) ? ofFigures(text) : { kind: 'card', card: text }
}
