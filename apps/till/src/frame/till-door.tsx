// Shows the screens once the till of this device is open, and says why where it cannot be.
import { OpeningPage } from '@tillside/kit/opening-page'
import { Outlet } from '@tanstack/react-router'
import { type ReactNode, useSyncExternalStore } from 'react'

import { CannotOpenPage } from './cannot-open-page.tsx'
import { Notices } from './notices.tsx'
import { TillFrame } from './till-frame.tsx'
import { tillHost } from './till-host.ts'
import { TillProvider } from './till.tsx'

export function TillDoor(): ReactNode {
  const state = useSyncExternalStore(tillHost.subscribe, tillHost.getState)
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
