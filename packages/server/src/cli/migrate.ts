// tillside migrate: brings the database up to date without serving from it.
import type { Config } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { withConnection } from './connection.ts'

export async function migrateDatabase(config: Config): Promise<number> {
  const applied = await withConnection(config, migrate)
  for (const name of applied) console.log(`applied ${name}`)
  console.log(
    applied.length === 0 ? 'The database is up to date.' : `The database is up to date now: ${applied.length} applied.`,
  )
  return 0
}
