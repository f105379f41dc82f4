/**
 * Card numbers as scanners deliver them. A card number is text: leading zeros count, and nothing
 * is changed but what the scanner itself added. Where one printed code can be read in two ways, both are looked up.
 */
import { assert } from '@tillside/money/assert'

// ISO/IEC 15424: `]`, the symbology's letter, a modifier digit; sent before the data by scanners set to do so.
const aimPrefix = /^\][A-Za-z]\d/
// FNC1 as it is transmitted; GS1 scanners send it before, between or after the data.
const groupSeparator = '\u001D'

/** The card number without what the scanner added: AIM prefix, keys typed behind it, FNC1, surrounding blanks. */
export function scannedCard(text: string): string {
  // `trim` takes carriage return, line feed and tab along with blanks.
  return text.replaceAll(groupSeparator, '').trim().replace(aimPrefix, '').trim()
}

/**
 * The numbers that a scan may be stored under, the exact one first. A UPC-A code has 12 digits and is, by GS1's rules,
 * the same as the EAN-13 with a zero before it: scanners deliver either. The check digit tells such codes from card
 * numbers that merely start with a zero.
 */
export function cardCandidates(text: string): string[] {
  const card = scannedCard(text)
  if (card === '') return []
  if (/^0\d{12}$/.test(card) && hasValidCheckDigit(card)) return [card, card.slice(1)]
  if (/^\d{12}$/.test(card) && hasValidCheckDigit(card)) return [card, `0${card}`]
  return [card]
}

/** One text for all the numbers of one card: two identities with the same one are the same card. */
export function cardKey(text: string): string {
  const forms = cardCandidates(text)
  return forms.find(({ length }) => forms.length > 1 && length === 12) ?? forms[0] ?? ''
}

/** The digit that GS1 appends: weights 3 and 1 by turns from the right, filled up to the next ten. */
export function gs1CheckDigit(digits: string): number {
  assert(/^\d+$/.test(digits), 'a check digit is computed over digits')
  let sum = 0
  for (let fromRight = 0; fromRight < digits.length; fromRight += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - fromRight))
    sum += fromRight % 2 === 0 ? 3 * digit : digit
  }
  return (10 - (sum % 10)) % 10
}

function hasValidCheckDigit(code: string): boolean {
  return gs1CheckDigit(code.slice(0, -1)) === Number(code.slice(-1))
}
