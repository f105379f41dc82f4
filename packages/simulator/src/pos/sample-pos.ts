// A POS customer database to look at: the example's, in a SQLite file, opened beside the service that writes into it.
import { readFileSync } from 'node:fs'

import { sql } from 'kysely'

import { openPosDatabase } from '@tillside/pos-sync/database/open'

export type Customer = Readonly<Record<string, unknown>>

export interface SamplePos {
  readonly url: string
  customers(): Promise<readonly Customer[]>
  run(text: string): Promise<void>
  close(): Promise<void>
}

/** Statements end with a semicolon at the end of a line, but for those inside a trigger. */
const statementsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/^\s*--.*$/gm, '')
    .split(/;\n(?=\n|create |pragma |$)/)
    .filter((statement) => statement.trim() !== '')

export async function openSamplePos(file: string, schemaFile: string): Promise<SamplePos> {
  const url = `sqlite:${file}`
  const { db, close } = openPosDatabase(url)
  for (const statement of statementsOf(readFileSync(schemaFile, 'utf8'))) await sql.raw(statement).execute(db)
  return {
    url,
    customers: async () => (await sql<Customer>`select * from customer order by customer_number`.execute(db)).rows,
    run: async (text) => void (await sql.raw(text).execute(db)),
    close,
  }
}
