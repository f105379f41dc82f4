// What sales wait for. Always in this order: the external id, receipt numbers, members, sales; each in an order of its own, so
// that no two commands wait for each other. Lines are held with their sale.
import type { Tx } from '../db/open.ts'

/** One sale of an external id at a time: a re-send waits for the first, then finds it. Leaves at once. */
export async function lockExternalId(tx: Tx, externalId: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${externalId}, 7155))`.execute()
}

/** A sale and a return that names its receipt are recorded one after the other, so that the second finds the first. Leaves at once. */
export async function lockReceipts(tx: Tx, refs: readonly string[]): Promise<void> {
  if (refs.length === 0) return
  await tx`
    select pg_advisory_xact_lock(place) from (
      select distinct hashtextextended(ref, 7156) as place from unnest(${refs as string[]}::text[]) ref order by 1) r`.execute()
}

/** Sales, and with them their lines and what came back of those. */
export async function lockSales(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx`select 1 from transaction where id = any(${ids as number[]}::bigint[]) order by id for no key update`.execute()
}

/** From here locks can be let go again. Leaves at once. */
export async function beginHolding(tx: Tx): Promise<void> {
  await tx`savepoint holding`.execute()
}

export async function letGo(tx: Tx): Promise<void> {
  await tx`rollback to savepoint holding`.execute()
}

export async function keepHolding(tx: Tx): Promise<void> {
  await tx`release savepoint holding`.execute()
}
