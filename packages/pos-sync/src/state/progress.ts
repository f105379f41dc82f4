// Small facts that must survive a restart: how far the first fill came, what the last compare found, the next number.
import type { Kysely } from 'kysely'

import type { DatabaseKind } from '../database/open.ts'
import type { Tables } from '../database/tables.ts'

type ProgressName =
  | 'pages_filled'
  | 'filled_at'
  | 'last_event_at'
  | 'last_event_lag_ms'
  | 'last_refused_at'
  | 'last_refused_code'
  | 'events_applied'
  | 'compared_at'
  | 'compare_found'
  | 'differences_repaired'
  | 'removals_withheld'
  | 'members_unknown'
  | 'members_behind'
  | 'mapping_shape'
  | 'changes_after'
  | 'pos_changed_at'
  | 'record_number'

const table = 'tillside_sync_progress'

export class Progress {
  readonly #db: Kysely<Tables>
  readonly #kind: DatabaseKind

  constructor(db: Kysely<Tables>, kind: DatabaseKind) {
    this.#db = db
    this.#kind = kind
  }

  async read(name: ProgressName): Promise<string | null> {
    const row = await this.#db.selectFrom(table).select('value').where('name', '=', name).executeTakeFirst()
    return row?.value ?? null
  }

  async readAll(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#db.selectFrom(table).selectAll().execute()
    return new Map(rows.map(({ name, value }) => [name, value]))
  }

  async write(name: ProgressName, value: string): Promise<void> {
    const insert = this.#db.insertInto(table).values({ name, value })
    await (this.#kind === 'mysql'
      ? insert.onDuplicateKeyUpdate({ value }).execute()
      : insert.onConflict((conflict) => conflict.column('name').doUpdateSet({ value })).execute())
  }

  /** Adds to a count, and answers the sum. Whoever else adds meanwhile waits until the transaction ends. */
  async add(name: ProgressName, more: number): Promise<number> {
    const insert = this.#db.insertInto(table).values({ name, value: '0' })
    await (this.#kind === 'mysql'
      ? insert.onDuplicateKeyUpdate({ name }).execute()
      : insert.onConflict((conflict) => conflict.column('name').doUpdateSet({ name })).execute())
    const sum = Number(await this.read(name)) + more
    await this.#db
      .updateTable(table)
      .set({ value: String(sum) })
      .where('name', '=', name)
      .execute()
    return sum
  }
}
