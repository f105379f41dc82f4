// From numbered changes to messages and deliveries.
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'

/** The last change of which messages were made; undefined while another process makes some. */
export async function holdCursor(tx: Tx): Promise<number | undefined> {
  const [row] = await tx<{ number: number }[]>`select number from webhook_cursor for update skip locked`
  return row?.number
}

export async function readCursor(db: Db): Promise<number> {
  const [row] = await db<{ number: number }[]>`select number from webhook_cursor`
  return row?.number ?? 0
}

export async function moveCursor(tx: Tx, number: number): Promise<void> {
  await tx`update webhook_cursor set number = ${number}`
}

/** From here what is told can be taken back. */
export async function beginTelling(tx: Tx): Promise<void> {
  await tx`savepoint telling`
}

export async function takeBack(tx: Tx): Promise<void> {
  await tx`rollback to savepoint telling`
}

export async function endTelling(tx: Tx): Promise<void> {
  await tx`release savepoint telling`
}

/** A webhook that is switched on, as far as it matters for what it is told. */
export interface Listener {
  id: number
  trigger: string
  namespace: string
  endpoint_id: number
  condition: Record<string, unknown> | null
  condition_error: string | null
}

/** Held as they are: one that is moved to another URL, switched off or deleted waits, and then finds what was made for it. */
export const holdListeners = (tx: Tx): Promise<Listener[]> => tx<Listener[]>`
  select id, trigger, namespace, endpoint_id, condition, condition_error from webhook where is_active order by id for share`

export const readVersions = (db: Db, profileIds: readonly string[]): Promise<{ id: string; version: number }[]> => db<
  { id: string; version: number }[]
>`
  select id, version from profile where id = any(${profileIds as string[]}::uuid[])`

export interface NewMessage {
  readonly id: string
  readonly changeNumber: number | null
  readonly event: string
  readonly profileId: string | null
  readonly version: number | null
  /** Null when it could not be made. */
  readonly body: string | null
}

export async function insertMessages(tx: Tx, messages: readonly NewMessage[], now: Instant): Promise<void> {
  await tx`
    insert into webhook_message (id, change_number, event, profile_id, version, body, created_at)
    select id, change_number, event, profile_id, version, body, ${now} from unnest(
      ${messages.map(({ id }) => id)}::uuid[], ${messages.map(({ changeNumber }) => changeNumber)}::bigint[],
      ${messages.map(({ event }) => event)}::text[], ${messages.map(({ profileId }) => profileId)}::uuid[],
      ${messages.map(({ version }) => version)}::bigint[], ${messages.map(({ body }) => body)}::text[])
      as m (id, change_number, event, profile_id, version, body)`
}

export interface NewDelivery {
  readonly webhookId: number
  readonly endpointId: number
  readonly messageId: string
  readonly subject: string
}

/**
 * In the order given: their ids say in which order they are told. What is behind one that waits is not due before it. Those that
 * wait are few, and looked up at once: one by one, each look would pass by everything else that is pending. `failure`: why they
 * are parked from the first.
 */
export async function insertDeliveries(
  tx: Tx,
  deliveries: readonly NewDelivery[],
  { failure, now }: { readonly failure: string | null; readonly now: Instant },
): Promise<void> {
  const endpointIds = deliveries.map(({ endpointId }) => endpointId)
  await tx`
    with waiting as materialized (
      select endpoint_id, subject, max(next_at) as next_at from webhook_delivery
      where state = 'pending' and next_at > ${now} and endpoint_id = any(${[...new Set(endpointIds)]}::bigint[])
      group by 1, 2)
    insert into webhook_delivery
      (webhook_id, endpoint_id, message_id, subject, state, attempts, since, next_at, last_error, created_at, updated_at)
    select d.webhook_id, d.endpoint_id, d.message_id, d.subject, ${failure === null ? 'pending' : 'parked'}, 0, ${now},
      coalesce(w.next_at, ${now}), ${failure}, ${now}, ${now}
    from unnest(
      ${deliveries.map(({ webhookId }) => webhookId)}::bigint[], ${endpointIds}::bigint[],
      ${deliveries.map(({ messageId }) => messageId)}::uuid[], ${deliveries.map(({ subject }) => subject)}::text[])
      with ordinality as d (webhook_id, endpoint_id, message_id, subject, position)
    left join waiting w on w.endpoint_id = d.endpoint_id and w.subject = d.subject
    order by d.position`
}

/** Shown on the webhook, for whoever wonders why nothing is told. */
export async function noteConditionError(tx: Tx, webhookId: number, error: string | null): Promise<void> {
  await tx`update webhook set condition_error = ${error} where id = ${webhookId}`
}
