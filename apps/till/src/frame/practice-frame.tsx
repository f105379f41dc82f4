// Practice looks like nothing else: striped all around, on every screen, and said in words at the top.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import { type ReactNode, useEffect, useSyncExternalStore } from 'react'

import { useNotice } from './notices.tsx'
import { type PracticeNews, tillHost } from './till-host.ts'
import { useTillPart } from './till.tsx'
import { usePractice } from './use-practice.ts'
import classes from './practice-frame.module.css'

export function PracticeFrame({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useText()
  const practice = usePractice()
  const news = usePracticeNews()
  const isBasketNew = useTillPart(({ sale }) => sale === null)
  if (!practice.isOn) return children
  return (
    <div className={classes.practice}>
      <section className={classes.banner} aria-label={t('training.title')}>
        <Icon name="warning" size={1.5} />
        <p className={classes.words}>
          <strong>{t('training.title')}</strong>{' '}
          <span>{t(news === 'began_anew' && isBasketNew ? 'training.anew' : 'training.words')}</span>
        </p>
        <Button color="dark" onClick={() => void practice.end()}>
          {t('training.end')}
        </Button>
      </section>
      {children}
    </div>
  )
}

/** What became of practice when the page was loaded again; that it is over is said over the screen, until somebody has read it. */
function usePracticeNews(): PracticeNews | undefined {
  const t = useText()
  const notify = useNotice()
  const state = useSyncExternalStore(tillHost.subscribe, tillHost.getState)
  const news = state.kind === 'open' ? state.practice : undefined
  useEffect(() => {
    if (news === 'lost') notify({ tone: 'bad', words: t('training.lost') })
  }, [news, notify, t])
  return news
}
