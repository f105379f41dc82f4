// One subject of a screen, on a ground of its own.
import { type ReactNode, useId } from 'react'

import classes from './panel.module.css'

interface PanelProps {
  readonly title: string
  /** Beside the title, such as how many there are. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

export function Panel({ title, aside, children }: PanelProps): ReactNode {
  const id = useId()
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <header className={classes.head}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  )
}

/** What a panel says that has nothing to show, and what to do about it. */
export const PanelEmpty = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <p className={classes.empty}>{children}</p>
)
