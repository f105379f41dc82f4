import type { Tx } from '../db/open.ts'
import { announce } from '../outbox/announce.ts'
import type { IdentityRow } from './store.ts'

/** The profile that they belong to says for itself that it changed. */
export const announceCreated = (tx: Tx, rows: readonly IdentityRow[]): void =>
  announce(
    tx,
    ...rows.map(({ id, profile_id: profileId }) => ({ event: 'identity.created', profileId, subjectId: id }) as const),
  )
