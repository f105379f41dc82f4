// The mark: a till's T, and beside it the coin that comes back.
import type { ReactNode } from 'react'

import classes from './brand.module.css'

/** `large` on the pages that somebody meets first; beside a heading it says nothing of its own. */
export function Brand({ size = 'small' }: { readonly size?: 'small' | 'large' }): ReactNode {
  return (
    <span className={classes.brand} data-size={size}>
      <svg className={classes.mark} viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" className={classes.ground} />
        <path d="M7 8.5h13.5v4H16V24h-4.5V12.5H7z" className={classes.letter} />
        <circle cx="22.75" cy="21.75" r="2.75" className={classes.coin} />
      </svg>
      <span className={classes.word}>Tillside</span>
    </span>
  )
}
