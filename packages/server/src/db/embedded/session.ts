// Our own short conversations with PostgreSQL, outside the server's pools.
import postgres from 'postgres'
import type { Postmaster } from './postmaster.ts'

export const databaseName = 'tillside'
export const adminUser = 'postgres'

const connectSecondsMax = 5

/** The driver heeds PGSSL, PGTARGETSESSIONATTRS and others: those are meant for a server of the operator's own. */
export function ignoreVariables(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('PG')) delete process.env[name]
}

/** A single connection to the maintenance database, so that the server's own database stays free to be cloned. */
export function openSession(to: Postmaster, onClose: () => void = () => {}): postgres.Sql {
  return postgres({
    host: to.socketFolder,
    port: to.port,
    username: adminUser,
    password: '',
    database: 'postgres',
    ssl: false,
    max: 1,
    fetch_types: false,
    connect_timeout: connectSecondsMax,
    idle_timeout: 0,
    // The driver would otherwise replace the connection now and then, and with it lose the lock that it holds.
    max_lifetime: null,
    connection: { application_name: `tillside owner ${process.pid}` },
    onnotice: () => {},
    onclose: onClose,
  })
}

/** The only proof of readiness: an answered question. */
export async function answers(to: Postmaster): Promise<boolean> {
  const session = openSession(to)
  try {
    await session`select 1`
    return true
  } catch {
    return false
  } finally {
    await session.end({ timeout: 1 })
  }
}

export async function ensureDatabase(to: Postmaster): Promise<void> {
  const session = openSession(to)
  try {
    const [found] = await session`select 1 from pg_database where datname = ${databaseName}`
    if (found === undefined) await session`create database ${session(databaseName)}`
  } finally {
    await session.end({ timeout: 1 })
  }
}
