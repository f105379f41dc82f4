// Writes the entries of batches, each in a transaction of its own with the note of what became of it: a crash at any moment
// leaves every entry either written and noted, or waiting. Whoever has the lock of a batch writes its next entry, so several
// servers may do this side by side, and the entries of one batch come in their order all the same.
import { setTimeout as sleep } from 'node:timers/promises'

import type { RefusalCode } from '@tillside/contract/refusals'
import { refusals } from '@tillside/contract/refusals'
import type { Refusal } from '@tillside/rules/outcome'
import { dayMs, instant, type Instant } from '@tillside/rules/time'

import type { Database, Tx } from '../db/open.ts'
import { transaction } from '../db/transaction.ts'
import { refusalOfConstraint } from '../http/constraints.ts'
import type { Tenant } from '../http/context.ts'
import { codeOfFailure, refusalBody, RequestRefused } from '../http/errors.ts'
import {
  type BatchRow,
  finishEntry,
  listOpenBatches,
  lockBatch,
  noteAttempt,
  removeFinishedBatches,
} from '../members/batch-store.ts'
import { writeEntry } from '../members/batches.ts'
import { readTenant } from '../settings/service.ts'

/** How often it is looked for batches. */
const lookMs = 500
/** Batches of one round. */
const batchesMax = 100
/** Batches that are written at once: tills need most of the connections. */
const writersMax = 2
/** After so many failures that are not its own an entry is given up. */
const attemptsMax = 5
const keptDays = 30

/** Thrown inside a transaction, so that what a refused entry had written is rolled back. */
class EntryRefused extends Error {
  readonly body: Readonly<Record<string, unknown>>

  constructor(body: Readonly<Record<string, unknown>>) {
    super('an entry was refused')
    this.body = body
  }
}

const refusedBy = (refusal: Refusal<RefusalCode>): EntryRefused => new EntryRefused(refusalBody(refusal))

/** What went wrong with an entry, in the words of the ordinary routes; undefined when it was not the entry's fault. */
function readRefusal(error: unknown): EntryRefused | undefined {
  if (error instanceof EntryRefused) return error
  if (error instanceof RequestRefused)
    return new EntryRefused({ message: refusals[error.code].message, errors: error.errors, code: error.code })
  const code = refusalOfConstraint(error)
  return code && refusedBy({ code })
}

interface Writing {
  readonly database: Database
  readonly now: () => Instant
  readonly onFailure: (error: unknown) => void
  /** Whoever stops the server does not wait for thousands of entries. */
  readonly signal?: AbortSignal
}

interface Writer extends Writing {
  readonly tenant: Tenant
}

type Batch = Pick<BatchRow, 'id' | 'token_name'>

/** Whether there is more to write here; not when the batch is finished, or somebody else has it. */
type HasMore = boolean

const hasMore = ({ next_position, item_count }: BatchRow): HasMore => next_position + 1 < item_count

/** Notes that the next entry was refused, unless somebody has been there in between. */
async function noteRefusal({ database, now }: Writer, tried: BatchRow, { body }: EntryRefused): Promise<HasMore> {
  const result = { outcome: 'refused', profileId: null, refusal: body } as const
  return transaction(database.writes, async (tx) => {
    const batch = await lockBatch(tx, tried.id)
    if (!batch) return false
    if (batch.next_position === tried.next_position) await finishEntry(tx, batch, result, now())
    return hasMore(tried)
  })
}

/** What failed for a reason of ours is tried again with the next round, and keeps the entries behind it waiting only so often. */
async function noteFailure(writer: Writer, tried: BatchRow, error: unknown): Promise<HasMore> {
  const code = codeOfFailure(error)
  const isOver = code === 'server_error' && tried.attempts + 1 >= attemptsMax
  const goesOn = isOver && (await noteRefusal(writer, tried, refusedBy({ code })))
  if (code === 'server_error' && !isOver)
    await transaction(writer.database.writes, (tx) => noteAttempt(tx, tried.id, writer.now()))
  writer.onFailure(error)
  return goesOn
}

async function writeNext(writer: Writer, { id, token_name: by }: Batch): Promise<HasMore> {
  const { database, tenant, signal } = writer
  if (signal?.aborted) return false
  for (let isRepeat = false; ; isRepeat = true) {
    let tried: BatchRow | undefined
    try {
      const at = writer.now()
      const work = async (tx: Tx): Promise<HasMore> => {
        const batch = await lockBatch(tx, id)
        if (!batch) return false
        tried = batch
        const written = await writeEntry(tx, batch.entry, { batch, tenant, now: at })
        if (!written.ok) throw refusedBy(written.refusal)
        await finishEntry(tx, batch, written.value, at)
        return hasMore(batch)
      }
      return await transaction(database.writes, work, { by, at })
    } catch (error) {
      if (!tried) throw error
      // Somebody may have enrolled the same person in this moment: looked at again, the entry finds them.
      if (refusalOfConstraint(error) && !isRepeat) continue
      const refused = readRefusal(error)
      return refused ? noteRefusal(writer, tried, refused) : noteFailure(writer, tried, error)
    }
  }
}

/** One round: the batches that wait, each to its end. */
export async function writeBatches(writing: Writing): Promise<void> {
  const { database, now } = writing
  const waiting = await listOpenBatches(database.read, batchesMax)
  if (waiting.length > 0) {
    const writer = { ...writing, tenant: await readTenant(database.read) }
    const writeSome = async (): Promise<void> => {
      for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
        while (await writeNext(writer, batch));
      }
    }
    await Promise.all(Array.from({ length: writersMax }, writeSome))
  }
  await removeFinishedBatches(database.write, instant(now() - keptDays * dayMs))
}

/** Goes on until it is stopped by the function that it returns. */
export function startWritingBatches(writing: Writing): () => Promise<void> {
  const stop = new AbortController()
  const rounds = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await writeBatches({ ...writing, signal: stop.signal }).catch(writing.onFailure)
      await sleep(lookMs, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  const done = rounds()
  return () => {
    stop.abort()
    return done
  }
}
