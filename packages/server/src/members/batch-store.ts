// Batches of profiles, and their entries. Whoever writes an entry has the lock of its batch, so that the entries of one batch
// are written one after the other, whoever writes them.
import type { ProfileBatchRequest } from '@tillside/contract/profile-batches'
import type { Instant } from '@tillside/rules/time'
import type { Static } from 'typebox'

import { toJson } from '../db/json.ts'
import { sendAlong } from '../db/ending.ts'
import type { Db, Tx } from '../db/open.ts'

export type BatchEntry = Static<typeof ProfileBatchRequest>['profiles'][number]

interface BatchColumns {
  match_criteria: string
  user_id: number
  token_id: string
  token_name: string
  scopes: string[]
}

export interface BatchRow extends BatchColumns {
  id: number
  item_count: number
  /** The entry that is next. */
  next_position: number
  /** How often the next entry failed for a reason that was not its own. */
  attempts: number
  finished_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

export async function insertBatch(
  tx: Tx,
  batch: BatchColumns,
  entries: readonly BatchEntry[],
  now: Instant,
): Promise<number> {
  const [row] = await tx<{ id: number }[]>`
    with made as (
      insert into profile_batch ${tx({ ...batch, item_count: entries.length, created_at: now, updated_at: now })} returning id),
    items as (
      insert into profile_batch_item (batch_id, position, body)
      select made.id, entry.position - 1, entry.body
      from made, jsonb_array_elements(${toJson(tx, entries)}) with ordinality as entry (body, position))
    select id from made`
  if (!row) throw new Error('a batch was not inserted')
  return row.id
}

/** The first batches that are not finished. */
export const listOpenBatches = (db: Db, countMax: number): Promise<Pick<BatchRow, 'id' | 'token_name'>[]> =>
  db<
    Pick<BatchRow, 'id' | 'token_name'>[]
  >`select id, token_name from profile_batch where finished_at is null order by id limit ${countMax}`

/** A batch with the entry that is next, behind its lock. Undefined while another has it, and when it is finished. */
export async function lockBatch(tx: Tx, id: number): Promise<(BatchRow & { entry: BatchEntry }) | undefined> {
  const [row] = await tx<(BatchRow & { entry: BatchEntry })[]>`
    select b.*, (select body from profile_batch_item i where i.batch_id = b.id and i.position = b.next_position) as entry
    from profile_batch b where b.id = ${id} and b.finished_at is null for update skip locked`
  return row
}

export interface ItemResult {
  readonly outcome: 'created' | 'updated' | 'deleted' | 'refused'
  readonly profileId: string | null
  readonly refusal: Readonly<Record<string, unknown>> | null
}

/** Notes what became of the next entry, forgets what it said, and goes on to the one behind it. Leaves at once, with the commit. */
export const finishEntry = (
  tx: Tx,
  { id, next_position, item_count }: BatchRow,
  { outcome, profileId, refusal }: ItemResult,
  now: Instant,
): Promise<void> =>
  sendAlong(
    tx,
    tx`
  with noted as (
    update profile_batch_item set outcome = ${outcome}, profile_id = ${profileId}, refusal = ${toJson(tx, refusal)}, body = null
    where batch_id = ${id} and position = ${next_position})
  update profile_batch set next_position = ${next_position + 1}, attempts = 0, updated_at = ${now},
    finished_at = ${next_position + 1 === item_count ? now : null}::timestamptz
  where id = ${id}`.execute(),
  )

export async function noteAttempt(tx: Tx, id: number, now: Instant): Promise<void> {
  await tx`update profile_batch set attempts = attempts + 1, updated_at = ${now} where id = ${id}`
}

export async function removeFinishedBatches(db: Db, before: Instant): Promise<void> {
  await db`delete from profile_batch where finished_at < ${before}`
}

interface ItemRow {
  position: number
  outcome: ItemResult['outcome'] | null
  profile_id: string | null
  refusal: Record<string, unknown> | null
}

/** Both as of one moment. */
export async function findBatch(db: Db, id: number): Promise<(BatchRow & { items: ItemRow[] }) | undefined> {
  const [row] = await db<(BatchRow & { items: ItemRow[] })[]>`
    select b.*, (
      select json_agg(json_build_object('position', i.position, 'outcome', i.outcome, 'profile_id', i.profile_id, 'refusal', i.refusal)
        order by i.position)
      from profile_batch_item i where i.batch_id = b.id) as items
    from profile_batch b where b.id = ${id}`
  return row
}
