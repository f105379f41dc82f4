import fc from 'fast-check'
import { expect, test } from 'vitest'

import { gs1CheckDigit } from '@tillside/rules/identities'
import { receiptNumber } from '../receipts/number.ts'
import { routeScan } from './route.ts'

const scarf = '9520000000035'
const goods = new Set([scarf, 'SILSCA-RED'])
const route = (text: string) => routeScan(text, (code) => goods.has(code))

test('a code that is sold is goods, whatever it looks like', () => {
  expect(route(scarf)).toEqual({ kind: 'product', code: scarf })
  expect(route('SILSCA-RED')).toEqual({ kind: 'product', code: 'SILSCA-RED' })
})

test('a card is found by its number, its prefix, and behind what the scanner added', () => {
  const card = `95240000001${gs1CheckDigit('95240000001')}`
  for (const scanned of [card, `C:${card}`, `]C1${card}`, `${card}\r`]) {
    expect(route(scanned)).toEqual({ kind: 'card', card })
  }
  expect(route('M-77012')).toEqual({ kind: 'card', card: 'M-77012' })
  expect(route('2207')).toEqual({ kind: 'card', card: '2207' })
})

test('receipts, vouchers and badges are told by their first letters', () => {
  const receiptRef = receiptNumber(14, '261201', 7)
  expect(route(`R${receiptRef}`)).toEqual({ kind: 'receipt', receiptRef })
  expect(route('V5521')).toEqual({ kind: 'voucher', benefitId: 5521 })
  expect(route('BADGE-2207')).toEqual({ kind: 'badge', badge: 'BADGE-2207' })
})

test('what was read wrong is nothing', () => {
  const receipt = `R${receiptNumber(14, '261201', 7)}`
  const broken = ['', '  ', '9520000000036', receipt.slice(0, -1), receipt.slice(0, 9), 'BADGE-', 'C:', 'a\u0000b']
  for (const text of [...broken, scarf.repeat(7)]) expect(route(text).kind).toBe('unreadable')
})

test('a scan that was cut in half is never other goods', () => {
  for (let length = 1; length < scarf.length; length += 1)
    expect(route(scarf.slice(0, length)).kind).not.toBe('product')
})

test('every text is exactly one thing, and always the same', () => {
  const kinds = ['product', 'card', 'receipt', 'badge', 'voucher', 'unreadable']
  const likely = fc.stringMatching(/^(R|V|C:|BADGE-|\]C1)?[0-9-]{0,16}[A-Z]?$/)
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), likely), (text) => {
      const meaning = route(text)
      expect(kinds).toContain(meaning.kind)
      expect(route(text)).toEqual(meaning)
    }),
  )
})
