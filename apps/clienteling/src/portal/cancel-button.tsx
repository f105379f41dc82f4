// The way out of a dialog, beside what the dialog is for.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

export function CancelButton({ onCancel }: { readonly onCancel: () => void }): ReactNode {
  const t = useText()
  return (
    <Button variant="default" onClick={onCancel}>
      {t('dialog.cancel')}
    </Button>
  )
}
