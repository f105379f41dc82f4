import type { ReactNode } from 'react'

export function ReturnsScreen(): ReactNode {
  return <p>returns</p>
}
