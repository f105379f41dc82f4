// A button that shows a drawing and is called by its words.
import type { ReactNode } from 'react'

import classes from './icon-button.module.css'

interface IconButtonProps {
  readonly label: string
  readonly onClick: () => void
  readonly isDisabled?: boolean
  readonly children: ReactNode
}

export function IconButton({ label, onClick, isDisabled = false, children }: IconButtonProps): ReactNode {
  return (
    <button
      type="button"
      className={classes.button}
      aria-label={label}
      title={label}
      disabled={isDisabled}
      onClick={onClick}
    >
      {children}
    </button>
  )
}
