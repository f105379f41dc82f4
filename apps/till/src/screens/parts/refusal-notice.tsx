// Why something was not done, and what that means for the money and the reward on the counter.
import { useText } from '@tillside/kit/i18n'
import type { Refusal } from '@tillside/rules/outcome'
import type { ReactNode } from 'react'

import { Notice } from './notice.tsx'

export function RefusalNotice({ refusal }: { readonly refusal: Refusal | null }): ReactNode {
  const t = useText()
  if (refusal === null) return null
  const { code } = refusal
  return (
    <Notice tone="bad">{t([`pay.refused.${code}`, `frame.refusal.${code}`, 'frame.refusal.other'], { code })}</Notice>
  )
}
