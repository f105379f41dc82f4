// Practice looks like nothing else: striped all around, on every screen, and said in words at the top.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import type { ReactNode } from 'react'

import { tillHost } from './till-host.ts'
import { useTillPart } from './till.tsx'
import classes from './practice-frame.module.css'

export function PracticeFrame({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useText()
  const isTraining = useTillPart((snapshot) => snapshot.isTraining)
  if (!isTraining) return children
  return (
    <div className={classes.practice}>
      <section className={classes.banner} aria-label={t('training.title')}>
        <Icon name="warning" size={1.5} />
        <p className={classes.words}>
          <strong>{t('training.title')}</strong> <span className={classes.more}>{t('training.words')}</span>
        </p>
        <Button color="dark" onClick={() => void tillHost.endPractice()}>
          {t('training.end')}
        </Button>
      </section>
      {children}
    </div>
  )
}
