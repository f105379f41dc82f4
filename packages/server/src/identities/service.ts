// The ways to recognise a member. Every change goes through the member's lock, so that there is one primary
// identity at most whoever changes it at the same time.
import type { Static } from 'typebox'

import type { Identity, IdentityChange, IdentityRequest } from '@tillside/contract/identities'
import type { RefusalCode } from '@tillside/contract/refusals'
import { cardCandidates } from '@tillside/rules/identities'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Filter, List } from '../db/list.ts'
import type { Db, Tx } from '../db/open.ts'
import { wireMoment } from '../http/render.ts'
import { isSame } from '../outbox/compare.ts'
import { announceProfileUpdated } from '../profiles/news.ts'
import { touchProfile } from '../profiles/service.ts'
import { announceCreated } from './news.ts'
import { blankIdentifier, readIdentifier, withScannedValues } from './scan.ts'
import * as store from './store.ts'

export { handOverIdentities, listActiveByProfiles } from './store.ts'

export type IdentityRow = store.IdentityRow

export const toIdentity = (row: IdentityRow): Static<typeof Identity> => ({
  id: row.id,
  handle: row.handle,
  identifier: row.identifier,
  is_primary: row.is_primary,
  is_active: row.is_active,
  profile_id: row.profile_id,
  merged_from: row.merged_from,
  created_at: wireMoment(row.created_at),
  updated_at: wireMoment(row.updated_at),
})

/** Which identity of a profile a path names. */
export type Named = { readonly handle: string } | { readonly id: number | null }

export async function findNamed(db: Db, profileId: string, named: Named): Promise<IdentityRow | undefined> {
  if ('handle' in named) return store.findByHandle(db, profileId, named.handle)
  return named.id === null ? undefined : store.findById(db, profileId, named.id)
}

/** A page of identities, a card in the filter being read as a scanner delivers it. */
export async function listIdentities(db: Db, list: List): Promise<{ rows: IdentityRow[]; total: number }> {
  const byHandle = list.filters.find((filter) => filter.field === 'handle' && filter.operator === 'eq')
  const asked = { handle: byHandle ? String(byHandle.values[0]) : null, isActive: false }
  const read = async (filter: Filter): Promise<Filter> =>
    filter.field === 'identifier' ? withScannedValues(db, filter, asked) : filter
  return store.listIdentities(db, { ...list, filters: await Promise.all(list.filters.map(read)) })
}

/** The active identities behind a scan; those with the exact number when there are any. */
export async function findScanned(db: Db, scanned: string, handle: string | null): Promise<IdentityRow[]> {
  const candidates = cardCandidates(scanned)
  if (candidates.length === 0) return []
  const rows = await store.findActive(db, candidates, handle)
  const exact = rows.filter((row) => row.identifier === candidates[0])
  return exact.length > 0 ? exact : rows
}

export async function createIdentity(
  tx: Tx,
  profileId: string,
  request: Static<typeof IdentityRequest>,
  now: Instant,
): Promise<Outcome<IdentityRow, RefusalCode>> {
  const id = await touchProfile(tx, profileId, now)
  if (id === null) return refuse('not_found')
  const identifier = readIdentifier(request.identifier)
  if (identifier === null) return refuse('validation_failed', blankIdentifier('identifier'))
  const isPrimary = request.is_primary ?? false
  if (isPrimary) await store.clearPrimary(tx, id, now)
  const identity = { handle: request.handle, identifier, is_primary: isPrimary, is_active: request.is_active ?? true }
  const [row] = await store.insertIdentities(tx, id, [identity], now)
  if (!row) return refuse('identity_taken')
  announceProfileUpdated(tx, id)
  announceCreated(tx, [row])
  return accept(row)
}

export async function changeIdentity(
  tx: Tx,
  profileId: string,
  named: Named,
  change: Static<typeof IdentityChange>,
  now: Instant,
): Promise<Outcome<IdentityRow, RefusalCode>> {
  const id = await touchProfile(tx, profileId, now)
  const before = id === null ? undefined : await findNamed(tx, id, named)
  if (!before) return refuse('not_found')
  const identifier = change.identifier === undefined ? before.identifier : readIdentifier(change.identifier)
  if (identifier === null) return refuse('validation_failed', blankIdentifier('identifier'))
  if (change.is_primary === true && !before.is_primary) await store.clearPrimary(tx, before.profile_id, now)
  const identity = {
    identifier,
    is_primary: change.is_primary ?? before.is_primary,
    is_active: change.is_active ?? before.is_active,
  }
  const after = await store.updateIdentity(tx, before.id, identity, now)
  if (!isSame(before, after)) announceProfileUpdated(tx, after.profile_id)
  return accept(after)
}

export async function removeIdentity(
  tx: Tx,
  profileId: string,
  named: Named,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  const id = await touchProfile(tx, profileId, now)
  const row = id === null ? undefined : await findNamed(tx, id, named)
  if (!row) return refuse('not_found')
  await store.deleteIdentity(tx, row.id)
  announceProfileUpdated(tx, row.profile_id)
  return accept(undefined)
}

/** Takes every identity off a member who is being deleted. */
export const withdrawIdentities = (tx: Tx, profileId: string): Promise<IdentityRow[]> =>
  store.deleteByProfile(tx, profileId)
