// The database of a command: the one that DATABASE_URL names, the embedded one of a server that runs, or the embedded one
// brought up for as long as the command takes.
import { setTimeout as sleep } from 'node:timers/promises'

import type { Config } from '../config.ts'
import { startEmbedded } from '../db/embedded.ts'
import { findRunningEmbedded } from '../db/embedded/visit.ts'
import { reachExternal } from '../db/external.ts'
import type { Connection } from '../db/open.ts'

const stopMsMax = 5_000

export async function withConnection<T>(config: Config, work: (connection: Connection) => Promise<T>): Promise<T> {
  if (config.databaseUrl !== undefined) return work(await reachExternal(config.databaseUrl))
  const running = await findRunningEmbedded(config.dataFolder)
  if (running !== undefined) return work(running)
  const embedded = await startEmbedded({ dataFolder: config.dataFolder, log: (line) => console.error(line) })
  try {
    return await work(embedded.connection)
  } finally {
    await Promise.race([embedded.stop(stopMsMax), sleep(stopMsMax, undefined, { ref: false })])
  }
}
