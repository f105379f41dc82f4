// Who stands at this device: one person at a time, by name and PIN, by number and PIN, or by badge.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import type { Device, DeviceSession } from './device.tsx'
import { Door } from './door.tsx'
import { useText } from './i18n.tsx'
import { Note } from './note.tsx'
import { StaffProof } from './staff-proof.tsx'

interface SignInPageProps {
  readonly device: Device
  readonly session: DeviceSession
  readonly isOffline: boolean
  /** Left out: every scan is one. */
  readonly isBadge?: ((scanned: string) => boolean) | undefined
}

export function SignInPage({ device, session, isOffline, isBadge }: SignInPageProps): ReactNode {
  const t = useText()
  const people = useQuery({
    queryKey: ['device-staff', isOffline],
    queryFn: () => session.listStaff(),
    staleTime: 0,
  })
  const place = [device.shop.name, device.location?.name, device.name].filter(Boolean).join(' · ')
  return (
    <Door title={t('kit.sign_in.title')} over={place} width="wide">
      {isOffline ? (
        <Note kind="attention" icon="cloud_off" title={t('kit.sign_in.offline')}>
          {t(device.app === 'till' ? 'kit.sign_in.offline_till' : 'kit.sign_in.offline_portal')}
        </Note>
      ) : null}
      <StaffProof
        people={people.data ?? (people.isError ? [] : undefined)}
        onProof={(proof) => session.signIn(proof)}
        submitLabel={t('kit.sign_in.submit')}
        isBadge={isBadge}
        otherScans="told"
      />
    </Door>
  )
}
