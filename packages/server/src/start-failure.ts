import { ConfigError } from './config.ts'
import { EmbeddedError, codeOf } from './db/embedded/error.ts'
import { SchemaTooNewError } from './db/migrate.ts'

const unreachableCodes = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'EAI_AGAIN',
  'CONNECTION_CLOSED',
]
/** PostgreSQL's own: wrong password, no such user, no such database, no rights, too many connections. */
const refusedCodes = ['28P01', '28000', '3D000', '42501', '53300']

/** One sentence for a failure that the operator can act on; `undefined` for a bug, which needs its stack. */
export function sentenceFor(error: unknown, { host, port }: { host: string; port: number }): string | undefined {
  if (error instanceof ConfigError || error instanceof EmbeddedError || error instanceof SchemaTooNewError)
    return error.message
  const code = codeOf(error)
  if (isListening(error)) {
    if (code === 'EADDRINUSE')
      return `Port ${port} on ${host} is in use: stop what listens there, or set PORT to another one.`
    if (code === 'EACCES') return `Port ${port} may not be opened by this user: set PORT to one above 1023.`
    return `HOST ${host} is no address of this machine: set HOST to one that is, such as 127.0.0.1.`
  }
  const reason = error instanceof Error ? error.message : String(error)
  if (unreachableCodes.includes(code))
    return `The database cannot be reached (${reason || code}): is DATABASE_URL right, and the database up?`
  if (refusedCodes.includes(code)) return `The database refuses us (${reason}): is DATABASE_URL right?`
  return undefined
}

/** Only what we open ourselves listens; the database's failures come from connecting. */
function isListening(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && (error.syscall === 'listen' || error.syscall === 'bind')
}
