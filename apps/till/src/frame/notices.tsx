// One line of news over the screen, heard as well: what a button did not do, and what became of the customer's value. It goes
// by itself when it was good news, and stays until it is closed when it was not.
import { Icon } from '@tillside/kit/icon'
import { IconButton } from '@tillside/kit/icon-button'
import { useText } from '@tillside/kit/i18n'
import { useAnnounce } from '@tillside/kit/live'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'

import classes from './notices.module.css'

interface Notice {
  readonly tone: 'good' | 'bad'
  readonly words: string
}

type Notify = (notice: Notice) => void

const goodMs = 5_000

const NoticeContext = createContext<Notify | null>(null)

export function useNotice(): Notify {
  const notify = useContext(NoticeContext)
  if (notify === null) throw new Error('useNotice needs the frame of the till')
  return notify
}

export function Notices({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useText()
  const announce = useAnnounce()
  const [notice, setNotice] = useState<Notice | null>(null)
  const notify = useCallback<Notify>(
    (next) => {
      setNotice(next)
      announce(next.words, next.tone === 'bad' ? 'assertive' : 'polite')
    },
    [announce],
  )
  useEffect(() => {
    if (notice?.tone !== 'good') return undefined
    const timer = setTimeout(() => setNotice(null), goodMs)
    return () => clearTimeout(timer)
  }, [notice])
  return (
    <NoticeContext value={notify}>
      {children}
      {notice === null ? null : (
        // A place of its own among the page's landmarks; it was read out when it came.
        <div className={classes.notice} data-tone={notice.tone} role="status" aria-live="off">
          <Icon name={notice.tone === 'good' ? 'check' : 'warning'} />
          <p className={classes.words}>{notice.words}</p>
          <IconButton label={t('frame.close')} onClick={() => setNotice(null)}>
            <Icon name="close" />
          </IconButton>
        </div>
      )}
    </NoticeContext>
  )
}
