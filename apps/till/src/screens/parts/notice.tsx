// What happened, said where it happened. What is bad interrupts whoever listens; the rest is read when there is a pause.
import type { IconName } from '@tillside/kit/icon'
import { Note } from '@tillside/kit/note'
import type { ReactNode } from 'react'

import classes from './notice.module.css'

type Tone = 'good' | 'attention' | 'bad' | 'plain'

const icons: Readonly<Record<Tone, IconName>> = {
  good: 'check',
  attention: 'warning',
  bad: 'warning',
  plain: 'receipt',
}

interface NoticeProps {
  readonly tone: Tone
  readonly title?: string
  readonly children: ReactNode
}

export function Notice({ tone, title, children }: NoticeProps): ReactNode {
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'}>
      {title === undefined ? (
        <Note kind={tone} icon={icons[tone]} title={<span className={classes.sentence}>{children}</span>} />
      ) : (
        <Note kind={tone} icon={icons[tone]} title={title}>
          <p>{children}</p>
        </Note>
      )}
    </div>
  )
}
