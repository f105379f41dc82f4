import type { ReactNode } from 'react'

export function ReceiptScreen({ receiptRef }: { readonly receiptRef: string }): ReactNode {
  return <p>{receiptRef}</p>
}
