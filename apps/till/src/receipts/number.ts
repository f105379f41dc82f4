// A receipt's number, as it is printed, scanned and typed: which till, which day, which of that day, and a character that
// checks the others. `14-261201-0007-K`
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

/** Without letters that keyboards of other countries swap, or that look like figures: 31, a prime, so that one wrong or two swapped are noticed. */
const alphabet = '0123456789ABCDEFHJKLMNPQRSTUVWX'

const serialDigitsMin = 4
const parts = /^(\d{1,9})-(\d{6})-(\d{4,8})-([0-9A-Z])$/

/** The character that checks a text of digits: each counts with its place from the right. */
export function checkCharacter(digits: string): string {
  const sum = digits.split('').reduce((total, digit, index) => total + Number(digit) * (digits.length - index), 0)
  return alphabet.charAt(sum % alphabet.length)
}

/** `day` is `yyMMdd`; `serial` counts the receipts of that day from 1. */
export function receiptNumber(till: number, day: string, serial: number): string {
  const written = String(serial).padStart(serialDigitsMin, '0')
  return `${till}-${day}-${written}-${checkCharacter(`${till}${day}${written}`)}`
}

/**
 * The number as it is kept, from how it was scanned or typed: a scanner that speaks another country's keyboard sends
 * something else for the dash. Refused when its check character does not fit.
 */
export function readReceiptNumber(text: string): Outcome<string, 'receipt_number_unreadable'> {
  const tidy = text
    .trim()
    .replace(/[^0-9A-Za-z]+/g, '-')
    .toUpperCase()
  const [, till = '', day = '', serial = '', check = ''] = parts.exec(tidy) ?? []
  if (till === '' || checkCharacter(`${till}${day}${serial}`) !== check) return refuse('receipt_number_unreadable')
  return accept(`${till}-${day}-${serial}-${check}`)
}

/** What stands in the barcode of a receipt: scans are told apart by their first letter. */
export const receiptBarcode = (receiptRef: string): string => `R${receiptRef}`
