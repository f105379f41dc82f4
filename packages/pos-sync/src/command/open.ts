// Opens both sides, for whichever command was called.
import { openPosDatabase, type PosDatabase } from '../database/open.ts'
import { createTables } from '../database/tables.ts'
import { codeOf } from '../database/trouble.ts'
import { MappingError, readMapping } from '../mapping/mapping.ts'
import { Loyalty } from '../server/loyalty.ts'
import { checkColumns } from '../sync/columns.ts'
import { Keeper } from '../sync/keeper.ts'
import { patiently } from '../sync/patience.ts'
import { Service } from '../sync/service.ts'
import { databasePos, type Pos } from '../sync/unit.ts'
import { createLog, type Log } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { readMappingFile, type Settings } from './settings.ts'

export interface Opened {
  readonly pos: Pos
  readonly database: PosDatabase
  readonly loyalty: Loyalty
  readonly keeper: Keeper
  readonly service: Service
  readonly metrics: Metrics
  readonly log: Log
  readonly now: () => Date
}

/** The POS database cannot be used; the driver's code says why. */
export class PosDatabaseError extends Error {
  override readonly name = 'PosDatabaseError'
}

interface OpenOptions {
  readonly signal: AbortSignal
  /** How long a POS database that is away is waited for; without an end when left out. */
  readonly waitMsMax?: number
}

/** Waits for a POS database that is away. What is wrong with its address, its password or its table is thrown at once. */
export async function open(settings: Settings, { signal, waitMsMax }: OpenOptions): Promise<Opened> {
  const mapping = readMapping(readMappingFile(settings))
  const database = openPosDatabase(settings.pos)
  const log = createLog(settings.logLevel)
  const now = (): Date => new Date()
  await patiently(
    'The POS database',
    async () => {
      // Nothing is made in a database that was named by mistake.
      await checkColumns(database, mapping)
      await createTables(database)
    },
    { log, signal, ...(waitMsMax === undefined ? {} : { msMax: waitMsMax }) },
  ).catch(async (error: unknown) => {
    await database.close()
    if (error instanceof MappingError) throw error
    throw new PosDatabaseError(`The POS database cannot be used: ${codeOf(error)}.`)
  })
  const pos = databasePos(database, mapping)
  const { server: url, token, dialect } = settings
  const loyalty = new Loyalty({ url, token, dialect }, mapping)
  const keeper = new Keeper({ pos, loyalty, now })
  const metrics = createMetrics()
  const service = new Service({ pos, loyalty, keeper, metrics, log, now })
  return { pos, database, loyalty, keeper, service, metrics, log, now }
}
