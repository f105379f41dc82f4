import type { KnownMember } from '@tillside/pos-sdk/offline/recent-members'
import type { Refusal } from '@tillside/rules/outcome'
import { useEffect, useState } from 'react'

import { useTill } from '../../../frame/till.tsx'

export type FoundState =
  | { readonly kind: 'nothing_typed' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'found'; readonly members: readonly KnownMember[]; readonly isFromServer: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** Fast typing asks once. */
const restMs = 120
/** One letter names half of the members. */
const lettersMin = 2

/** Who is found by what was typed so far. While the next answer is on its way the one before it stays. */
export function useFound(text: string): FoundState {
  const till = useTill()
  const [state, setState] = useState<FoundState>({ kind: 'nothing_typed' })
  const typed = text.trim()
  useEffect(() => {
    if (typed.length < lettersMin) {
      setState({ kind: 'nothing_typed' })
      return undefined
    }
    let isOld = false
    setState((before) => (before.kind === 'found' ? before : { kind: 'looking' }))
    const timer = setTimeout(() => {
      void till.members.find(typed).then((found) => {
        if (isOld) return
        setState(found.ok ? { kind: 'found', ...found.value } : { kind: 'refused', refusal: found.refusal })
      })
    }, restMs)
    return () => {
      isOld = true
      clearTimeout(timer)
    }
  }, [till, typed])
  return state
}
