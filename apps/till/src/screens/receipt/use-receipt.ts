// A receipt by its number: the one that was just closed, or one of before.
import { useEffect, useState } from 'react'

import { useTill, useTillPart } from '../../frame/till.tsx'
import type { ReceiptView } from '../../receipts/view.ts'

export type FoundReceipt =
  | { readonly kind: 'opening' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'found'; readonly view: ReceiptView }

/** `again` opens it anew, as after the sale was undone. */
export function useReceipt(receiptRef: string): FoundReceipt & { readonly again: () => void } {
  const { receipts } = useTill()
  const last = useTillPart(({ lastReceipt }) => lastReceipt)
  const [opened, setOpened] = useState<FoundReceipt>({ kind: 'opening' })
  const [turn, setTurn] = useState(0)
  const isLast = last?.receiptRef === receiptRef && turn === 0
  useEffect(() => {
    if (isLast) return undefined
    let isWanted = true
    void receipts.open(receiptRef).then((outcome) => {
      if (isWanted) setOpened(outcome.ok ? { kind: 'found', view: outcome.value } : { kind: 'unknown' })
    })
    return () => void (isWanted = false)
  }, [receipts, receiptRef, isLast, turn])
  const again = (): void => setTurn(turn + 1)
  return isLast ? { kind: 'found', view: last, again } : { ...opened, again }
}
