// The session of a page: opened before anything is drawn, so that the server says who is here while words are fetched.
import type { App } from '@tillside/contract/devices'
import type { Client } from '@tillside/pos-sdk/client/client'

import { DeviceSession } from './device.tsx'
import { createPageClient } from './network.tsx'

export interface PageSession {
  readonly app: App
  readonly client: Client
  readonly session: DeviceSession
}

/** One client and one session for as long as the page is open; the server is asked at once. */
export function openPageSession(app: App): PageSession {
  // Whoever was signed out elsewhere sees who can sign in, and not a screen on which nothing is allowed.
  const client: Client = createPageClient(app, () => void session.refresh())
  const session = new DeviceSession(app, client)
  void session.refresh()
  return { app, client, session }
}
