// The feed as this server itself follows it: whole, with everything that was announced.
import type { Db } from '../db/open.ts'
import { type ChangeEvent, type ChangeRow, readFeed } from './store.ts'

export type { ChangeEvent, ChangeRow }

/** The next changes behind a number; when they are not kept any more, the first that are. */
export async function changesBehind(db: Db, number: number, limit: number): Promise<ChangeRow[]> {
  const { rows, removed } = await readFeed(db, { after: number, types: null, limit, scanned: limit })
  if (number >= removed) return rows
  return (await readFeed(db, { after: removed, types: null, limit, scanned: limit })).rows
}
