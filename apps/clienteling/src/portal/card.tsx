// One subject of a screen: a heading, what belongs to it, and at its end what can be done with all of it.
import type { ReactNode } from 'react'
import { useId } from 'react'

import classes from './card.module.css'

interface CardProps {
  readonly title: string
  readonly action?: ReactNode
  readonly children: ReactNode
}

export function Card({ title, action, children }: CardProps): ReactNode {
  const id = useId()
  return (
    <section className={classes.card} aria-labelledby={id}>
      <header className={classes.head}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {action}
      </header>
      {children}
    </section>
  )
}

/** What a card says that has nothing to show. */
export const CardEmpty = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <p className={classes.empty}>{children}</p>
)
