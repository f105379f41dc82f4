// What every screen beside the sale stands in: its name, the way back, and at most two columns.
import { IconButton } from '@tillside/kit/icon-button'
import { Icon } from '@tillside/kit/icon'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { type ReactNode, useEffect, useRef } from 'react'

import classes from './screen.module.css'

interface ScreenProps {
  readonly title: string
  /** A line below the name. */
  readonly hint?: ReactNode
  /** Where the way back leads to, in words; also on Escape. */
  readonly backLabel: string
  readonly onBack: () => void
  /** One column of things to read or set. */
  readonly isNarrow?: boolean
  readonly children: ReactNode
}

export function Screen({ title, hint, backLabel, onBack, isNarrow = false, children }: ScreenProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null)
  useShortcut('Escape', backLabel, onBack)
  // Whoever hears the page is told where they are, unless a field of it has the focus already.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div className={classes.screen} data-narrow={isNarrow}>
      <div className={classes.head}>
        <IconButton label={backLabel} onClick={onBack}>
          <Icon name="back" size={1.5} />
        </IconButton>
        <span className={classes.keys}>
          <Shortcut keys="Esc" />
        </span>
        <div className={classes.name}>
          <h1 ref={heading} tabIndex={-1} className={classes.title}>
            {title}
          </h1>
          {hint === undefined ? null : <p className={classes.hint}>{hint}</p>}
        </div>
      </div>
      {children}
    </div>
  )
}

/** What is decided on at the left, what is done about it at the right; one above the other where it is narrow. */
export function Columns({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={classes.columns}>{children}</div>
}
