// The way to enrol somebody who was not found, with what was searched for taken along.
import { Button } from '@mantine/core'
import { useText } from '@tillside/kit/i18n'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'

interface EnrolLinkProps {
  readonly searched: string
  readonly variant?: 'default' | 'subtle'
}

export function EnrolLink({ searched, variant = 'default' }: EnrolLinkProps): ReactNode {
  const t = useText()
  const navigate = useNavigate()
  // In the page's own memory and not in its address: an address with a person's e-mail would stand in logs.
  const go = (): void => void navigate({ to: '/enrol', search: true, state: { searched } })
  return (
    <Button variant={variant} onClick={go}>
      {t('enrol.button')}
    </Button>
  )
}
