// Nothing is here yet: what that means, and what to do about it.
import type { ReactNode } from 'react'

import classes from './empty.module.css'
import { Icon, type IconName } from './icon.tsx'

interface EmptyProps {
  readonly icon: IconName
  readonly title: string
  /** What to do: "Scan an article, or search for it." */
  readonly hint: string
  readonly action?: ReactNode
}

export function Empty({ icon, title, hint, action }: EmptyProps): ReactNode {
  return (
    <div className={classes.empty}>
      <span className={classes.icon}>
        <Icon name={icon} size={2.25} />
      </span>
      <p className={classes.title}>{title}</p>
      <p className={classes.hint}>{hint}</p>
      {action === undefined ? null : <div className={classes.action}>{action}</div>}
    </div>
  )
}
