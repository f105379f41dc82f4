// What of a profile changed, as news. The same sent again changes nothing but moments, which is no news.
import { isDeepStrictEqual } from 'node:util'

import type { Tx } from '../db/open.ts'
import { announce } from '../outbox/announce.ts'
import { isSame } from '../outbox/compare.ts'
import type { AddressRow, ProfileColumns } from './row.ts'

const timeless = <T extends object>(part: T) => ({ ...part, updated_at: null })

/** Without the moments at which parts were sent. */
const contentOf = (profile: ProfileColumns) => ({
  ...profile,
  addresses: profile.addresses.map(timeless),
  comms: timeless(profile.comms),
  appearance: timeless(profile.appearance),
  dates: profile.dates.map(timeless),
  custom_attributes: profile.custom_attributes.map(timeless),
})

const attributesOf = (profile: ProfileColumns) => {
  const { comms, appearance, dates, custom_attributes } = contentOf(profile)
  return { comms, appearance, dates, custom_attributes }
}

function announceAddresses(
  tx: Tx,
  profileId: string,
  before: readonly AddressRow[],
  after: readonly AddressRow[],
): void {
  for (const address of after) {
    const known = before.find(({ id }) => id === address.id)
    if (known && isSame(known, address)) continue
    const subject = { profileId, subjectId: address.id }
    announce(
      tx,
      { event: known ? 'profile.address.updated' : 'profile.address.created', ...subject },
      { event: known ? 'address.updated' : 'address.created', ...subject },
    )
  }
}

/** `before` is undefined for a member who is new. */
export function announceProfile(
  tx: Tx,
  profileId: string,
  before: ProfileColumns | undefined,
  after: ProfileColumns,
): void {
  if (before && isDeepStrictEqual(contentOf(before), contentOf(after))) return
  announce(tx, { event: before ? 'profile.updated' : 'profile.created', profileId, subjectId: profileId })
  if (!before && after.profile_type === 'temporary')
    announce(tx, { event: 'profile-temporary.created', profileId, subjectId: profileId })
  announceAddresses(tx, profileId, before?.addresses ?? [], after.addresses)
  if (before && !isDeepStrictEqual(attributesOf(before), attributesOf(after)))
    announce(tx, { event: 'profile-attribute.updated', profileId, subjectId: profileId })
}

/** Something that belongs to a profile changed, and is kept beside it. */
export const announceProfileUpdated = (tx: Tx, profileId: string): void =>
  announce(tx, { event: 'profile.updated', profileId, subjectId: profileId })
