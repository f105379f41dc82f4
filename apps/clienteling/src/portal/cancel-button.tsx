// The way out of a dialog, beside what the dialog is for.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

interface CancelButtonProps {
  readonly onCancel: () => void
  /** As tall as the button beside it. */
  readonly size?: 'md' | 'lg'
  /** What the dialog asked for is under way. */
  readonly isDisabled?: boolean
}

export function CancelButton({ onCancel, size = 'md', isDisabled = false }: CancelButtonProps): ReactNode {
  const t = useText()
  return (
    <Button variant="default" size={size} disabled={isDisabled} onClick={onCancel}>
      {t('dialog.cancel')}
    </Button>
  )
}
