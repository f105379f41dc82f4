// A button for what not everybody may do. It is there for everybody: who may not sees why, and another person's PIN can allow it.
import { Button, type ButtonProps } from '@mantine/core'
import { useApproval } from '@tillside/kit/approval'
import { useText } from '@tillside/kit/i18n'
import type { Permission } from '@tillside/rules/roles'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'

import classes from './guarded-button.module.css'
import { usePortal } from './portal.tsx'

interface GuardedButtonProps extends ButtonProps {
  readonly permission: Permission
  /** Called at the press, before it is allowed: what was seen then. */
  readonly onPress?: () => void
  /** Called once it is allowed, as it is by then: a PIN takes its time, and the POS may say something meanwhile. */
  readonly onAllowed: () => void
  /** The key that does the same. */
  readonly shortcut?: { readonly key: string; readonly label: string }
  readonly children: ReactNode
}

export function GuardedButton({
  permission,
  onPress,
  onAllowed,
  shortcut,
  children,
  ...props
}: GuardedButtonProps): ReactNode {
  const t = useText()
  const { staff } = usePortal()
  const approve = useApproval()
  const hintId = useId()
  const may = staff.permissions.includes(permission)
  const allowedNow = useRef<(() => void) | null>(null)
  useLayoutEffect(() => {
    allowedNow.current = onAllowed
    // A button that is gone does nothing any more.
    return () => void (allowedNow.current = null)
  }, [onAllowed])
  const press = async (): Promise<void> => {
    onPress?.()
    if ((await approve(permission)) === 'allowed') allowedNow.current?.()
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
