// What the server does without being asked: at its start, and from then on every second.
import { setTimeout as sleep } from 'node:timers/promises'

import type { Instant } from '@tillside/rules/time'

import type { Database } from '../db/open.ts'
import { lapseHolds } from './lapse-holds.ts'
import { numberAll, startNumbering } from './number-changes.ts'
import { removeOldChanges } from './remove-old-changes.ts'
import { removeOldMessages } from './remove-old-messages.ts'

const pauseMs = 1_000

interface JobOptions {
  readonly database: Database
  readonly now: () => Instant
  /** Told of what failed. It is tried again with the next round. */
  readonly onFailure: (error: unknown) => void
}

/** One round: everything that is due now. */
export async function runJobs({ database, now, onFailure }: JobOptions): Promise<void> {
  await lapseHolds(database, now, onFailure)
  await numberAll(database)
  await removeOldChanges(database, now)
  await removeOldMessages(database, now)
}

/** Starts with a round at once. The function that it returns stops, once the round that is under way is done. */
export function startJobs(options: JobOptions): () => Promise<void> {
  const stop = new AbortController()
  const rounds = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await runJobs(options).catch(options.onFailure)
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  const done = rounds()
  const stopNumbering = startNumbering(options.database, options.onFailure)
  return async () => {
    stop.abort()
    await Promise.all([done, stopNumbering()])
  }
}
