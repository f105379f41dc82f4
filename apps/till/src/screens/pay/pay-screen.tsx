import type { ReactNode } from 'react'

export function PayScreen(): ReactNode {
  return <p>pay</p>
}
