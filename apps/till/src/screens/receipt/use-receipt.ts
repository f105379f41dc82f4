// A receipt by its number: the one that was just closed, or one of before.
import { useCallback, useEffect, useState } from 'react'

import { useTill, useTillPart } from '../../frame/till.tsx'
import type { ReceiptView } from '../../receipts/view.ts'

type FoundReceipt =
  | { readonly kind: 'opening' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'found'; readonly view: ReceiptView }

/** `again` opens it anew, as after the sale was undone. */
export function useReceipt(receiptRef: string): FoundReceipt & { readonly again: () => Promise<void> } {
  const { receipts } = useTill()
  const last = useTillPart(({ lastReceipt }) => lastReceipt)
  const [opened, setOpened] = useState<FoundReceipt>({ kind: 'opening' })
  // Opened anew, it is not the one that the till remembers from the closing of the sale.
  const [isAnew, setAnew] = useState(false)
  const isLast = last?.receiptRef === receiptRef && !isAnew
  const open = useCallback(async (): Promise<FoundReceipt> => {
    const outcome = await receipts.open(receiptRef)
    return outcome.ok ? { kind: 'found', view: outcome.value } : { kind: 'unknown' }
  }, [receipts, receiptRef])
  useEffect(() => {
    if (isLast) return undefined
    let isWanted = true
    const show = async (): Promise<void> => {
      const found = await open()
      if (isWanted) setOpened(found)
    }
    void show()
    return () => void (isWanted = false)
  }, [open, isLast])
  const again = async (): Promise<void> => {
    setOpened(await open())
    setAnew(true)
  }
  return isLast ? { kind: 'found', view: last, again } : { ...opened, again }
}
