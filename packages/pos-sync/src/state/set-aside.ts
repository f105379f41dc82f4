// What one side refused: kept with the reason, so that the rest goes on and a person can see what is missing.
import type { Kysely } from 'kysely'

import type { DatabaseKind } from '../database/open.ts'
import type { Tables } from '../database/tables.ts'

/** `down`: the POS refuses a member. `up`: the server refuses a change. `link`: it refuses a record's number. */
type Direction = 'down' | 'up' | 'link'

interface SetAside {
  /** The member, or the number of a POS record. */
  readonly subject: string
  readonly direction: Direction
  readonly code: string
  readonly reason: string
  readonly fingerprint: string | null
}

const table = 'tillside_sync_set_aside'

export class SetAsides {
  readonly #db: Kysely<Tables>
  readonly #kind: DatabaseKind

  constructor(db: Kysely<Tables>, kind: DatabaseKind) {
    this.#db = db
    this.#kind = kind
  }

  async put(aside: SetAside, at: string): Promise<void> {
    const { code, reason, fingerprint } = aside
    const insert = this.#db.insertInto(table).values({ ...aside, at, tries: 1 })
    const change = { code, reason, fingerprint, at }
    await (this.#kind === 'mysql'
      ? insert.onDuplicateKeyUpdate((eb) => ({ ...change, tries: eb('tries', '+', 1) })).execute()
      : insert
          .onConflict((conflict) =>
            conflict
              .columns(['subject', 'direction'])
              .doUpdateSet((eb) => ({ ...change, tries: eb(`${table}.tries`, '+', 1) })),
          )
          .execute())
  }

  async remove(subject: string, direction: Direction): Promise<void> {
    await this.#db.deleteFrom(table).where('subject', '=', subject).where('direction', '=', direction).execute()
  }

  /** Of a record that is gone, or has become another's. */
  async forget(recordKey: string): Promise<void> {
    await this.#db.deleteFrom(table).where('subject', '=', recordKey).where('direction', 'in', ['up', 'link']).execute()
  }

  async list(
    direction: Direction,
    count: number,
  ): Promise<readonly (SetAside & { readonly at: string; readonly tries: number })[]> {
    const rows = await this.#db
      .selectFrom(table)
      .selectAll()
      .where('direction', '=', direction)
      .orderBy('at')
      .limit(count)
      .execute()
    return rows.map((row) => ({ ...row, tries: Number(row.tries) }))
  }

  async findAll(direction: Direction, subjects: readonly string[]): Promise<readonly SetAside[]> {
    return this.#db
      .selectFrom(table)
      .selectAll()
      .where('direction', '=', direction)
      .where('subject', 'in', [...subjects])
      .execute()
  }

  async count(): Promise<number> {
    const { count } = await this.#db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    return Number(count)
  }
}
