// Something that is done and may be refused: one at a time, and what was refused stays in sight until the next try.
import type { Outcome, Refusal } from '@tillside/rules/outcome'
import { useRef, useState } from 'react'

export interface Act {
  readonly isBusy: boolean
  readonly refusal: Refusal | null
  /** What came of it, or null when it was refused or another is still under way. */
  run<T>(work: () => Promise<Outcome<T>>): Promise<T | null>
}

export function useAct(): Act {
  const isUnderWay = useRef(false)
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const run: Act['run'] = async (work) => {
    // A finger that taps twice means once.
    if (isUnderWay.current) return null
    isUnderWay.current = true
    setBusy(true)
    setRefusal(null)
    try {
      const outcome = await work()
      if (outcome.ok) return outcome.value
      setRefusal(outcome.refusal)
      return null
    } finally {
      isUnderWay.current = false
      setBusy(false)
    }
  }
  return { isBusy, refusal, run }
}
