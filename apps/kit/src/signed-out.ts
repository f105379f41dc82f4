// Why somebody is not signed in any more who did not sign out on this page. Whoever comes back to it would take it for a fault.
import { type Instant, parseUtc } from '@tillside/rules/time'

import type { SignedIn } from './device.tsx'

export interface SignedOut {
  readonly staffId: number
  readonly name: string
  /** `ended`: by the server, since what they may or how they sign in was changed. */
  readonly why: 'expired' | 'elsewhere' | 'ended'
}

/** `left`: when whoever signed out on this device by hand had signed in there; other windows of it share what they keep. */
export function whySignedOut(before: SignedIn, left: string | undefined, now: Instant): SignedOut {
  const endedAt = parseUtc(before.expires_at)
  const isExpired = endedAt !== null && endedAt <= now
  const why = isExpired ? 'expired' : left === before.signed_in_at ? 'elsewhere' : 'ended'
  return { staffId: before.id, name: before.full_name, why }
}
