// The server does not answer, and the page can do nothing without it: said in words, asked again by itself.
import { Button } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

import { Door } from './door.tsx'
import { useText } from './i18n.tsx'
import { useAnnounce } from './live.tsx'

interface WaitingPageProps {
  /** It was asked long enough to be sure. */
  readonly isAway: boolean
  readonly onRetry: () => Promise<void>
}

export function WaitingPage({ isAway, onRetry }: WaitingPageProps): ReactNode {
  const t = useText()
  const announce = useAnnounce()
  const title = t(isAway ? 'kit.unreachable.title' : 'kit.waiting.title')
  useEffect(() => announce(title), [announce, title])
  return (
    <Door title={title} lead={t(isAway ? 'kit.unreachable.lead' : 'kit.waiting.lead')}>
      <div>
        <Button size="lg" onClick={() => void onRetry()}>
          {t('kit.try_again')}
        </Button>
      </div>
    </Door>
  )
}
