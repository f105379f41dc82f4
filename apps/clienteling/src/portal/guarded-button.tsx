// A button for what not everybody may do. It is there for everybody: who may not sees why, and another person's PIN can allow it.
import { Button, type ButtonProps } from '@mantine/core'
import { useApproval } from '@tillside/kit/approval'
import { useText } from '@tillside/kit/i18n'
import type { Permission } from '@tillside/rules/roles'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { type ReactNode, useId } from 'react'

import classes from './guarded-button.module.css'
import { usePortal } from './portal.tsx'

interface GuardedButtonProps extends ButtonProps {
  readonly permission: Permission
  /** Called once it is allowed. */
  readonly onAllowed: () => void
  /** The key that does the same. */
  readonly shortcut?: { readonly key: string; readonly label: string }
  readonly children: ReactNode
}

export function GuardedButton({ permission, onAllowed, shortcut, children, ...props }: GuardedButtonProps): ReactNode {
  const t = useText()
  const { staff } = usePortal()
  const approve = useApproval()
  const hintId = useId()
  const may = staff.permissions.includes(permission)
  const press = async (): Promise<void> => {
    if ((await approve(permission)) === 'allowed') onAllowed()
  }
  useShortcut(shortcut?.key ?? '', shortcut?.label ?? '', () => void press(), { isEnabled: shortcut !== undefined })
  return (
    <span className={classes.guarded}>
      <Button
        {...props}
        rightSection={shortcut ? <Shortcut keys={shortcut.key} /> : null}
        {...(may ? {} : { 'aria-describedby': hintId })}
        onClick={() => void press()}
      >
        {children}
      </Button>
      {may ? null : (
        <span id={hintId} className={classes.hint}>
          {t('permission.needs_approval')}
        </span>
      )}
    </span>
  )
}
