// That two people share a number is said of one number: of another one nobody has said it, nor of one that nobody else has.
import { useState } from 'react'

import type { Duplicate } from '../member/form.ts'

export function useSharedNumber(typed: string, duplicates: readonly Duplicate[]) {
  const phone = typed.trim()
  const [shared, setShared] = useState<string | null>(null)
  return {
    asSecondary: shared === phone && duplicates.some(({ by }) => by === 'mobile_phone'),
    setAsSecondary: (isShared: boolean): void => setShared(isShared ? phone : null),
  }
}
