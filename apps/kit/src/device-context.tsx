// Hands the device to the screens behind the gate.
import type { App } from '@tillside/contract/devices'
import type { Client } from '@tillside/pos-sdk/client/client'
import { createContext, useContext } from 'react'

import type { Device, DeviceSession, SignedIn } from './device.tsx'

interface DeviceHandle {
  readonly app: App
  readonly device: Device
  /** Who is signed in. */
  readonly staff: SignedIn
  /** The server was away when it was asked last. */
  readonly isOffline: boolean
  /** Signed in by this till alone: ask for the PIN again at a quiet moment, since the server looks nobody up until then. */
  readonly isLocal: boolean
  readonly client: Client
  readonly session: DeviceSession
}

export const DeviceContext = createContext<DeviceHandle | null>(null)

/** The device, who is signed in on it, and the client of this page: for screens behind a `DeviceGate`. */
export function useDevice(): DeviceHandle {
  const handle = useContext(DeviceContext)
  if (handle === null) throw new Error('useDevice needs a DeviceGate around it')
  return handle
}
