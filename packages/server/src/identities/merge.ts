// The identities inside a profile that is made or changed: those that are there are changed, others are added,
// and what is not named stays. Behind the member's lock.
import type { Static } from 'typebox'

import type { ProfileChange } from '@tillside/contract/profiles'
import type { RefusalCode } from '@tillside/contract/refusals'
import { cardKey } from '@tillside/rules/identities'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { announceProfileUpdated } from '../profiles/news.ts'
import { announceCreated } from './news.ts'
import { blankIdentifier, readIdentifier } from './scan.ts'
import {
  clearPrimary,
  type IdentityRow,
  insertIdentities,
  listByProfile,
  type NewIdentity,
  updateIdentity,
} from './store.ts'

type Sent = NonNullable<Static<typeof ProfileChange>['identities']>[number]

interface Entry {
  readonly position: number
  /** The identity that is meant, when it is there. */
  readonly before: IdentityRow | undefined
  readonly after: NewIdentity
}

const fieldOf = (position: number, name: string): string => `identities.${position}.${name}`

function readEntry(sent: Sent, position: number, before: readonly IdentityRow[]): Outcome<Entry, RefusalCode> {
  const identifier = readIdentifier(sent.identifier)
  if (identifier === null) return refuse('validation_failed', blankIdentifier(fieldOf(position, 'identifier')))
  const isMeant = (row: IdentityRow): boolean =>
    sent.id ? row.id === sent.id : row.handle === sent.handle && cardKey(row.identifier) === cardKey(identifier)
  const meant = before.find(isMeant)
  if (sent.id && !meant) return refuse('reference_unknown', { field: fieldOf(position, 'id') })
  if (meant && meant.handle !== sent.handle) {
    const field = fieldOf(position, 'handle')
    return refuse('validation_failed', {
      field,
      words: `The ${field} field cannot change: this identity is ${meant.handle}.`,
    })
  }
  const after = {
    handle: sent.handle,
    identifier,
    is_primary: sent.is_primary ?? meant?.is_primary ?? false,
    is_active: sent.is_active ?? meant?.is_active ?? true,
  }
  return accept({ position, before: meant, after })
}

/** One entry for each identity: of two that mean the same the later counts. Only the last primary one is primary. */
function settle(entries: readonly Entry[]): Entry[] {
  const byIdentity = new Map(
    entries.map((entry) => [`${entry.after.handle} ${cardKey(entry.after.identifier)}`, entry]),
  )
  const distinct = [...byIdentity.values()]
  const primary =
    distinct.findLast((entry) => entry.after.is_primary && entry.before?.is_primary !== true) ??
    distinct.findLast((entry) => entry.after.is_primary)
  return distinct.map((entry) => ({ ...entry, after: { ...entry.after, is_primary: entry === primary } }))
}

const hasChanged = ({ before, after }: Entry): boolean =>
  before?.identifier !== after.identifier ||
  before.is_primary !== after.is_primary ||
  before.is_active !== after.is_active

export async function mergeIdentities(
  tx: Tx,
  profileId: string,
  sent: readonly Sent[],
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  const before = await listByProfile(tx, profileId)
  const entries: Entry[] = []
  for (const [position, identity] of sent.entries()) {
    const entry = readEntry(identity, position, before)
    if (!entry.ok) return entry
    entries.push(entry.value)
  }
  const changes = settle(entries).filter(hasChanged)
  if (changes.length > 0) announceProfileUpdated(tx, profileId)
  if (changes.some(({ after }) => after.is_primary)) await clearPrimary(tx, profileId, now)
  for (const change of changes) {
    if (change.before) await updateIdentity(tx, change.before.id, change.after, now)
  }
  const added = changes.filter((change) => !change.before)
  if (added.length === 0) return accept(undefined)
  const rows = await insertIdentities(
    tx,
    profileId,
    added.map((change) => change.after),
    now,
  )
  announceCreated(tx, rows)
  const taken = added.find(
    ({ after }) => !rows.some((row) => row.handle === after.handle && row.identifier === after.identifier),
  )
  return taken ? refuse('identity_taken', { field: fieldOf(taken.position, 'identifier') }) : accept(undefined)
}
