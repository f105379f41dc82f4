import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cardCandidates, cardKey, gs1CheckDigit, scannedCard } from './identities.ts'

// Worked cases from the field.
test.each([
  ['629104150021', 3],
  ['730001100001', 7],
  ['890400021003', 7],
])('the check digit of %s is %i', (digits, checkDigit) => {
  expect(gs1CheckDigit(digits)).toBe(checkDigit)
})

test.each([
  { scanned: ']C16610004471\r\n', card: '6610004471', note: 'AIM prefix and trailing keys are not part of the number' },
  {
    scanned: '0042100005264',
    card: '042100005264',
    note: 'UPC-A read as EAN-13 with a leading zero is the same card',
  },
  { scanned: '0006610004471', card: '0006610004471', note: 'leading zeros are kept: a card number is text' },
])('the scan $scanned finds card $card ($note)', ({ scanned, card }) => {
  expect(cardCandidates(scanned)).toContain(card)
})

test('what the scanner added is taken off', () => {
  expect(scannedCard(' 6610004471\t')).toBe('6610004471')
  expect(scannedCard('\u001D]E06610004471\u001D\r')).toBe('6610004471')
  expect(scannedCard(']Q3\u001D6610004471')).toBe('6610004471')
  expect(scannedCard('AB-12 34')).toBe('AB-12 34')
})

test('a number is looked up as it was scanned first, and in its other form if GS1 knows one', () => {
  expect(cardCandidates('0042100005264')).toEqual(['0042100005264', '042100005264'])
  expect(cardCandidates('042100005264')).toEqual(['042100005264', '0042100005264'])
})

test('a card number that only looks like a product code has one form', () => {
  expect(cardCandidates('0006610004471')).toEqual(['0006610004471'])
  expect(cardCandidates('0042100005265')).toEqual(['0042100005265'])
  expect(cardCandidates('6610004471')).toEqual(['6610004471'])
})

test('an empty scan finds nobody', () => {
  expect(cardCandidates('\r\n')).toEqual([])
})

test('a code and its other form find each other', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{11}$/), (digits) => {
      const upc = digits + String(gs1CheckDigit(digits))
      expect(cardCandidates(upc)).toEqual([upc, `0${upc}`])
      expect(cardCandidates(`0${upc}`)).toEqual([`0${upc}`, upc])
      expect([cardKey(upc), cardKey(`0${upc}`)]).toEqual([upc, upc])
    }),
  )
})
