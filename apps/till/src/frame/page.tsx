// A screen beside the sale: its title, the way back, and whatever it is about.
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import { useShortcut } from '@tillside/kit/shortcuts'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import classes from './page.module.css'

interface PageProps {
  readonly title: string
  /** At the end of the title's line. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function Page({ title, actions, children }: PageProps): ReactNode {
  const t = useText()
  const navigate = useNavigate()
  useShortcut('Escape', t('frame.to_sale'), () => void navigate({ to: '/' }))
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <Link className={classes.back} to="/" aria-label={t('frame.to_sale')}>
          <Icon name="back" size={1.5} />
        </Link>
        <h1 className={classes.title}>{title}</h1>
        {actions}
      </div>
      {children}
    </div>
  )
}
