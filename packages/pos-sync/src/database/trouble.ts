// What an error of a POS database means for the one who wanted to write.
interface DriverError {
  readonly code?: unknown
  readonly errno?: unknown
  readonly sqlState?: unknown
  readonly message?: unknown
}

/**
 * `refused`: the database will not have this row. `again`: another transaction was in the way, and the same may be tried at
 * once. `hopeless`: the statement, the name or the password is wrong, and only a person can mend that. `down`: it cannot be
 * written to now, whatever is written.
 */
type Trouble = 'refused' | 'again' | 'hopeless' | 'down'

/** Data, integrity, and what a trigger or a check raises. */
const refusedStates = /^(22|23|44|45|P0)/
const againStates = /^(40|55P03)/
/** MySQL prints some refusals of a row under the state that stands for everything else. */
const refusedNumbers = new Set([1264, 1265, 1292, 1364, 1366, 1406, 1644, 3819, 4025])
const againNumbers = new Set([1205, 1213])
/** Of a statement, of who asks, and of a database that is not there. */
const hopelessStates = /^(28|3D|42)/
const hopelessNumbers = new Set([1044, 1045, 1049, 1054, 1064, 1146, 1390, 1698])

function ofSqlite(code: string): Trouble {
  if (/^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code)) return 'refused'
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'again'
  return /^SQLITE_(ERROR|CANTOPEN|NOTADB|AUTH)/.test(code) ? 'hopeless' : 'down'
}

/** Judges an error that a driver threw. What is no error of a database is `down` too: nothing was written. */
export function troubleOf(error: unknown): Trouble {
  const { code, errno, sqlState } = (error ?? {}) as DriverError
  if (typeof code === 'string' && code.startsWith('SQLITE_')) return ofSqlite(code)
  if (typeof errno === 'number' && refusedNumbers.has(errno)) return 'refused'
  if (typeof errno === 'number' && againNumbers.has(errno)) return 'again'
  if (typeof errno === 'number' && hopelessNumbers.has(errno)) return 'hopeless'
  const state = typeof sqlState === 'string' ? sqlState : typeof code === 'string' && code.length === 5 ? code : ''
  if (refusedStates.test(state)) return 'refused'
  if (againStates.test(state)) return 'again'
  return hopelessStates.test(state) ? 'hopeless' : 'down'
}

/** Another row has what only one may have. */
export function isTaken(error: unknown): boolean {
  const { code, errno } = (error ?? {}) as DriverError
  return (
    code === '23505' || errno === 1062 || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  )
}

/** The driver's own code, for logs. */
export function codeOf(error: unknown): string {
  const { code, errno } = (error ?? {}) as DriverError
  return typeof code === 'string' ? code : typeof errno === 'number' ? String(errno) : 'unknown'
}

const reasonLengthMax = 500

/** The driver's words without the values that it quotes: those are a customer's. */
export function reasonOf(error: unknown): string {
  const { message } = (error ?? {}) as DriverError
  return (
    (typeof message === 'string' ? message : 'unknown')
      // A value may hold quotes and lines of its own: it ends before the last of the words that can follow one.
      .replace(/(Duplicate entry |value: )'[^]*'(?= for (?:key|column) )/g, '$1…')
      .replace(/(Duplicate entry |value |: )(['"])[^]*\2(?= is |$)/g, '$1…')
      .slice(0, reasonLengthMax)
  )
}
