// A screen that has nothing to show says what to do.
import { Button } from '@mantine/core'
import { Empty } from '@tillside/kit/empty'
import type { IconName } from '@tillside/kit/icon'
import type { ReactNode } from 'react'

import { Screen } from './screen.tsx'

interface EmptyScreenProps {
  readonly title: string
  readonly icon: IconName
  /** What is missing, and what to do about it. */
  readonly missing: string
  readonly hint: string
  readonly action: string
  readonly onAction: () => void
}

export function EmptyScreen({ title, icon, missing, hint, action, onAction }: EmptyScreenProps): ReactNode {
  return (
    <Screen title={title} backLabel={action} onBack={onAction}>
      <Empty
        icon={icon}
        title={missing}
        hint={hint}
        action={
          <Button size="lg" onClick={onAction}>
            {action}
          </Button>
        }
      />
    </Screen>
  )
}
