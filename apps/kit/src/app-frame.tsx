// What stands around every screen of an app: a bar with who is here, and below it the screen itself.
import type { ReactNode } from 'react'

import classes from './app-frame.module.css'
import { Brand } from './brand.tsx'
import { useText } from './i18n.tsx'

interface AppFrameProps {
  /** Beside the mark: the store, the till's name. */
  readonly place?: ReactNode
  /** At the end of the bar: what is always at hand. */
  readonly actions?: ReactNode
  /** Under the bar, across the whole width: offline, training. */
  readonly banner?: ReactNode
  /** Lies over the bar for a moment, and over nothing else. */
  readonly overBar?: ReactNode
  /** The bar stays in sight when the screen is scrolled. */
  readonly staysInSight?: boolean
  readonly children: ReactNode
}

export function AppFrame({
  place,
  actions,
  banner,
  overBar,
  staysInSight = false,
  children,
}: AppFrameProps): ReactNode {
  const t = useText()
  return (
    <>
      <a className={classes.skip} href="#content">
        {t('kit.to_content')}
      </a>
      <header className={classes.bar} data-stays={staysInSight}>
        <Brand />
        <div className={classes.place}>{place}</div>
        <div className={classes.actions}>{actions}</div>
        {overBar}
      </header>
      {banner}
      <main id="content" className={classes.content} tabIndex={-1}>
        {children}
      </main>
    </>
  )
}
