// Members as records: locking, finding, making and changing them. What belongs to them is the business of
// the features to the left.
import { randomUUID } from 'node:crypto'
import type { Static } from 'typebox'

import type { ProfileChange, ProfileRequest } from '@tillside/contract/profiles'
import type { RefusalCode } from '@tillside/contract/refusals'
import { cardCandidates } from '@tillside/rules/identities'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { type Instant, parseUtc } from '@tillside/rules/time'

import { BeginAgain } from '../db/begin-again.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Tenant } from '../http/context.ts'
import { readUuid } from '../http/ids.ts'
import { announce } from '../outbox/announce.ts'
import { ensureTags } from '../labels/service.ts'
import { changed, countParts, type ProfileLinks } from './fields.ts'
import { announceProfile } from './news.ts'
import { noPhone, readPhone } from './phones.ts'
import { blankProfile, columnsOf, fullName, type ProfileColumns } from './row.ts'
import * as store from './store.ts'

/**
 * Takes the one lock of every command that moves a member's value; two tills can present the same card in
 * the same second. Null when there is no such member.
 */
export async function lockProfile(tx: Tx, profileId: string): Promise<string | null> {
  const id = readUuid(profileId)
  return id !== null && (await store.lockProfileForValue(tx, id)) ? id : null
}

/**
 * Locks several members in one order, so that two commands cannot wait for each other. Also those deleted since: value is
 * never stuck. What belonged to one who was merged meanwhile belongs to another now: then all begins again.
 */
export async function lockProfiles(tx: Tx, ids: readonly (string | null)[]): Promise<void> {
  const named = [...new Set(ids.filter((id) => id !== null))]
  const locked = named.length > 0 ? await store.lockProfilesInOrder(tx, named) : []
  if (locked.some((row) => row.is_merged)) throw new BeginAgain('a member was merged meanwhile')
}

/** The id of a member who is there, without a lock; null when there is no such member. */
export async function findProfileId(db: Db, profileId: string): Promise<string | null> {
  const id = readUuid(profileId)
  return id !== null && (await store.isProfile(db, id)) ? id : null
}

/** Locks the member and says that something of theirs changed, so that who catches up by `updated_at` sees it. */
export async function touchProfile(tx: Tx, profileId: string, now: Instant): Promise<string | null> {
  const id = readUuid(profileId)
  return id !== null && (await store.touchProfile(tx, id, now)) ? id : null
}

interface ProfileSummary {
  first_name: string
  last_name: string
  full_name: string
  email: string | null
  statuses: string[]
}

/** Members by id, as they stand inside a sale or a redemption. Those that were deleted are not in it. */
export async function findProfileSummaries(db: Db, ids: readonly string[]): Promise<Map<string, ProfileSummary>> {
  const rows = ids.length === 0 ? [] : await store.findNamesByIds(db, ids)
  return new Map(rows.map(({ id, ...names }) => [id, { ...names, full_name: fullName(names) }]))
}

type Fate = { readonly merged_into: string } | { readonly is_deleted: true }

/** The member into whom the one with this id was merged; null where that never happened, or the last of them is gone too. */
export async function findSurvivor(db: Db, profileId: string): Promise<string | null> {
  const id = readUuid(profileId)
  return id === null ? null : ((await store.findSurvivor(db, id)) ?? null)
}

/**
 * What became of a member who is not there: into whom they were merged, or that they were deleted. Null for an id that was never a
 * member's: a copy of members elsewhere must not take the one for the other.
 */
export async function findFate(db: Db, profileId: string): Promise<Fate | null> {
  const survivor = await findSurvivor(db, profileId)
  if (survivor !== null) return { merged_into: survivor }
  const id = readUuid(profileId)
  return id !== null && (await store.isDeleted(db, id)) ? { is_deleted: true } : null
}

/** Who the member with this id is now: themselves, or the one into whom they were merged. Without a lock. */
export const findProfileOrSurvivor = async (db: Db, profileId: string): Promise<string | null> =>
  (await findProfileId(db, profileId)) ?? findSurvivor(db, profileId)

async function findByEmailForSale(db: Db, email: string): Promise<string | null> {
  const found = await store.findNameByEmail(db, email)
  const merged = found ? undefined : await store.findMergedByEmail(db, email)
  return found?.id ?? (merged === undefined ? null : findSurvivor(db, merged))
}

/**
 * The member that a sale names: by id (handle null), by e-mail (handle `email`), or by an identity. A receipt is a
 * fact, so a card that was active when it was scanned still names its member when the receipt comes late, and so do the id and
 * the address of one who was merged since.
 */
export async function findProfileForSale(db: Db, given: string, handle: string | null): Promise<string | null> {
  if (handle === null) return findProfileOrSurvivor(db, given)
  if (handle === 'email') return findByEmailForSale(db, given.trim())
  const candidates = cardCandidates(given)
  return candidates.length === 0 ? null : ((await store.findIdByIdentity(db, handle, candidates)) ?? null)
}

interface Changing {
  readonly tenant: Tenant
  readonly links: ProfileLinks
  readonly now: Instant
}

async function change(
  tx: Tx,
  before: ProfileColumns,
  sent: Static<typeof ProfileChange>,
  changing: Changing,
): Promise<Outcome<ProfileColumns, RefusalCode>> {
  const partCount = countParts(sent)
  const ids = partCount === 0 ? [] : await store.drawPartIds(tx, partCount)
  const nextId = (): number => {
    const id = ids.shift()
    if (id === undefined) throw new Error('a profile got more parts than were counted')
    return id
  }
  const outcome = changed(before, sent, { ...changing, nextId })
  if (outcome.ok) await ensureTags(tx, outcome.value.tags)
  return outcome
}

/** That e-mail and mobile number are free is decided by the unique indexes, also between two tills at once. */
export async function createProfile(
  tx: Tx,
  request: Static<typeof ProfileRequest>,
  changing: Changing,
): Promise<Outcome<string, RefusalCode>> {
  const { now } = changing
  const joinedAt = request.joined_at ? parseUtc(request.joined_at) : now
  if (joinedAt === null) {
    return refuse('validation_failed', {
      field: 'joined_at',
      words: 'The joined_at field must be a moment that exists.',
    })
  }
  const outcome = await change(tx, blankProfile(joinedAt), request, changing)
  if (!outcome.ok) return outcome
  const id = randomUUID()
  await store.insertProfile(tx, id, outcome.value, now)
  announceProfile(tx, id, undefined, outcome.value)
  return accept(id)
}

export async function changeProfile(
  tx: Tx,
  profileId: string,
  sent: Static<typeof ProfileChange>,
  changing: Changing,
): Promise<Outcome<string, RefusalCode>> {
  const id = readUuid(profileId)
  const before = id === null ? undefined : await store.lockProfileForChange(tx, id)
  if (!before) return refuse('not_found')
  const columns = columnsOf(before)
  const outcome = await change(tx, columns, sent, changing)
  if (!outcome.ok) return outcome
  await store.updateProfile(tx, before.id, outcome.value, changing.now)
  announceProfile(tx, before.id, columns, outcome.value)
  return accept(before.id)
}

/** Behind the member's lock. The identities that were taken off go with the record, for an administrator. */
export async function removeProfile(tx: Tx, id: string, identities: readonly object[], now: Instant): Promise<void> {
  await store.markDeleted(tx, id, identities, now)
  announce(tx, { event: 'profile.deleted', profileId: id, subjectId: id })
}

type Holder = { id: string; full_name: string }

const holderOf = (row: store.NameRow | undefined): Holder | null =>
  row ? { id: row.id, full_name: fullName(row) } : null

/** Who has this e-mail address, whatever the case of its letters. */
export const findEmailHolder = async (db: Db, email: string): Promise<Holder | null> =>
  holderOf(await store.findNameByEmail(db, email))

/** Who has this mobile number, in any usual spelling; a number that nobody can have is refused. */
export async function findMobileHolder(
  db: Db,
  typed: string,
  region: string,
): Promise<Outcome<Holder | null, 'validation_failed'>> {
  const e164 = readPhone(typed, region)
  if (e164 === null) return refuse('validation_failed', noPhone('mobile_phone', region))
  return accept(holderOf(await store.findNameByMobile(db, e164)))
}
