// The end of a dialog: what it is for, and the way out of it.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

import classes from './dialog-actions.module.css'

interface DialogActionsProps {
  readonly onCancel: () => void
  readonly children: ReactNode
}

export function DialogActions({ onCancel, children }: DialogActionsProps): ReactNode {
  const t = useText()
  return (
    <div className={classes.actions}>
      <Button variant="default" onClick={onCancel}>
        {t('dialog.cancel')}
      </Button>
      {children}
    </div>
  )
}
