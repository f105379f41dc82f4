// Opens the till of this device before any screen is shown, and says why where it cannot be.
import { useDevice } from '@tillside/kit/device-context'
import { OpeningPage } from '@tillside/kit/opening-page'
import { Outlet } from '@tanstack/react-router'
import { type ReactNode, useEffect, useSyncExternalStore } from 'react'

import { CannotOpenPage } from './cannot-open-page.tsx'
import { Notices } from './notices.tsx'
import { TillFrame } from './till-frame.tsx'
import { tillHost } from './till-host.ts'
import { TillProvider } from './till.tsx'

export function TillDoor(): ReactNode {
  const { device } = useDevice()
  const state = useSyncExternalStore(tillHost.subscribe, tillHost.getState)
  useEffect(() => tillHost.show(device), [device])
  if (state.kind === 'opening') return <OpeningPage />
  if (state.kind === 'refused') return <CannotOpenPage code={state.code} />
  return (
    <TillProvider value={state.runtime}>
      <Notices>
        <TillFrame>
          <Outlet />
        </TillFrame>
      </Notices>
    </TillProvider>
  )
}
