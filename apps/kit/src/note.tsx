// A sentence that stands out: something to know, something that went well, something to look at, something that is wrong.
import type { ReactNode } from 'react'

import { Icon, type IconName } from './icon.tsx'
import classes from './note.module.css'

interface NoteProps {
  readonly kind: 'plain' | 'good' | 'attention' | 'bad'
  readonly icon?: IconName
  readonly title: ReactNode
  readonly children?: ReactNode
  /** Buttons under the words. */
  readonly actions?: ReactNode
}

export function Note({ kind, icon, title, children, actions }: NoteProps): ReactNode {
  return (
    <div className={classes.note} data-kind={kind}>
      {icon === undefined ? null : (
        <span className={classes.icon}>
          <Icon name={icon} size={1.5} />
        </span>
      )}
      <div className={classes.words}>
        <p className={classes.title}>{title}</p>
        {children === undefined ? null : <div className={classes.text}>{children}</div>}
        {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  )
}
