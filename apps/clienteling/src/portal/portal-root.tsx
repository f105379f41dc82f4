// Puts together what the screens work with, for somebody who is signed in: the address, the POS around the page, and the desk that
// asks the server.
import { useDevice } from '@tillside/kit/device-context'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { Outlet, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useEffectEvent, useMemo, useState, useSyncExternalStore } from 'react'

import { tellHost, type Told } from '../host/bridge.ts'
import type { Callback, HostMessage } from '../host/messages.ts'
import { hearHost, windowHost } from '../host/window-host.ts'
import { hasSale, type Launch, launchAddressOf, readLaunch } from '../launch/launch.ts'
import { RequestDesk } from '../requests/desk.ts'
import { KeptAsks } from '../requests/kept.ts'
import { isOpenedAgain, Opening } from '../requests/opening.ts'
import { callbackOf, type Done, remember, type Telling } from '../requests/telling.ts'
import { NoticeBoard } from './notices.tsx'
import { PortalFrame } from './portal-frame.tsx'
import { type Portal, PortalProvider } from './portal.tsx'
import { shelfOf } from './storage.ts'

// From the moment on which this page has scripts, whoever signs in and out: a POS may speak before anybody has signed in.
const opening = new Opening(shelfOf(window), {
  address: launchAddressOf(window.location.search),
  isAgain: isOpenedAgain(window),
  chance: systemChance,
})
const hostMessages = hearHost(window, {
  list: () => opening.state().waiting,
  keep: (waiting) => opening.wait(waiting),
})

/** What the address says, and what the POS has said since: a cart that grew. */
function useLaunch(): { readonly launch: Launch; readonly hear: (message: HostMessage) => void } {
  const search = useSearch({ from: '__root__' })
  const navigate = useNavigate()
  const { maxRedeem } = useSyncExternalStore(opening.subscribe, opening.state)
  const launch = useMemo(() => {
    const read = readLaunch(search)
    return { ...read, maxRedeem: maxRedeem ?? read.maxRedeem }
  }, [search, maxRedeem])
  const hear = (message: HostMessage): void => {
    if (message.name === 'setMaxRedeem') return opening.allow(message.amount)
    const { profileId } = message
    void navigate({ to: '/profile/$profileId', params: { profileId }, search: true })
  }
  return { launch, hear }
}

function usePortalParts(): Portal {
  const { client, device, staff } = useDevice()
  const { launch, hear } = useLaunch()
  const { hostOrigin } = launch
  const origins = useMemo(() => [window.location.origin, ...device.host_origins], [device.host_origins])
  const tell = useMemo(() => {
    const host = windowHost(window, hostOrigin)
    return (callback: Callback): Promise<Told> => tellHost(host, callback, origins)
  }, [hostOrigin, origins])

  const heard = useEffectEvent(hear)
  useEffect(() => hostMessages.accept(origins, (message) => heard(message)), [origins])

  // One desk for as long as somebody is signed in: what it was asked for may be answered after the shop's list has changed.
  const [current] = useState(() => ({ tell, launch, device }))
  useEffect(() => void Object.assign(current, { tell, launch, device }), [current, tell, launch, device])
  const [desk] = useState(() => {
    const onDone = async (done: Done): Promise<Telling | null> => {
      const callback = hasSale(current.launch) ? callbackOf(done, opening) : null
      try {
        return callback === null || callback === 'other_sale' ? callback : await current.tell(callback)
      } finally {
        remember(opening, done, current.device.shop.currency)
      }
    }
    const kept = new KeptAsks(shelfOf(window), systemChance)
    const { id: openingId } = opening.state()
    return new RequestDesk({ client, clock: systemClock, kept, deviceId: () => current.device.id, openingId, onDone })
  })
  return useMemo(
    () => ({ client, desk, opening, device, staff, launch, serverNow: client.serverNow, tell }),
    [client, desk, device, staff, launch, tell],
  )
}

export function PortalRoot(): ReactNode {
  const portal = usePortalParts()
  return (
    <PortalProvider value={portal}>
      <NoticeBoard>
        <PortalFrame>
          <Outlet />
        </PortalFrame>
      </NoticeBoard>
    </PortalProvider>
  )
}
