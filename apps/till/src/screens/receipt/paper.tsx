// A receipt as it comes out of the printer, row by row: the same on the screen and on the page of 80 mm.
import { useFormat } from '@tillside/kit/format'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useEffect, useState } from 'react'

import { type ReceiptRow, receiptRows } from '../../receipts/rows.ts'
import type { ReceiptView } from '../../receipts/view.ts'
import classes from './paper.module.css'
import { receiptFormat, receiptWords } from './receipt-words.ts'

export function useReceiptRows(view: ReceiptView): ReceiptRow[] {
  const t = useText()
  return receiptRows(view, receiptWords(t), receiptFormat(useFormat(), view.currency))
}

export function Paper({ view }: { readonly view: ReceiptView }): ReactNode {
  const t = useText()
  const rows = useReceiptRows(view)
  return (
    <article className={classes.paper} aria-label={t('receipt.paper.label', { receiptRef: view.receiptRef })}>
      {rows.map((row, index) => (
        // Rows have no names; they come and go with the receipt as a whole.
        <Row key={index} row={row} />
      ))}
    </article>
  )
}

function Row({ row }: { readonly row: ReceiptRow }): ReactNode {
  switch (row.kind) {
    case 'pair':
    case 'total':
      return (
        <p className={classes.pair} data-kind={row.kind}>
          <span>{row.left}</span>
          <span className={classes.right}>{row.right}</span>
        </p>
      )
    case 'rule':
      return <hr className={classes.rule} />
    case 'barcode':
      return <Barcode code={row.code} text={row.text} />
    case 'title':
    case 'centre':
    case 'text':
    case 'note':
      return (
        <p className={classes.text} data-kind={row.kind}>
          {row.text}
        </p>
      )
  }
}

/** The drawing is loaded with its maker; until then its room is kept. */
function Barcode({ code, text }: { readonly code: string; readonly text: string }): ReactNode {
  const t = useText()
  const [image, setImage] = useState<string | null>(null)
  useEffect(() => {
    let isWanted = true
    void import('../../receipts/barcode.ts')
      .then(({ barcodeImage }) => barcodeImage(code))
      .then((address) => (isWanted ? setImage(address) : undefined))
    return () => void (isWanted = false)
  }, [code])
  return (
    <figure className={classes.barcode}>
      {image === null ? (
        <span className={classes.room} />
      ) : (
        <img src={image} alt={t('receipt.paper.barcode', { code })} />
      )}
      <figcaption>{text}</figcaption>
    </figure>
  )
}
