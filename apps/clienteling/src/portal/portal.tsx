// What every screen of the portal works with: the server, the POS around it, who is signed in, and what the address said.
import type { Device, SignedIn } from '@tillside/kit/device'
import type { Client } from '@tillside/pos-sdk/client/client'
import type { Instant } from '@tillside/rules/time'
import { createContext, useContext } from 'react'

import type { Told } from '../host/bridge.ts'
import type { Callback } from '../host/messages.ts'
import type { Launch } from '../launch/launch.ts'
import type { RequestDesk } from '../requests/desk.ts'
import type { Opening } from '../requests/opening.ts'

export interface Portal {
  readonly client: Client
  readonly desk: RequestDesk
  readonly opening: Opening
  readonly device: Device
  readonly staff: SignedIn
  readonly launch: Launch
  /** By the server's clock, as well as its answers told it. */
  readonly serverNow: () => Instant
  readonly tell: (callback: Callback) => Promise<Told>
}

const PortalContext = createContext<Portal | null>(null)

export const PortalProvider = PortalContext.Provider

export function usePortal(): Portal {
  const portal = useContext(PortalContext)
  if (portal === null) throw new Error('usePortal needs somebody who is signed in')
  return portal
}
