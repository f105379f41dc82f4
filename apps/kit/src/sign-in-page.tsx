// Who stands at this device: one person at a time, by name and PIN, by number and PIN, or by badge.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import type { Device, DeviceSession, StaffTile } from './device.tsx'
import { Door } from './door.tsx'
import { useText } from './i18n.tsx'
import { Note } from './note.tsx'
import type { SignedOut } from './signed-out.ts'
import { StaffProof } from './staff-proof.tsx'

interface SignInPageProps {
  readonly device: Device
  readonly session: DeviceSession
  readonly isOffline: boolean
  /** Who was signed in before, where they did not sign out here. */
  readonly signedOut: SignedOut | null
  /** Left out: every scan is one. */
  readonly isBadge?: ((scanned: string) => boolean) | undefined
}

/** Why: whoever is not among those who can sign in has lost it; null while that is not known. */
function whyWords({ staffId, why }: SignedOut, people: readonly StaffTile[] | undefined): string | null {
  if (why !== 'ended') return why
  if (people === undefined) return null
  return people.some(({ id }) => id === staffId) ? 'changed' : 'no_access'
}

export function SignInPage({ device, session, isOffline, signedOut, isBadge }: SignInPageProps): ReactNode {
  const t = useText()
  const people = useQuery({
    queryKey: ['device-staff', isOffline],
    queryFn: () => session.listStaff(),
    staleTime: 0,
  })
  const place = [device.shop.name, device.location?.name, device.name].filter(Boolean).join(' · ')
  const why = signedOut === null ? null : whyWords(signedOut, people.data)
  return (
    <Door title={t('kit.sign_in.title')} over={place} width="wide">
      {isOffline ? (
        <Note kind="attention" icon="cloud_off" title={t('kit.sign_in.offline')}>
          {t(device.app === 'till' ? 'kit.sign_in.offline_till' : 'kit.sign_in.offline_portal')}
        </Note>
      ) : null}
      {signedOut === null || why === null ? null : (
        <Note kind="attention" icon="sign_out" title={t('kit.signed_out.title', { name: signedOut.name })}>
          {t(`kit.signed_out.${why}`)}
        </Note>
      )}
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
