// Tells what fails now and may go well the next time from what fails for good.
import { codeOf } from './embedded/error.ts'
import { isConnectionGone } from './together.ts'

/**
 * By PostgreSQL's classes: the connection, a conflict with somebody else, a lack of room, a lock that is held, an operator or
 * a time that is up, the system below.
 */
const passing = /^(08|40|53|55|57|58)[0-9A-Z]{3}$/

export const isPassing = (error: unknown): boolean => isConnectionGone(error) || passing.test(codeOf(error))
