// What stands around every screen of the till: who and where, what waits, what the line is like, and the scanner's ears.
import { AppFrame } from '@tillside/kit/app-frame'
import { useDevice } from '@tillside/kit/device-context'
import { useText } from '@tillside/kit/i18n'
import { StaffMenu } from '@tillside/kit/staff-menu'
import { type ReactNode, useEffect } from 'react'

import { showCustomer } from '../customer-display/channel.ts'
import { LineBanner } from './line-banner.tsx'
import { Menu } from './menu.tsx'
import { NoticeOf } from './notices.tsx'
import { PracticeFrame } from './practice-frame.tsx'
import { QuickLinks } from './quick-links.tsx'
import { Tray } from './tray.tsx'
import { useTill } from './till.tsx'
import { useHeardScans } from './use-heard-scans.ts'
import classes from './till-frame.module.css'

export function TillFrame({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useText()
  const till = useTill()
  const { device } = useDevice()
  useHeardScans()
  useEffect(() => showCustomer(till), [till])
  return (
    <PracticeFrame>
      <AppFrame
        place={
          <span className={classes.place}>
            <span className={classes.store}>{device.location?.name ?? device.shop.name}</span>
            <span className={classes.till}>{device.name}</span>
          </span>
        }
        actions={
          <>
            <QuickLinks />
            <StaffMenu />
            <Menu />
          </>
        }
        banner={
          <>
            <NoticeOf tone="bad" />
            <section className={classes.banners} aria-label={t('frame.state')}>
              <LineBanner />
              <Tray />
            </section>
          </>
        }
        overBar={<NoticeOf tone="good" />}
        staysInSight
      >
        {children}
      </AppFrame>
    </PracticeFrame>
  )
}
