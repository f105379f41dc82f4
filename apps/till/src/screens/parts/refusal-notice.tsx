// Why something was not done, and what that means for the money and the reward on the counter.
import type { Refusal } from '@tillside/rules/outcome'
import type { ReactNode } from 'react'

import { useRefusalWords } from '../../frame/refusals.ts'
import { Notice } from './notice.tsx'

export function RefusalNotice({ refusal }: { readonly refusal: Refusal | null }): ReactNode {
  const words = useRefusalWords()
  return refusal === null ? null : <Notice tone="bad">{words(refusal)}</Notice>
}
