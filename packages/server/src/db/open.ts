// Opens PostgreSQL through pools. Writes wait for a member's row; a member with many tills at once
// must not keep others from reading, so reads have connections of their own.
import type { Socket } from 'node:net'

import postgres from 'postgres'

import { instant, type Instant } from '@tillside/rules/time'

import { parseTextArray, toArrayLiteral } from './arrays.ts'
import { Pool } from './pool.ts'

/** Where a database is: a URL, or the embedded server's socket. */
export type Connection =
  | { readonly url: string }
  | { readonly host: string; readonly port: number; readonly username: string; readonly database: string }

interface WireTypes {
  [name: string]: unknown
  count: number
  moment: Instant
}

export type Sql = postgres.Sql<WireTypes>
/** A transaction: what every service and store that writes takes first. */
export type Tx = postgres.TransactionSql<WireTypes>
/** Either, for what only reads. */
export type Db = Sql | Tx
/** A piece of SQL with its parameters, to be put inside a statement. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>

export interface Database {
  /** For transactions of commands; see db/transaction.ts. */
  readonly writes: Pool
  readonly write: Sql
  readonly read: Sql
  /** For transactions of what the server does by itself all the time: tills that wait for one member must not hold it up. */
  readonly background: Pool
  close(): Promise<void>
}

/** What a pool tells about its connections. */
export interface PoolHooks {
  /** One of them was closed, by whichever side. */
  readonly onclose?: () => unknown
}

/** Where the driver connects to: a Unix socket's path, or hosts and ports. */
export interface SocketAddress {
  readonly path?: string | false
  readonly host: readonly string[]
  readonly port: readonly number[]
}

interface ConnectionOptions {
  /** Connections of a pool. */
  readonly size?: number
  /** After one of them was lost, the others have so long to finish. */
  readonly graceMs?: number
  /** Opens the socket of each connection, for those who have to cut it. */
  readonly openSocket?: (address: SocketAddress) => Socket
  /** Commits do not wait for the disk: what a crash of PostgreSQL loses of the last moments is done again. */
  readonly isLax?: boolean
}

interface PoolOptions extends PoolHooks, ConnectionOptions {
  readonly name?: string
}

// More connections than this made two cores slower, not faster, when it was measured.
const poolSize = 8
const backgroundSize = 2
/** Waiting longer than this for a member's row means that something is stuck; the till is told to repeat. */
const lockTimeoutMs = 5_000
const statementTimeoutMs = 20_000
/** A transaction that we forgot must not hold a member's row for ever. */
const idleInTransactionTimeoutMs = 30_000

/** While the database is away, each new try waits this long. */
const reconnectSeconds = 0.05

const int8 = 20
const timestamptz = 1184
const textList = 1009
const int8List = 1016
const int4List = 1007
const uuidList = 2951
const timestamptzList = 1185

const listOf =
  <T>(format: (value: T) => string) =>
  (values: readonly (T | null)[]): string =>
    toArrayLiteral(values, format)

/** These lists only go in; a statement that answers one has to say how it is meant. */
function unread(): never {
  throw new Error('lists of this type are not read')
}

function toSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`a bigint from the database is beyond a safe integer: ${text}`)
  return value
}

// PostgreSQL prints `2025-07-04 01:15:00.5+00` since every session runs in UTC. What works to the last second
// of 9999 ends in the year 10000, which PostgreSQL writes as it is and JavaScript as +010000.
function toInstant(text: string): Instant {
  const iso = text.replace(' ', 'T').replace('+00', 'Z')
  return instant(Date.parse(iso.indexOf('-') === 5 ? `+0${iso}` : iso))
}
export const fromInstant = (value: Instant): string => new Date(value).toISOString().replace(/^\+0/, '')

/** One pool. Bigints arrive as checked numbers and moments as milliseconds since the epoch. */
export function openPool(connection: Connection, options: PoolOptions = {}): Sql {
  const settings: postgres.Options<Record<string, postgres.PostgresType>> = {
    max: options.size ?? poolSize,
    // Known to the driver, and not to its types.
    ...(options.openSocket ? { socket: options.openSocket } : {}),
    connect_timeout: 5,
    idle_timeout: 0,
    // A connection that closes by itself would look like one that was lost.
    max_lifetime: null,
    backoff: () => reconnectSeconds,
    onclose: () => options.onclose?.(),
    onnotice: () => {},
    connection: {
      application_name: options.name ?? 'tillside',
      TimeZone: 'UTC',
      lock_timeout: lockTimeoutMs,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
      ...(options.isLax ? { synchronous_commit: 'off' } : {}),
    },
    types: {
      count: { to: int8, from: [int8], serialize: String, parse: toSafeInteger },
      moment: {
        to: timestamptz,
        from: [timestamptz],
        serialize: fromInstant,
        parse: toInstant,
      },
      texts: { to: textList, from: [textList], serialize: listOf<string>(String), parse: parseTextArray },
      counts: { to: int8List, from: [int8List], serialize: listOf<number>(String), parse: unread },
      integers: { to: int4List, from: [int4List], serialize: listOf<number>(String), parse: unread },
      uuids: { to: uuidList, from: [uuidList], serialize: listOf<string>(String), parse: unread },
      moments: { to: timestamptzList, from: [timestamptzList], serialize: listOf<Instant>(fromInstant), parse: unread },
    },
    fetch_types: false,
    transform: { undefined: null },
  }
  const pool = 'url' in connection ? postgres(connection.url, settings) : postgres({ ...settings, ...connection })
  return pool as unknown as Sql
}

export function openDatabase(connection: Connection, options: ConnectionOptions = {}): Database {
  const open =
    (name: string, more: PoolOptions = {}) =>
    (hooks: PoolHooks) =>
      openPool(connection, { name, ...options, ...more, ...hooks })
  const size = { size: poolSize, ...options }
  const writes = new Pool(open('tillside write'), size)
  const reads = new Pool(open('tillside read'), size)
  const few = { ...size, size: Math.min(size.size, backgroundSize) }
  const background = new Pool(open('tillside background', few), few)
  return {
    writes,
    background,
    get write() {
      return writes.sql
    },
    get read() {
      return reads.sql
    },
    close: async () => {
      await Promise.all([writes, reads, background].map((pool) => pool.close(closeSeconds)))
    },
  }
}

/** Longest wait for what is under way when the server stops. */
const closeSeconds = 4
