// Whether the POS's table has what the mapping names, before anything is written into it.
import { sql } from 'kysely'

import type { PosDatabase } from '../database/open.ts'
import { type Mapping, MappingError } from '../mapping/mapping.ts'

/** Throws a `MappingError` that names the first column that is not there. */
export async function checkColumns({ db }: PosDatabase, mapping: Mapping): Promise<void> {
  const { table, number, profileIdColumn, mergedIntoColumn, changedAtColumn, fields } = mapping
  const own = [number.column, profileIdColumn, mergedIntoColumn, changedAtColumn]
  const look = (columns: readonly string[]) =>
    sql`select ${sql.join(columns.map((column) => sql.ref(column)))} from ${sql.table(table)} where 1 = 0`.execute(db)
  const columns = [...own, ...fields.map(({ column }) => column)].filter((column) => column !== null)
  if (
    await look(columns).then(
      () => true,
      () => false,
    )
  )
    return
  // A database that does not answer at all fails here, with its own words.
  await sql`select 1`.execute(db)
  for (const column of columns) {
    // Quoted as an expression, SQLite takes a name that it does not know for a text.
    const isThere =
      await sql`select ${sql.ref(`${table.split('.').at(-1)}.${column}`)} from ${sql.table(table)} where 1 = 0`
        .execute(db)
        .then(
          () => true,
          () => false,
        )
    if (!isThere) throw new MappingError(`The POS has no table ${table}, or it has no column ${column}.`)
  }
}
