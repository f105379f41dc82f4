// What somebody types is looked up once they rest: the server is not asked about every letter.
import { useEffect, useState } from 'react'

/** So long between two letters is a rest. */
const restMs = 80

/** The text as it stood when nothing had been typed for a moment. */
export function useRested(text: string): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs)
    return () => clearTimeout(timer)
  }, [text])
  return rested
}
