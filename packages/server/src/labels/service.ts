// Systems and tags that a sale, a product or a member brings along are made on the fly.
import type { Tx } from '../db/open.ts'
import { insertMissingLabels } from './store.ts'

/** Makes the systems that are not there yet. */
export async function ensureSystems(tx: Tx, handles: readonly string[]): Promise<void> {
  if (handles.length > 0) await insertMissingLabels(tx, 'system_label', handles)
}

/** Makes the tags that are not there yet. */
export async function ensureTags(tx: Tx, handles: readonly string[]): Promise<void> {
  if (handles.length > 0) await insertMissingLabels(tx, 'tag', handles)
}
