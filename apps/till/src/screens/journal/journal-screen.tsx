import type { ReactNode } from 'react'

export function JournalScreen(): ReactNode {
  return <p>journal</p>
}
