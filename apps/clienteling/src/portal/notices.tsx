// What was done, said once where everybody sees it: below the bar, on every screen, until it is put away or something else is
// said. It is read out as well; what went wrong interrupts.
import { ActionIcon } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'

import classes from './notices.module.css'

interface Notice {
  readonly tone: 'good' | 'attention' | 'bad'
  readonly words: string
}

interface Board {
  readonly notice: Notice | null
  readonly say: (notice: Notice | null) => void
}

const BoardContext = createContext<Board | null>(null)

function useBoard(): Board {
  const board = useContext(BoardContext)
  if (board === null) throw new Error('notices need a board around them')
  return board
}

export function NoticeBoard({ children }: { readonly children: ReactNode }): ReactNode {
  const announce = useAnnounce()
  const [notice, setNotice] = useState<Notice | null>(null)
  const say = useCallback(
    (next: Notice | null) => {
      setNotice(next)
      if (next) announce(next.words, next.tone === 'good' ? 'polite' : 'assertive')
    },
    [announce],
  )
  const board = useMemo(() => ({ notice, say }), [notice, say])
  return <BoardContext value={board}>{children}</BoardContext>
}

/** `say({ tone: 'good', words })`; null puts it away. */
export const useNotice = (): Board['say'] => useBoard().say

/** Where it is seen. */
export function NoticeBar(): ReactNode {
  const t = useText()
  const { notice, say } = useBoard()
  if (!notice) return null
  return (
    <section className={classes.bar} data-tone={notice.tone} aria-label={t('notice.title')}>
      <p className={classes.words}>{notice.words}</p>
      <ActionIcon aria-label={t('notice.put_away')} onClick={() => say(null)}>
        <span aria-hidden="true">✕</span>
      </ActionIcon>
    </section>
  )
}
