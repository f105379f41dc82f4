// What the service says of itself, a JSON line each: codes, counts and ids of members, never anything that a person could be
// known by.
import { pino } from 'pino'

export interface Log {
  info(facts: object, words: string): void
  warn(facts: object, words: string): void
}

/** Writes to the error output: the other one belongs to what commands answer. */
export const createLog = (level: string): Log => pino({ level, base: null }, pino.destination({ dest: 2, sync: true }))
