// One entry of a batch: whom it means, and what the ordinary routes would do with it.
import type { RefusalCode } from '@tillside/contract/refusals'
import type { Scope } from '@tillside/contract/scopes'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import { BeginAgain } from '../db/begin-again.ts'
import type { Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import type { Tenant } from '../http/context.ts'
import { findProfileForSale, findSurvivor } from '../profiles/service.ts'
import { type BatchEntry, type BatchRow, insertBatch, type ItemResult } from './batch-store.ts'
import { changeMember, enrol, removeMember } from './service.ts'

export type { BatchEntry } from './batch-store.ts'

/** Takes a batch to be written later, on behalf of the caller. Its id. */
export const takeBatch = (
  tx: Tx,
  { userId, tokenId, tokenName, scopes }: Caller,
  batch: { readonly matchCriteria: string; readonly entries: readonly BatchEntry[] },
  now: Instant,
): Promise<number> =>
  insertBatch(
    tx,
    {
      match_criteria: batch.matchCriteria,
      user_id: userId,
      token_id: tokenId,
      token_name: tokenName,
      scopes: [...scopes],
    },
    batch.entries,
    now,
  )

const byEmail = 'email'

const required = (field: string, why: string): Outcome<never, RefusalCode> =>
  refuse('validation_failed', { field, words: `The ${field} field is required: ${why}.` })

/** The member that an entry without an id means; null for one who is new. */
async function findMeant(tx: Tx, entry: BatchEntry, criteria: string): Promise<Outcome<string | null, RefusalCode>> {
  if (criteria === byEmail) {
    if (entry.email === undefined) return required('email', 'this batch is matched by it')
    return accept(await findProfileForSale(tx, entry.email, byEmail))
  }
  const identity = entry.identities?.find(({ handle }) => handle === criteria)
  if (!identity) return required('identities', `this batch is matched by the one with the handle ${criteria}`)
  return accept(await findProfileForSale(tx, identity.identifier, criteria))
}

type Written = Outcome<ItemResult, RefusalCode>

const written = (outcome: ItemResult['outcome'], profileId: string): Written =>
  accept({ outcome, profileId, refusal: null })

const lacking = (scope: Scope): Written => refuse('scope_missing', { details: { scope } })

interface Writing {
  readonly batch: Pick<BatchRow, 'match_criteria' | 'scopes'>
  readonly tenant: Tenant
  readonly now: Instant
}

async function change(tx: Tx, id: string, entry: BatchEntry, { batch, tenant, now }: Writing): Promise<Written> {
  if (entry.profile_type === 'deleted') {
    if (!batch.scopes.includes('delete-profiles')) return lacking('delete-profiles')
    const removed = await removeMember(tx, id, now)
    return removed.ok ? written('deleted', id) : removed
  }
  if (!batch.scopes.includes('update-profiles')) return lacking('update-profiles')
  const { id: _id, profile_type: type, joined_at: _joinedAt, email, ...rest } = entry
  // The address by which an entry is matched says who is meant. It may be that of one who was merged, and does not come back.
  const isName = !entry.id && batch.match_criteria === byEmail
  const sent = {
    ...rest,
    ...(type === undefined ? {} : { profile_type: type }),
    ...(isName || email === undefined ? {} : { email }),
  }
  const changed = await changeMember(tx, tenant, id, sent, now)
  return changed.ok ? written('updated', changed.value) : changed
}

async function create(tx: Tx, entry: BatchEntry, { tenant, now }: Writing): Promise<Written> {
  const { id: _id, profile_type: type, email, ...rest } = entry
  if (type === 'deleted') return refuse('not_found')
  if (email === undefined) return required('email', 'the member is new')
  const enrolled = await enrol(
    tx,
    tenant,
    { ...rest, email, ...(type === undefined ? {} : { profile_type: type }) },
    now,
  )
  return enrolled.ok ? written('created', enrolled.value) : enrolled
}

const isGone = (outcome: Written): boolean => !outcome.ok && outcome.refusal.code === 'not_found'

/** The member with the id, or the one into whom they were merged. */
async function changeNamed(tx: Tx, id: string, entry: BatchEntry, writing: Writing): Promise<Written> {
  const changed = await change(tx, id, entry, writing)
  if (!isGone(changed)) return changed
  const survivor = await findSurvivor(tx, id)
  return survivor === null ? refuse('reference_unknown', { field: 'id' }) : change(tx, survivor, entry, writing)
}

export async function writeEntry(tx: Tx, entry: BatchEntry, writing: Writing): Promise<Written> {
  if (entry.id) return changeNamed(tx, entry.id, entry, writing)
  const meant = await findMeant(tx, entry, writing.batch.match_criteria)
  if (!meant.ok) return meant
  if (meant.value === null) return create(tx, entry, writing)
  const changed = await change(tx, meant.value, entry, writing)
  // Who was there when we looked was merged or deleted before the lock was ours: we look again.
  if (isGone(changed)) throw new BeginAgain('a member went away meanwhile')
  return changed
}
