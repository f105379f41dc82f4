// Looking into the database of a server that runs, without owning it.
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

import type { Connection } from '../open.ts'
import { pointerName } from './place.ts'
import { findPostmaster } from './postmaster.ts'
import { adminUser, answers, databaseName, ignoreVariables } from './session.ts'

/** Whether a database was ever made for this folder. Nothing is made or changed. */
export const hasEmbedded = (dataFolder: string): boolean =>
  existsSync(dataFolder) && existsSync(join(homeOf(dataFolder), 'postgres'))

/** How to reach the PostgreSQL that runs on this folder; undefined when none does. Nothing is made or changed. */
export async function findRunningEmbedded(dataFolder: string): Promise<Connection | undefined> {
  if (!existsSync(dataFolder)) return undefined
  ignoreVariables()
  const postmaster = findPostmaster(join(homeOf(dataFolder), 'postgres'))
  if (postmaster === undefined || !(await answers(postmaster))) return undefined
  return { host: postmaster.socketFolder, port: postmaster.port, username: adminUser, database: databaseName }
}

function homeOf(dataFolder: string): string {
  const folder = realpathSync(dataFolder)
  const pointer = join(folder, pointerName)
  return existsSync(pointer) ? (readFileSync(pointer, 'utf8').split('\n')[0]?.trim() ?? folder) : folder
}
