import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import type { ReactNode } from 'react'

/** The one thing that most cashiers want here. */
export function NextSale({ onNext }: { readonly onNext: () => void }): ReactNode {
  const t = useText()
  useShortcut('F8', t('receipt.next_sale'), onNext)
  return (
    <Button size="xl" rightSection={<Shortcut keys="F8" />} onClick={onNext}>
      {t('receipt.next_sale')}
    </Button>
  )
}
