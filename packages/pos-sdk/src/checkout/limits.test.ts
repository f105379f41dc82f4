// What the till refuses at the counter is what the server would refuse of the closed sale.
import { expect, test } from 'vitest'
import { TransactionRequest } from '@tillside/contract/transactions'

import { ask, begin, line, pay, refusalOf, settled, taken, tell } from '../../test/story.ts'
import { checkBasket, type BasketLine } from './basket.ts'
import { linesMax, tendersMax, textLengthMax, unitsMax } from './limits.ts'
import { saleBody } from './wire.ts'

/** A limit of a schema, in whichever of its alternatives it stands first. */
const limitOf = (schema: unknown, name: string): number =>
  Number(new RegExp(`"${name}":(\\d+)`).exec(JSON.stringify(schema))?.[1])

test('the limits of the till are those of the contract', () => {
  const { items, payments, staff_id: staff } = TransactionRequest.properties
  const [list] = items.anyOf
  expect(list).toMatchObject({ maxItems: linesMax })
  const { name, quantity } = list.items.properties
  expect([limitOf(name, 'maxLength'), limitOf(quantity, 'maximum')]).toEqual([textLengthMax, unitsMax])
  expect([limitOf(staff, 'maxLength'), limitOf(payments, 'maxItems')]).toEqual([textLengthMax, tendersMax])
})

const fault = (lines: readonly BasketLine[]): string => {
  const checked = checkBasket({ currency: 'AUD', lines }, 'AUD')
  return checked.ok ? 'ok' : checked.refusal.code
}

test('a line that the server could not keep is refused while it can still be mended', () => {
  const long = 'x'.repeat(256)
  for (const name of ['', long, 'a\0b', '\ud800', undefined as unknown as string]) {
    expect(fault([line('1', 100, { name })])).toBe('line_text_invalid')
  }
  for (const sku of ['', long, 'a\0b']) expect(fault([line('1', 100, { sku })])).toBe('line_text_invalid')
  for (const id of ['', 'a\0b', '\ud800']) expect(fault([line(id, 100)])).toBe('line_name_invalid')
  expect(fault([line('1', 0, { quantity: unitsMax + 1 })])).toBe('line_quantity_invalid')
  const back = { receiptRef: long, lineId: '1', redemptionId: null, shareMinor: 0 }
  expect(fault([line('1', 100, { quantity: -1, returnFor: back })])).toBe('line_text_invalid')
  expect(fault([line('1', 100, { name: 'x'.repeat(255), sku: 'Größe 38 – 🧥' })])).toBe('ok')
})

test('a sale has as many lines as the server takes, and goods that come back may be sent as two', () => {
  const lines = Array.from({ length: linesMax }, (_, index) => line(`${index}`, 1))
  expect([fault(lines), fault([...lines, line('more', 1)])]).toEqual(['ok', 'lines_too_many'])
  const returnFor = { receiptRef: 'R-0', lineId: '1', redemptionId: null, shareMinor: 0 }
  expect(fault([...lines.slice(1), line('back', 1, { quantity: -1, returnFor })])).toBe('lines_too_many')
})

test('what is tendered and who sold it are told in words that the server can keep', () => {
  const paying = tell(begin(), { name: 'paymentBegun' })
  for (const more of [{ type: '' }, { type: 'x'.repeat(256) }, { reference: 'a\0b' }]) {
    const event = { name: 'tenderTaken', tender: { type: 'card', amountMinor: 100, ...more } } as const
    expect(refusalOf(paying, event)).toBe('tender_invalid')
  }
  const coins = Array.from({ length: tendersMax }, () => pay(1))
  expect(refusalOf(tell(paying, ...coins), pay(1))).toBe('tenders_too_many')
  const paid = tell(paying, pay(25_000))
  for (const staffId of ['', 'x'.repeat(256), 'a\0b']) {
    expect(refusalOf(paid, { ...settled, staffId })).toBe('staff_id_invalid')
  }
})

test('a customer whom no server could know is not attached', () => {
  const event = { name: 'customerAttached', customer: { profileId: 'a\0b' } } as const
  expect(refusalOf(begin(), event)).toBe('customer_invalid')
})

test('a receipt of the most lines and tenders, with the longest texts of any script, fits into what the server reads', () => {
  const text = '\u6f22'.repeat(textLengthMax)
  const lines = Array.from({ length: linesMax }, (_, index) =>
    line(`${index}`.padStart(80, '0'), 100, { name: text, sku: text }),
  )
  const redeemed = tell(begin(lines), ask(50_000), taken(50_000), { name: 'paymentBegun' })
  const tender = { type: text, amountMinor: 250, reference: text }
  const tenders = Array.from({ length: tendersMax }, () => ({ name: 'tenderTaken', tender }) as const)
  const sold = tell(redeemed, ...tenders, { ...settled, staffId: text })
  if (!sold.receipt) throw new Error('it is not closed')
  const bytes = Buffer.byteLength(JSON.stringify(saleBody(sold, sold.receipt, 'tillside')))
  // docs/errors/body_too_large.md: 4 MiB, of which the longest receipt takes about half.
  expect(bytes).toBeLessThan(0.6 * 4 * 1_048_576)
  expect(bytes).toBeGreaterThan(0.4 * 4 * 1_048_576)
})
