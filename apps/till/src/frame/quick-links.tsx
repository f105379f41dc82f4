// On a wide screen the two places that a cashier goes to most; the menu has them all.
import { useText } from '@tillside/kit/i18n'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { useTillPart } from './till.tsx'
import classes from './quick-links.module.css'

export function QuickLinks(): ReactNode {
  const t = useText()
  const parked = useTillPart(({ setAside }) => setAside.length)
  return (
    <nav className={classes.links} aria-label={t('frame.places')}>
      <Link className={classes.link} to="/" activeOptions={{ exact: true }}>
        {t('frame.sell')}
      </Link>
      <Link className={classes.link} to="/parked">
        {t('frame.parked')}
        {parked > 0 ? <span className={`${classes.count} figures`}>{parked}</span> : null}
      </Link>
      <Link className={classes.link} to="/returns">
        {t('frame.returns')}
      </Link>
    </nav>
  )
}
