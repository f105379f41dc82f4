// News of what a button did or did not do, and of what became of the customer's value; heard as well. It never covers the screen.
// Good news lies over the bar and goes by itself, so that nothing moves under a finger. Bad news stands between the bar and the
// screen until somebody has closed it.
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

const NotifyContext = createContext<Notify | null>(null)

interface Shown {
  readonly notice: Notice | null
  readonly close: () => void
}

const ShownContext = createContext<Shown>({ notice: null, close: () => undefined })

export function useNotice(): Notify {
  const notify = useContext(NotifyContext)
  if (notify === null) throw new Error('useNotice needs the frame of the till')
  return notify
}

export function Notices({ children }: { readonly children: ReactNode }): ReactNode {
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
    <NotifyContext value={notify}>
      <ShownContext value={{ notice, close: () => setNotice(null) }}>{children}</ShownContext>
    </NotifyContext>
  )
}

/** The one that is there, where its tone has its place. */
export function NoticeOf({ tone }: { readonly tone: Notice['tone'] }): ReactNode {
  const t = useText()
  const { notice, close } = useContext(ShownContext)
  if (notice?.tone !== tone) return null
  return (
    // A place of its own among the page's landmarks; it was read out when it came.
    <div className={classes.notice} data-tone={tone} role="status" aria-live="off">
      <Icon name={tone === 'good' ? 'check' : 'warning'} />
      <p className={classes.words}>{notice.words}</p>
      <IconButton label={t('frame.close')} onClick={close}>
        <Icon name="close" />
      </IconButton>
    </div>
  )
}
