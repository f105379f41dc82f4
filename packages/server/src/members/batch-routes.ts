import type { Static } from 'typebox'

import { batchProfiles, type ProfileBatch, readProfileBatch } from '@tillside/contract/profile-batches'
import { accept, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { query } from '../http/query.ts'
import { wireMoment, wireMomentOrNull } from '../http/render.ts'
import { findBatch } from './batch-store.ts'
import { takeBatch } from './batches.ts'

type Wire = Static<typeof ProfileBatch>

function toBatch(batch: NonNullable<Awaited<ReturnType<typeof findBatch>>>): Wire {
  const items = batch.items as Wire['items']
  const count = (outcome: string): number => items.filter((item) => item.outcome === outcome).length
  const begun = batch.next_position > 0 ? 'processing' : 'queued'
  return {
    id: batch.id,
    match_criteria: batch.match_criteria,
    status: batch.finished_at === null ? begun : 'finished',
    count: batch.item_count,
    created_count: count('created'),
    updated_count: count('updated'),
    deleted_count: count('deleted'),
    refused_count: count('refused'),
    items,
    created_at: wireMoment(batch.created_at),
    finished_at: wireMomentOrNull(batch.finished_at),
  }
}

export function mountBatchRoutes(context: Context): void {
  command(context, batchProfiles, async (tx, caller, { body }, now) => {
    const batch = { matchCriteria: body.match_criteria, entries: body.profiles }
    return accept({
      message: 'Profiles queued for batch import.' as const,
      batch_id: await takeBatch(tx, caller, batch, now),
    })
  })

  query(context, readProfileBatch, async (db, { params }) => {
    const id = readId(params.batch_id)
    const batch = id === null ? undefined : await findBatch(db, id)
    return batch ? accept(toBatch(batch)) : refuse('not_found')
  })
}
