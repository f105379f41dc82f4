// Two tables of one shape. Which of them is meant comes from the code, never from a request.
import { andFilters, type List, type ListFilters, ordered } from '../db/list.ts'
import { readRows } from '../db/list-total.ts'
import type { Db, Tx } from '../db/open.ts'

export type LabelTable = 'system_label' | 'tag'

export interface LabelRow {
  id: number
  handle: string
}

const columns = { id: 'l.id', handle: 'l.handle' }

export const listAllLabels = (db: Db, table: LabelTable, list: ListFilters): Promise<LabelRow[]> => db<LabelRow[]>`
  select l.id, l.handle from ${db(table)} l where true ${andFilters(db, list, columns)} order by l.id`

export async function listLabelPage(
  db: Db,
  table: LabelTable,
  list: List,
): Promise<{ rows: LabelRow[]; total: number }> {
  const where = db`where true ${andFilters(db, list, columns)}`
  return readRows(list.page, {
    rows: () => db<LabelRow[]>`select l.id, l.handle from ${db(table)} l ${where} ${ordered(db, list, columns)}`,
    count: () => db<{ total: number }[]>`select count(*) as total from ${db(table)} l ${where}`,
  })
}

export async function findLabelById(db: Db, table: LabelTable, id: number): Promise<LabelRow | undefined> {
  const [row] = await db<LabelRow[]>`select id, handle from ${db(table)} where id = ${id}`
  return row
}

/** Undefined when the handle is taken. */
export async function insertLabel(tx: Tx, table: LabelTable, handle: string): Promise<LabelRow | undefined> {
  const [row] = await tx<LabelRow[]>`
    insert into ${tx(table)} (handle) values (${handle}) on conflict (handle) do nothing returning id, handle`
  return row
}

export async function deleteLabel(tx: Tx, table: LabelTable, id: number): Promise<boolean> {
  const deleted = await tx`delete from ${tx(table)} where id = ${id} returning id`
  return deleted.length === 1
}

/**
 * Inserts what is missing. When nothing is, it only looks into the index and takes no lock; two sales that bring
 * the same new labels insert them in one order, so that neither waits for the other in a circle.
 */
export async function insertMissingLabels(tx: Tx, table: LabelTable, handles: readonly string[]): Promise<void> {
  await tx`
    insert into ${tx(table)} (handle)
    select distinct given.handle from unnest(${handles}::text[]) as given (handle)
    where not exists (select from ${tx(table)} l where l.handle = given.handle)
    order by given.handle
    on conflict (handle) do nothing`
}
