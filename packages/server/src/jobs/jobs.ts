// What the server does without being asked: at its start, and from then on every second.
import { setTimeout as sleep } from 'node:timers/promises'

import type { Instant } from '@tillside/rules/time'

import type { Database } from '../db/open.ts'
import { followAllNames } from './follow-names.ts'
import { keepAllBenefitTotals } from './keep-benefit-totals.ts'
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

/** What comes round every second, one after the other. */
async function runRound({ database, now, onFailure }: JobOptions): Promise<void> {
  for (const job of [lapseHolds, followAllNames, keepAllBenefitTotals, removeOldChanges, removeOldMessages])
    await job(database, now, onFailure).catch(onFailure)
}

/** Everything that is due now: what `startJobs` does all the time, once. */
export async function runJobs(options: JobOptions): Promise<void> {
  await runRound(options)
  await writeBatches(options)
  await numberAll(options.database)
}

/** Starts with a round at once. The function that it returns stops, once the round that is under way is done. */
export function startJobs({ database, now, onFailure }: JobOptions): () => Promise<void> {
  const stop = new AbortController()
  const rounds = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await runRound({ database, now, onFailure })
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
