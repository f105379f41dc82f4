// What stands around every screen of the portal: where this is and who is here, the way back to the POS, and what was said last.
import { Button } from '@mantine/core'
import { AppFrame } from '@tillside/kit/app-frame'
import { useText } from '@tillside/kit/i18n'
import { Icon } from '@tillside/kit/icon'
import { Shortcut, useShortcut } from '@tillside/kit/shortcuts'
import { StaffMenu } from '@tillside/kit/staff-menu'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'

import { hasSale } from '../launch/launch.ts'
import { Unanswered } from '../requests/unanswered.tsx'
import { NoticeBar, useNotice } from './notices.tsx'
import { usePortal } from './portal.tsx'
import classes from './portal-frame.module.css'
import { useTellPos } from './use-tell-pos.ts'

function ReturnButton(): ReactNode {
  const t = useText()
  const tellPos = useTellPos()
  const { desk } = usePortal()
  const [isWaiting, setWaiting] = useState(false)
  const back = async (): Promise<void> => {
    setWaiting(true)
    // A POS that takes the portal away before it heard of a redemption would sell without it. Where the answer is missing, the
    // page says so first; whoever goes back once more goes.
    const isSettled = await desk.settled()
    setWaiting(false)
    if (isSettled) await tellPos({ name: 'memberProfile_returnToPOS', args: [] }, t('frame.returned'))
  }
  useShortcut('F10', t('frame.return_to_pos'), () => void back())
  return (
    <Button
      variant="default"
      className={classes.back}
      rightSection={<Shortcut keys="F10" />}
      loading={isWaiting}
      onClick={() => void back()}
    >
      {t('frame.return_to_pos')}
    </Button>
  )
}

function Place(): ReactNode {
  const { device } = usePortal()
  return <span className={classes.place}>{device.location?.name ?? device.shop.name}</span>
}

export function PortalFrame({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useText()
  const say = useNotice()
  const navigate = useNavigate()
  const { launch } = usePortal()
  const { pathname } = useLocation()
  const isSearch = pathname.replace(/\/$/, '') === ''
  const search = (): void => {
    say(null)
    void navigate({ to: '/', search: true })
  }
  useShortcut('F3', t('frame.search'), search)
  return (
    <AppFrame
      place={<Place />}
      actions={
        <>
          {hasSale(launch) ? <ReturnButton /> : null}
          <StaffMenu />
        </>
      }
      banner={
        <>
          <Unanswered />
          <NoticeBar />
        </>
      }
    >
      {isSearch ? null : (
        <nav className={classes.nav} data-narrow={pathname.endsWith('/enrol')} aria-label={t('frame.way_back')}>
          <Link to="/" search className={classes.link} onClick={() => say(null)}>
            <Icon name="back" />
            {t('frame.search')}
            <Shortcut keys="F3" />
          </Link>
        </nav>
      )}
      {children}
    </AppFrame>
  )
}
