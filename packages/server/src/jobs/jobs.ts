// What the server does without being asked: at its start, and from then on every second.
import { setTimeout as sleep } from 'node:timers/promises'

import type { Instant } from '@tillside/rules/time'

import type { Database } from '../db/open.ts'
import { lapseHolds } from './lapse-holds.ts'
import { numberAll, startNumbering } from './number-changes.ts'
import { removeOldChanges } from './remove-old-changes.ts'
import { removeOldMessages } from './remove-old-messages.ts'
import { startWritingBatches, writeBatches } from './write-batches.ts'

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
  await writeBatches({ database, now, onFailure })
  await numberAll(database)
  await removeOldChanges(database, now)
  await removeOldMessages(database, now)
}

/** Starts with a round at once. The function that it returns stops, once the round that is under way is done. */
export function startJobs({ database, now, onFailure }: JobOptions): () => Promise<void> {
  const stop = new AbortController()
  const rounds = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await lapseHolds(database, now, onFailure).catch(onFailure)
      await removeOldChanges(database, now).catch(onFailure)
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  const done = rounds()
  // By itself, so that thousands of profiles keep no hold from lapsing in time.
  const stopWritingBatches = startWritingBatches({ database, now, onFailure })
  const stopNumbering = startNumbering(database, onFailure)
  return async () => {
    stop.abort()
    await Promise.all([done, stopWritingBatches(), stopNumbering()])
  }
}
