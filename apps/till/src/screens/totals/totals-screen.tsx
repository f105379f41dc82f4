import type { ReactNode } from 'react'

export function TotalsScreen(): ReactNode {
  return <p>totals</p>
}
