// A POS customer database to look at: the example's, in a SQLite file, opened beside the service that writes into it.
import { sql } from 'kysely'

import { openPosDatabase } from '@tillside/pos-sync/database/open'

import { readStatements } from '../../../../examples/pos-database/schema.ts'

export type Customer = Readonly<Record<string, unknown>>

export interface SamplePos {
  readonly url: string
  customers(): Promise<readonly Customer[]>
  run(text: string): Promise<void>
  close(): Promise<void>
}

export async function openSamplePos(file: string, examples: string): Promise<SamplePos> {
  const url = `sqlite:${file}`
  const { db, close } = openPosDatabase(url)
  for (const statement of readStatements(examples, 'sqlite')) await sql.raw(statement).execute(db)
  return {
    url,
    customers: async () => (await sql<Customer>`select * from customer order by customer_number`.execute(db)).rows,
    run: async (text) => void (await sql.raw(text).execute(db)),
    close,
  }
}
