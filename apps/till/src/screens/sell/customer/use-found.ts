import type { KnownMember } from '@tillside/pos-sdk/offline/recent-members'
import type { Found } from '@tillside/pos-sdk/offline/lookup'
import type { Outcome, Refusal } from '@tillside/rules/outcome'
import { useEffect, useState } from 'react'

import { useTill } from '../../../frame/till.tsx'

interface Answer {
  readonly typed: string
  readonly outcome: Outcome<Found>
}

export type FoundState =
  | { readonly kind: 'nothing_typed' }
  | { readonly kind: 'looking' }
  | {
      readonly kind: 'found'
      readonly members: readonly KnownMember[]
      readonly isFromServer: boolean
      /** By what stood there before. */
      readonly isOld: boolean
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** Fast typing asks once. */
const restMs = 120
/** One letter names half of the members. */
const lettersMin = 2

/** Who is found by what was typed so far. While the next answer is on its way the one before it stays. */
export function useFound(text: string): FoundState {
  const till = useTill()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const typed = text.trim()
  useEffect(() => {
    if (typed.length < lettersMin) return undefined
    let isOver = false
    const look = async (): Promise<void> => {
      const outcome = await till.members.find(typed)
      if (!isOver) setAnswer({ typed, outcome })
    }
    const timer = setTimeout(() => void look(), restMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [till, typed])
  if (typed.length < lettersMin) return { kind: 'nothing_typed' }
  if (answer === null) return { kind: 'looking' }
  const { outcome } = answer
  if (!outcome.ok) return { kind: 'refused', refusal: outcome.refusal }
  return { kind: 'found', ...outcome.value, isOld: answer.typed !== typed }
}
