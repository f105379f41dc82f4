// A receipt as a customer holds it: the same rows on screen and on paper.
import { expect, test } from 'vitest'

import { instant } from '@tillside/rules/time'
import { barcodeImage } from './barcode.ts'
import { escPosBytes, isPrintable } from './escpos.ts'
import { type ReceiptFormat, receiptRows, type ReceiptWords } from './rows.ts'
import type { ReceiptView } from './view.ts'

const words: ReceiptWords = {
  training: 'PRACTICE',
  void: 'VOID',
  receipt: 'Receipt',
  till: 'Till',
  servedBy: 'Served by',
  was: 'was',
  returned: 'Returned from',
  subtotal: 'Subtotal',
  reward: 'Reward',
  rewardBack: 'Back as a reward',
  total: 'Total',
  paidOut: 'Paid out',
  given: 'given',
  change: 'Change',
  member: 'Member',
  benefit: 'Used',
  pointsEarned: 'Points earned',
  pointsExpected: 'Points to come',
  pointsTakenBack: 'Points taken back',
  balance: 'To spend',
  returnWith: 'Bring this receipt to return',
  tenders: { cash: 'Cash', card: 'Card' },
}
const format: ReceiptFormat = {
  money: (minor) => (minor / 100).toFixed(2),
  points: (thousandths) => String(thousandths / 1000),
  moment: (at) => new Date(at).toISOString().slice(0, 16).replace('T', ' '),
}
const line = { sku: null, priceOriginalMinor: null, shareMinor: 0, returnedFrom: null }
const view: ReceiptView = {
  receiptRef: '14-261201-0007-9',
  barcode: 'R14-261201-0007-9',
  isTraining: false,
  isVoid: false,
  shopName: 'Tillside Outfitters',
  storeLines: ['Brunswick', '12 Sydney Road'],
  tillNumber: 14,
  staffName: 'Grace Okafor',
  soldAt: instant(Date.UTC(2026, 11, 1, 2, 30)),
  timezone: 'UTC',
  currency: 'AUD',
  lines: [
    {
      ...line,
      name: 'Silk scarf',
      quantity: 2,
      priceMinor: 5850,
      priceOriginalMinor: 6500,
      totalMinor: 11_700,
      shareMinor: 2000,
    },
    {
      ...line,
      name: 'Rain hat',
      quantity: -1,
      priceMinor: 4900,
      totalMinor: -4400,
      shareMinor: 500,
      returnedFrom: '13-261130-0002-4',
    },
  ],
  totalOriginalMinor: 7300,
  rewardMinor: 2000,
  rewardBackMinor: 500,
  totalMinor: 5300,
  tenders: [
    { type: 'card', amountMinor: 3000, givenMinor: null },
    { type: 'cash', amountMinor: 2300, givenMinor: 5000 },
  ],
  changeMinor: 2700,
  memberName: 'Robin Walker',
  benefits: ['Free hemming'],
  points: { earned: 97_000, takenBack: 0, isConfirmed: true },
  balanceMinor: 1250,
}

const textOf = (shown: ReceiptView): string[] =>
  receiptRows(shown, words, format).map((row) => {
    if ('left' in row) return `${row.left} | ${row.right}`
    if (row.kind === 'barcode') return `[${row.code}]`
    return 'text' in row ? row.text : '-'
  })

test('until the server has said what goods that came back take with them, no points are told', () => {
  const waiting = textOf({ ...view, points: { earned: 97_000, takenBack: 0, isConfirmed: false } })
  expect(waiting.filter((text) => text.startsWith('Points'))).toEqual([])
  const [sold] = view.lines
  const onlySold = textOf({
    ...view,
    lines: sold ? [sold] : [],
    points: { earned: 97_000, takenBack: 0, isConfirmed: false },
  })
  expect(onlySold).toContain('Points to come | 97')
})

test('nobody is asked to bring the receipt of a return, or of a sale that was undone', () => {
  const asks = (shown: ReceiptView): boolean => textOf(shown).includes(words.returnWith)
  const back = view.lines.filter(({ quantity }) => quantity < 0)
  expect([asks(view), asks({ ...view, isVoid: true }), asks({ ...view, lines: back })]).toEqual([true, false, false])
})

test('a receipt says what was sold, what came back, who paid how, and what it earned', () => {
  expect(textOf(view)).toEqual([
    'Tillside Outfitters',
    'Brunswick',
    '12 Sydney Road',
    '-',
    '2026-12-01 02:30 | Till 14',
    'Receipt | 14-261201-0007-9',
    'Served by | Grace Okafor',
    '-',
    'Silk scarf | 117.00',
    '2 × 58.50',
    'was 65.00',
    'Reward 20.00',
    'Rain hat | -44.00',
    'Returned from 13-261130-0002-4',
    'Back as a reward 5.00',
    '-',
    'Subtotal | 73.00',
    'Reward | -20.00',
    'Total | 53.00',
    'Back as a reward | 5.00',
    'Card | 30.00',
    'Cash | 23.00',
    'given 50.00',
    'Change | 27.00',
    '-',
    'Member | Robin Walker',
    'Used | Free hemming',
    'Points earned | 97',
    'To spend | 12.50',
    '-',
    '[R14-261201-0007-9]',
    'Bring this receipt to return',
  ])
})

test('money that is paid out is said to be, and practice says so at both ends', () => {
  const text = textOf({ ...view, isTraining: true, totalMinor: -4400, points: null, memberName: null })
  expect([text[0], text.at(-1)]).toEqual(['PRACTICE', 'PRACTICE'])
  expect(text).toContain('Paid out | 44.00')
  expect(text).not.toContain('Points earned | 97')
})

test('the printer gets the same rows, the barcode and a cut', () => {
  const bytes = escPosBytes(receiptRows(view, words, format))
  const text = Buffer.from(bytes).toString('latin1')
  for (const said of ['Tillside Outfitters', 'Silk scarf', '117.00', 'Change', '27.00', 'R14-261201-0007-9']) {
    expect(text).toContain(said)
  }
  // GS k 73: Code 128; GS V: cut.
  expect(text).toContain('\x1Dk\x49')
  expect(text).toContain('\x1DV')
  for (const printed of text.split('\n')) expect(printed.replaceAll(/[^ -~]/g, '').length).toBeLessThan(64)
})

test('a name that is longer than the paper goes on in the next line', () => {
  const name = 'A very long name of a very warm woollen winter coat with a hood'
  const bytes = escPosBytes([{ kind: 'pair', left: name, right: '289.00' }])
  const text = Buffer.from(bytes).toString('latin1').replaceAll(/\s+/g, ' ')
  for (const word of [...name.split(' '), '289.00']) expect(text).toContain(word)
})

test('a printer that has no letters for a language is not given its receipt', () => {
  expect(isPrintable(receiptRows(view, { ...words, total: 'Gesamtbetrag für Sie' }, format))).toBe(true)
  expect(isPrintable(receiptRows(view, { ...words, total: '合計' }, format))).toBe(false)
})

test('the barcode is a picture that holds no script', () => {
  const image = barcodeImage(view.barcode)
  expect(image).toMatch(/^data:image\/svg\+xml/)
  expect(decodeURIComponent(image)).toContain('<path')
  expect(decodeURIComponent(image)).not.toContain('<script')
})
