// That two people share a number is said of one number: of another one nobody has said it. It stands, whatever else is typed, until that
// number was looked for and nobody has it.
import { useState } from 'react'

export function useSharedNumber(typed: string, freeNumber: string | null) {
  const phone = typed.trim()
  const [shared, setShared] = useState<string | null>(null)
  const isFree = shared !== null && shared === freeNumber
  if (isFree) setShared(null)
  return {
    asSecondary: shared === phone && !isFree,
    setAsSecondary: (isShared: boolean): void => setShared(isShared ? phone : null),
  }
}
