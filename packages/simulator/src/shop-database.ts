// A database for many runs: the shop is founded in it once, and each run begins with what it was then, down to the
// numbers that are drawn next. That is quicker than a database for each run, and makes two runs of one seed the same.
import type { Connection, Sql } from '@tillside/server/db/open'
import { openDatabase, openPool } from '@tillside/server/db/open'
import { createApp } from '@tillside/server/app'
import { ensureFirstPointDefinition } from '@tillside/server/points/definitions'
import { establishTenant } from '@tillside/server/settings/service'
import { installToken } from '@tillside/server/tokens/service'
import { scopes } from '@tillside/contract/scopes'
import { type Instant, parseUtc } from '@tillside/rules/time'

/** Every run begins at this moment. */
export const openingAt = parseUtc('2025-07-04 01:15:00') as Instant
export const tenant = { currency: 'AUD', timeZone: 'Australia/Sydney', region: 'AU' }
export const tillToken = 'token-of-the-tills-in-the-simulator-0123456789'
export const officeToken = 'token-of-the-office-in-the-simulator-0123456789'

export interface ShopDatabase {
  readonly connection: Connection
  /** For the simulator's own eyes: no fault ever cuts it. */
  readonly sql: Sql
  readonly locationId: number
  readonly rewardDefinitionId: number
  /** Takes away what a run has left. */
  clear(): Promise<void>
  close(): Promise<void>
}

async function found(connection: Connection): Promise<{ locationId: number; rewardDefinitionId: number }> {
  const database = openDatabase(connection, { size: 1 })
  const now = (): Instant => openingAt
  const app = await createApp({ database, tenant, now, logLevel: 'silent' })
  try {
    await database.write.begin(async (tx) => {
      const established = await establishTenant(tx, tenant, openingAt)
      await ensureFirstPointDefinition(tx, established.currency, openingAt)
      const user = { userName: 'Simulator', userEmail: 'simulator@example.com', tokenName: 'simulator' }
      // A till may do what it needs, and not what staff do later.
      const ofTills = scopes.filter((scope) => scope !== 'reverse-late')
      await installToken(tx, { ...user, accessToken: tillToken, scopes: ofTills }, openingAt)
      await installToken(tx, { ...user, accessToken: officeToken, scopes }, openingAt)
    })
    const post = async (path: string, payload: object): Promise<number> => {
      const headers = { authorization: `Bearer ${officeToken}` }
      const answer = await app.inject({ method: 'POST', url: `/api/v3/${path}`, headers, payload })
      if (answer.statusCode >= 300) throw new Error(`the shop could not be founded: ${answer.body}`)
      return answer.json<{ data: { id: number } }>().data.id
    }
    return {
      locationId: await post('locations', { name: 'Bourke Street', external_code: '14' }),
      rewardDefinitionId: await post('rewards/definitions', {
        name: 'Welcome',
        handle: 'welcome',
        value: 25,
        type: 'bonus',
        period: 30,
      }),
    }
  } finally {
    await app.close()
    await database.close()
  }
}

/** What puts the database back to what it is now. */
async function clearingOf(sql: Sql): Promise<string> {
  const tables = await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`
  const empty: string[] = []
  for (const { name } of tables) {
    const [row] = await sql<{ is_empty: boolean }[]>`select not exists (select from ${sql(name)}) as is_empty`
    if (row?.is_empty === true) empty.push(name)
  }
  const sequences = await sql<{ name: string; last: number | null }[]>`
    select sequencename as name, last_value as last from pg_sequences where schemaname = 'public'`
  const restarts = sequences.map(({ name, last }) => `setval('${name}', ${last ?? 1}, ${last !== null})`)
  return `truncate ${empty.map((name) => `"${name}"`).join(', ')}; select ${restarts.join(', ')}`
}

/** Founds the shop in a migrated database. */
export async function openShopDatabase(connection: Connection): Promise<ShopDatabase> {
  const names = await found(connection)
  const sql = openPool(connection, { size: 1, name: 'simulator' })
  // Changes are numbered from the first again, in every run: what the founding had to tell is left out.
  const unnumbered = 'update change_number set last = 0'
  await sql.unsafe(`truncate outbox, change; ${unnumbered}`)
  const clearing = `${await clearingOf(sql)}; ${unnumbered}`
  return {
    connection,
    sql,
    ...names,
    clear: async () => {
      await sql.unsafe(clearing)
    },
    close: () => sql.end({ timeout: 1 }),
  }
}
