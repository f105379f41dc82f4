import { ConfigError } from './config.ts'
import { EmbeddedError, codeOf } from './db/embedded/error.ts'
import { ExternalError } from './db/external.ts'
import { SchemaError } from './db/migrate.ts'
import { ListenError } from './listen.ts'

/** Their messages are sentences for the operator. */
const told = [ConfigError, EmbeddedError, ExternalError, ListenError, SchemaError]

const unreachableCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'EAI_AGAIN',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
]
/** PostgreSQL's own: wrong password, no such user, no such database, no rights, too many connections, starting up. */
const refusedCodes = ['28P01', '28000', '3D000', '42501', '53300', '57P03']
const diskFull = '53100'

/** One sentence for a failure that the operator can act on; `undefined` for a bug, which needs its stack. */
export function sentenceFor(error: unknown): string | undefined {
  if (told.some((kind) => error instanceof kind)) return (error as Error).message
  const code = codeOf(error)
  const reason = error instanceof Error ? error.message : String(error)
  if (unreachableCodes.includes(code))
    return `The database cannot be reached (${reason || code}): is DATABASE_URL right, and the database up?`
  if (refusedCodes.includes(code)) return `The database refuses us (${reason}): is DATABASE_URL right?`
  if (code === diskFull) return `The database's disk is full (${reason}): make room, and start again.`
  return undefined
}
