// What a screen reader is told without being asked: a scan that found somebody, a total that changed, a reward that came
// back. Two regions that are always there, since one that appears together with its words is often not read.
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react'

type Announce = (words: string, how?: 'polite' | 'assertive') => void

const AnnounceContext = createContext<Announce | null>(null)

/** `announce('Total $84.00')`; `assertive` only where whoever listens must stop. */
export function useAnnounce(): Announce {
  const announce = useContext(AnnounceContext)
  if (announce === null) throw new Error('useAnnounce needs a KitProvider around it')
  return announce
}

interface Said {
  readonly words: string
  /** Changes each time: the same words twice are two pieces of news. */
  readonly turn: number
}

const nothing: Said = { words: '', turn: 0 }

export function LiveRegions({ children }: { readonly children: ReactNode }): ReactNode {
  const [polite, setPolite] = useState(nothing)
  const [assertive, setAssertive] = useState(nothing)
  const turns = useRef(0)
  const announce = useCallback<Announce>((words, how = 'polite') => {
    const said = { words, turn: (turns.current += 1) }
    if (how === 'polite') setPolite(said)
    else setAssertive(said)
  }, [])
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="only-heard" role="status" aria-live="polite">
        <span key={polite.turn}>{polite.words}</span>
      </div>
      <div className="only-heard" role="alert" aria-live="assertive">
        <span key={assertive.turn}>{assertive.words}</span>
      </div>
    </AnnounceContext>
  )
}
