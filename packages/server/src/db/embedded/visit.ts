// Looking into the database of a server that runs, without owning it.
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

import type { Connection } from '../open.ts'
import { pointerName } from './place.ts'
import { findPostmaster } from './postmaster.ts'
import { adminUser, answers, databaseName } from './session.ts'

/** How to reach the PostgreSQL that runs on this folder; undefined when none does. Nothing is made or changed. */
export async function findRunningEmbedded(dataFolder: string): Promise<Connection | undefined> {
  if (!existsSync(dataFolder)) return undefined
  const folder = realpathSync(dataFolder)
  const pointer = join(folder, pointerName)
  const home = existsSync(pointer) ? (readFileSync(pointer, 'utf8').split('\n')[0]?.trim() ?? folder) : folder
  const postmaster = findPostmaster(join(home, 'postgres'))
  if (postmaster === undefined || !(await answers(postmaster))) return undefined
  return { host: postmaster.socketFolder, port: postmaster.port, username: adminUser, database: databaseName }
}
