// The till could not be opened here: another tab has it, the disk is full, or its journal cannot be read.
import { Button } from '@mantine/core'
import { Door } from '@tillside/kit/door'
import { useText } from '@tillside/kit/i18n'
import { type ReactNode, useEffect } from 'react'

import { tillHost } from './till-host.ts'

/** Each has a title, a lead and what to do about it. */
const known = ['another_tab', 'disk_full', 'journal_damaged', 'journal_version_unknown']
/** The other tab may have been closed meanwhile. */
const lookAgainMs = 3_000

export function CannotOpenPage({ code }: { readonly code: string }): ReactNode {
  const t = useText()
  const kind = known.includes(code) ? code : 'other'
  useEffect(() => {
    const timer = setInterval(() => {
      if (code === 'another_tab' && document.visibilityState === 'visible') void tillHost.retry()
    }, lookAgainMs)
    return () => clearInterval(timer)
  }, [code])
  return (
    <Door title={t(`frame.cannot_open.${kind}`)} lead={t(`frame.cannot_open.${kind}_lead`, { code })}>
      <Button size="lg" onClick={() => void tillHost.retry()}>
        {t('frame.try_again')}
      </Button>
    </Door>
  )
}
