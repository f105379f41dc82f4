// The frame of the pages before anybody is signed in: the mark, what it is about, and the choices of the device.
import type { ReactNode } from 'react'

import { Brand } from './brand.tsx'
import classes from './door.module.css'
import { PreferencesButton } from './preferences.tsx'

interface DoorProps {
  readonly title: string
  /** Above the title: the shop. */
  readonly over?: ReactNode
  /** Under the title. */
  readonly lead?: ReactNode
  /** `wide` for tiles beside a pad. */
  readonly width?: 'narrow' | 'wide'
  readonly children?: ReactNode
}

export function Door({ title, over, lead, width = 'narrow', children }: DoorProps): ReactNode {
  return (
    <div className={classes.door}>
      <header className={classes.top}>
        <Brand size="large" />
        <PreferencesButton />
      </header>
      <main className={classes.main} data-width={width}>
        <div className={classes.words}>
          {over === undefined ? null : <p className={classes.over}>{over}</p>}
          <h1 className={classes.title}>{title}</h1>
          {lead === undefined ? null : <p className={classes.lead}>{lead}</p>}
        </div>
        {children}
      </main>
    </div>
  )
}
