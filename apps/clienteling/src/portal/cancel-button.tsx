// The way out of a dialog, beside what the dialog is for.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

interface CancelButtonProps {
  readonly onCancel: () => void
  /** As tall as the button beside it. */
  readonly size?: 'md' | 'lg'
}

export function CancelButton({ onCancel, size = 'md' }: CancelButtonProps): ReactNode {
  const t = useText()
  return (
    <Button variant="default" size={size} onClick={onCancel}>
      {t('dialog.cancel')}
    </Button>
  )
}
