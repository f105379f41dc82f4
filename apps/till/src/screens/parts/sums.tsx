// Amounts below each other: what each is, and at the end of the line how much.
import type { ReactNode } from 'react'

import classes from './sums.module.css'

export const Sums = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <dl className={classes.sums}>{children}</dl>
)

interface SumProps {
  readonly name: ReactNode
  readonly amount: string
  /** Below the name: how it came to be. */
  readonly note?: string | undefined
  /** `total` ends the others, `main` is what the screen is about. */
  readonly weight?: 'plain' | 'total' | 'main'
  readonly tone?: 'plain' | 'good' | 'attention'
}

export function Sum({ name, amount, note, weight = 'plain', tone = 'plain' }: SumProps): ReactNode {
  return (
    <div className={classes.sum} data-weight={weight} data-tone={tone}>
      <dt>
        {name}
        {note === undefined ? null : <span className={classes.note}>{note}</span>}
      </dt>
      <dd className="figures">{amount}</dd>
    </div>
  )
}
