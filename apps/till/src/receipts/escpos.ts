// A receipt as the bytes of a receipt printer. Import it when somebody prints: the encoder is larger than the till.
import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder'
import type { ReceiptRow } from './rows.ts'

/** Characters of one line on paper of 80 mm, in the printer's usual letters. */
const columnsDefault = 42
const barcodeHeight = 60

/** Two texts at the ends of a line; a name that is too long goes on in the next one. */
function addPair(encoder: ReceiptPrinterEncoder, left: string, right: string, columns: number): void {
  const width = Math.min(right.length, columns - 2)
  const room = Math.max(1, columns - width - 1)
  encoder.table(
    [
      { width: room, align: 'left', marginRight: 1 },
      { width, align: 'right' },
    ],
    [[left, right]],
  )
}

function add(encoder: ReceiptPrinterEncoder, row: ReceiptRow, columns: number): void {
  switch (row.kind) {
    case 'title':
      encoder.align('center').bold(true).line(row.text).bold(false).align('left')
      return
    case 'centre':
      encoder.align('center').line(row.text).align('left')
      return
    case 'text':
      encoder.line(row.text)
      return
    case 'note':
      encoder.line(`  ${row.text}`)
      return
    case 'pair':
      addPair(encoder, row.left, row.right, columns)
      return
    case 'total':
      encoder.bold(true)
      addPair(encoder, row.left, row.right, columns)
      encoder.bold(false)
      return
    case 'rule':
      encoder.rule()
      return
    case 'barcode':
      encoder.align('center').barcode(row.code, 'code128', { height: barcodeHeight, text: false }).line(row.text)
      encoder.align('left')
  }
}

/** Scripts of which no code page of these printers has a letter. */
const unprinted = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u

/** False where the receipt's own words would come out as question marks; a name here and there may. */
export const isPrintable = (rows: readonly ReceiptRow[]): boolean =>
  !rows.some((row) => row.kind === 'total' && unprinted.test(row.left))

/** Letters that the printer's code page does not have are printed as a question mark. */
export function escPosBytes(rows: readonly ReceiptRow[], columns = columnsDefault): Uint8Array {
  const encoder = new ReceiptPrinterEncoder({ language: 'esc-pos', columns, errors: 'relaxed' })
  encoder.initialize().codepage('auto')
  for (const row of rows) add(encoder, row, columns)
  return encoder.newline(3).cut('partial').encode()
}
