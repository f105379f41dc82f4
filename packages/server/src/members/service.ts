// Enrolling, changing and deleting members: the record, its identities, and the places and staff that it names.
import type { Static } from 'typebox'

import type { ProfileChange, ProfileRequest } from '@tillside/contract/profiles'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import type { Tenant } from '../http/context.ts'
import { mergeIdentities } from '../identities/merge.ts'
import { withdrawIdentities } from '../identities/service.ts'
import { changeProfile, createProfile, lockProfile, removeProfile, touchProfile } from '../profiles/service.ts'
import { findLinks } from './links.ts'

type Written = Outcome<string, RefusalCode>

async function withIdentities(
  tx: Tx,
  written: Written,
  change: Static<typeof ProfileChange>,
  now: Instant,
): Promise<Written> {
  const identities = change.identities ?? []
  if (!written.ok || identities.length === 0) return written
  const merged = await mergeIdentities(tx, written.value, identities, now)
  return merged.ok ? written : merged
}

/** A new member's id. */
export async function enrol(
  tx: Tx,
  tenant: Tenant,
  request: Static<typeof ProfileRequest>,
  now: Instant,
): Promise<Written> {
  const links = await findLinks(tx, request)
  if (!links.ok) return links
  const written = await createProfile(tx, request, { tenant, links: links.value, now })
  return withIdentities(tx, written, request, now)
}

export async function changeMember(
  tx: Tx,
  tenant: Tenant,
  profileId: string,
  change: Static<typeof ProfileChange>,
  now: Instant,
): Promise<Written> {
  // Nothing of the record itself: that is how a till system writes its customer numbers back, by the thousand.
  const isOfIdentities = Object.keys(change).every((name) => name === 'identities')
  const id = await (isOfIdentities ? touchProfile(tx, profileId, now) : lockProfile(tx, profileId))
  if (id === null) return refuse('not_found')
  if (isOfIdentities) return withIdentities(tx, accept(id), change, now)
  const links = await findLinks(tx, change)
  if (!links.ok) return links
  const written = await changeProfile(tx, id, change, { tenant, links: links.value, now })
  return withIdentities(tx, written, change, now)
}

export async function removeMember(tx: Tx, profileId: string, now: Instant): Promise<Outcome<undefined, RefusalCode>> {
  const id = await lockProfile(tx, profileId)
  if (id === null) return refuse('not_found')
  await removeProfile(tx, id, await withdrawIdentities(tx, id), now)
  return accept(undefined)
}
