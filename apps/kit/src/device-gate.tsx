// Nobody passes who is not known: the browser by its cookie, the person by PIN or badge. Behind it screens find both by
// `useDevice`.
import type { App } from '@tillside/contract/devices'
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'

import { DeviceContext } from './device-context.tsx'
import type { DeviceSession } from './device.tsx'
import type { PageSession } from './page-session.tsx'
import { PairPage } from './pair-page.tsx'
import { NotPairedPage, UnreachablePage } from './not-paired-page.tsx'
import { SignInPage } from './sign-in-page.tsx'
import { OpeningPage } from './opening-page.tsx'

interface DeviceGateProps {
  readonly page: PageSession
  /** Scans that are no badge are not tried as one. Left out: every scan is one. */
  readonly isBadge?: (scanned: string) => boolean
  /** Shown to somebody who is signed in. */
  readonly children: ReactNode
}

/** While somebody looks at the page: whether the device was revoked, who signed in or out elsewhere, what the shop changed. */
const refreshMs = 60_000

function useFresh(session: DeviceSession): void {
  useEffect(() => {
    const refresh = (): void => void session.refresh()
    const refreshIfShown = (): void => {
      if (document.visibilityState === 'visible') refresh()
    }
    const timer = setInterval(refreshIfShown, refreshMs)
    window.addEventListener('online', refresh)
    document.addEventListener('visibilitychange', refreshIfShown)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', refresh)
      document.removeEventListener('visibilitychange', refreshIfShown)
    }
  }, [session])
}

const isPairing = (app: App): boolean => location.pathname.replace(/\/$/, '') === `/${app}/pair`

export function DeviceGate({ page: { app, client, session }, isBadge, children }: DeviceGateProps): ReactNode {
  useFresh(session)
  const state = useSyncExternalStore(session.subscribe, session.state)
  const [pairs, setPairs] = useState(() => isPairing(app))

  const finishPairing = (): void => {
    history.replaceState(null, '', `/${app}${location.search}`)
    setPairs(false)
  }
  if (pairs) return <PairPage app={app} session={session} onDone={finishPairing} />
  if (state.kind === 'opening') return <OpeningPage />
  if (state.kind === 'unpaired') return <NotPairedPage app={app} session={session} />
  if (state.kind === 'unreachable') return <UnreachablePage onRetry={() => session.refresh()} />

  const { device, isOffline, isLocal } = state
  const { staff } = device
  if (staff === null) {
    return <SignInPage device={device} session={session} isOffline={isOffline} isBadge={isBadge} />
  }
  return <DeviceContext value={{ app, device, staff, isOffline, isLocal, client, session }}>{children}</DeviceContext>
}
