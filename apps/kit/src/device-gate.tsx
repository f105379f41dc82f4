// Nobody passes who is not known: the browser by its cookie, the person by PIN or badge. Behind it screens find both by
// `useDevice`.
import type { App } from '@tillside/contract/devices'
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'

import { DeviceContext } from './device-context.tsx'
import type { DeviceSession } from './device.tsx'
import type { PageSession } from './page-session.tsx'
import { PairPage } from './pair-page.tsx'
import { NotPairedPage } from './not-paired-page.tsx'
import { SignInPage } from './sign-in-page.tsx'
import { OpeningPage } from './opening-page.tsx'
import { WaitingPage } from './waiting-page.tsx'

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

/** While the server is away: soon enough that nobody has to press anything. */
const againMs = 3_000

/** Asks again by itself where a page can do nothing without the server; a till goes on without it, and asks in its own time. */
function useAgain(session: DeviceSession, isAway: boolean): void {
  useEffect(() => {
    if (!isAway) return undefined
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const wait = (): void => {
      if (!isOver) timer = setTimeout(() => void session.refresh().then(wait), againMs)
    }
    wait()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [session, isAway])
}

const isPairing = (app: App): boolean => location.pathname.replace(/\/$/, '') === `/${app}/pair`

export function DeviceGate({ page: { app, client, session }, isBadge, children }: DeviceGateProps): ReactNode {
  useFresh(session)
  const state = useSyncExternalStore(session.subscribe, session.state)
  useAgain(session, state.kind === 'unreachable' || (state.kind === 'known' && state.isOffline && app !== 'till'))
  const [pairs, setPairs] = useState(() => isPairing(app))

  const finishPairing = (): void => {
    history.replaceState(null, '', `/${app}${location.search}`)
    setPairs(false)
  }
  if (pairs) return <PairPage app={app} session={session} onDone={finishPairing} />
  if (state.kind === 'opening')
    return <OpeningPage whenSlow={<WaitingPage isAway={false} onRetry={() => session.refresh()} />} />
  if (state.kind === 'unpaired') return <NotPairedPage app={app} session={session} wasDevice={state.name} />
  if (state.kind === 'unreachable') return <WaitingPage isAway onRetry={() => session.refresh()} />

  const { device, isOffline, isLocal, signedOut } = state
  const { staff } = device
  if (staff === null) {
    const page = { device, session, isOffline, signedOut, isBadge }
    return <SignInPage {...page} />
  }
  return <DeviceContext value={{ app, device, staff, isOffline, isLocal, client, session }}>{children}</DeviceContext>
}
