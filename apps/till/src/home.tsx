import { AppFrame } from '@tillside/kit/app-frame'
import { useText } from '@tillside/kit/i18n'
import type { ReactNode } from 'react'

export function Home(): ReactNode {
  const t = useText()
  return (
    <AppFrame>
      <h1>{t('home.title')}</h1>
    </AppFrame>
  )
}
