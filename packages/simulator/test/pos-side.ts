// A POS beside a shop: the real server, a real POS database, and the service between them.
import { sql } from 'kysely'

import { createLog } from '@tillside/pos-sync/command/log'
import { createMetrics, type Metrics } from '@tillside/pos-sync/command/metrics'
import { openPosDatabase, type PosDatabase } from '@tillside/pos-sync/database/open'
import { createTables } from '@tillside/pos-sync/database/tables'
import { readMapping } from '@tillside/pos-sync/mapping/mapping'
import { Loyalty } from '@tillside/pos-sync/server/loyalty'
import { Keeper } from '@tillside/pos-sync/sync/keeper'
import { Service } from '@tillside/pos-sync/sync/service'
import { databasePos, type Pos } from '@tillside/pos-sync/sync/unit'

import { createPosDatabase, exampleMapping, loadExample, type TestDatabase } from '../../pos-sync/test/databases.ts'
import type { Shop } from '../../server/test/shop.ts'

export type Customer = Readonly<Record<string, unknown>>

export interface PosSide {
  readonly pos: Pos
  readonly database: PosDatabase
  readonly loyalty: Loyalty
  readonly keeper: Keeper
  readonly service: Service
  readonly metrics: Metrics
  readonly shop: Pick<Shop, 'url' | 'adminToken'>
  readonly mappingText: string
  customers(): Promise<readonly Customer[]>
  /** The record that stands for a member. */
  customerOf(profileId: string): Promise<Customer | undefined>
  run(text: string): Promise<void>
  close(): Promise<void>
}

function assemble(
  shop: PosSide['shop'],
  database: PosDatabase,
  mappingText: string,
  dialect: 'tillside' | 'omneo' = 'tillside',
): Pick<PosSide, 'pos' | 'loyalty' | 'keeper' | 'service' | 'metrics'> {
  const mapping = readMapping(mappingText)
  const pos = databasePos(database, mapping)
  const now = (): Date => new Date()
  const loyalty = new Loyalty({ url: shop.url, token: shop.adminToken, dialect }, mapping)
  const keeper = new Keeper({ pos, loyalty, now })
  const metrics = createMetrics()
  const service = new Service({ pos, loyalty, keeper, metrics, log: createLog('silent'), now })
  return { pos, loyalty, keeper, service, metrics }
}

/** The same POS after its mapping was edited and the service started again. */
export const under = ({ shop, database, mappingText }: PosSide, changes: Readonly<Record<string, unknown>>) =>
  assemble(shop, database, JSON.stringify({ ...(JSON.parse(mappingText) as object), ...changes }))

/** The same POS, and a service that was told another server's address. */
export const facing = ({ database, mappingText }: PosSide, other: PosSide['shop']): Service =>
  assemble(other, database, mappingText).service

/** The example's schema and mapping, with entries of the mapping changed. */
export async function openPosSide(
  shop: Pick<Shop, 'url' | 'adminToken'>,
  kind: TestDatabase['kind'],
  changes: Readonly<Record<string, unknown>> = {},
  dialect: 'tillside' | 'omneo' = 'tillside',
): Promise<PosSide> {
  const test = await createPosDatabase(kind)
  const database = openPosDatabase(test.url)
  await loadExample(database, kind)
  await createTables(database)
  const mappingText = JSON.stringify({ ...(JSON.parse(exampleMapping) as object), ...changes })
  const parts = assemble(shop, database, mappingText, dialect)
  const customers = async (): Promise<readonly Customer[]> =>
    (await sql<Customer>`select * from customer order by customer_number`.execute(database.db)).rows
  return {
    ...parts,
    database,
    shop,
    mappingText,
    customers,
    customerOf: async (profileId) =>
      (await customers()).find(
        ({ loyalty_profile_id: id, merged_into: merged }) => id === profileId && merged === null,
      ),
    run: async (text) => void (await sql.raw(text).execute(database.db)),
    close: async () => {
      await database.close()
      await test.remove()
    },
  }
}
