// Numbers what was committed: as soon as something was in this process, and every quarter of a second for what others commit.
import { setTimeout as sleep } from 'node:timers/promises'

import type { Database } from '../db/open.ts'
import { rung } from '../outbox/bell.ts'
import { numberChanges } from '../outbox/sequencer.ts'

const lookMs = 250
/** What is committed within this time is numbered together, so that many tills do not cost as many transactions more. */
const gatherMs = 100

/** Everything that waits now. */
export async function numberAll(database: Database): Promise<void> {
  while (await database.background.use(numberChanges));
}

/** Goes on until it is stopped by the function that it returns. */
export function startNumbering(database: Database, onFailure: (error: unknown) => void): () => Promise<void> {
  const stop = new AbortController()
  const rounds = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      // Listened for from here on: what is committed while others are numbered is not slept through.
      const news = rung(lookMs, stop.signal)
      await numberAll(database).catch(onFailure)
      await news
      await sleep(gatherMs, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  const done = rounds()
  return () => {
    stop.abort()
    return done
  }
}
