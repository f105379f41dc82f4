// Puts together what the screens work with, for somebody who is signed in: the address, the POS around the page, and the desk that
// asks the server.
import { useDevice } from '@tillside/kit/device-context'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { Outlet, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useEffectEvent, useMemo, useState } from 'react'

import { tellHost, type Told } from '../host/bridge.ts'
import type { Callback, HostMessage } from '../host/messages.ts'
import { hearHost, windowHost } from '../host/window-host.ts'
import { hasSale, type Launch, readLaunch } from '../launch/launch.ts'
import type { Answer, Ask } from '../requests/asks.ts'
import { RequestDesk } from '../requests/desk.ts'
import { KeptAsks } from '../requests/kept.ts'
import { NoticeBoard } from './notices.tsx'
import { PortalFrame } from './portal-frame.tsx'
import { type Portal, PortalProvider } from './portal.tsx'
import { shelfOf } from './storage.ts'

// From the moment on which this page has scripts: a POS may speak before anybody has signed in.
const hostMessages = hearHost(window)

/** What the address says, and what the POS has said since: a cart that grew. */
function useLaunch(): { readonly launch: Launch; readonly hear: (message: HostMessage) => void } {
  const search = useSearch({ from: '__root__' })
  const navigate = useNavigate()
  const [maxRedeem, setMaxRedeem] = useState<string | null>(null)
  const launch = useMemo(() => {
    const read = readLaunch(search)
    return { ...read, maxRedeem: maxRedeem ?? read.maxRedeem }
  }, [search, maxRedeem])
  const hear = (message: HostMessage): void => {
    if (message.name === 'setMaxRedeem') return setMaxRedeem(message.amount)
    const { profileId } = message
    void navigate({ to: '/profile/$profileId', params: { profileId }, search: true })
  }
  return { launch, hear }
}

/** What the POS hears of an ask that was done. */
function callbackOf(ask: Ask, { profileId }: Answer): Callback | null {
  if (ask.kind === 'enrol') return null
  return { name: 'redeemReward_returnConfirmation', args: [profileId, ask.kind !== 'reverse'] }
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
  const [current] = useState(() => ({ tell, launch }))
  useEffect(() => void Object.assign(current, { tell, launch }), [current, tell, launch])
  const [desk] = useState(() => {
    const onDone = async (ask: Ask, answer: Answer): Promise<Told | null> => {
      const callback = hasSale(current.launch) ? callbackOf(ask, answer) : null
      return callback ? current.tell(callback) : null
    }
    return new RequestDesk({ client, clock: systemClock, kept: new KeptAsks(shelfOf(window), systemChance), onDone })
  })
  return useMemo(
    () => ({ client, desk, device, staff, launch, serverNow: client.serverNow, tell }),
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
