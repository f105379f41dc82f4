// Runs every check over one snapshot of the database, one after the other. However much disagrees, only the first findings
// of each leave the database, so a database in which everything is wrong takes time, and no memory.
import type { Db, Tx } from '../db/open.ts'
import type { Check, Finding } from './check.ts'
import { allowanceChecks } from './store-allowances.ts'
import { changeChecks } from './store-changes.ts'
import { earningChecks } from './store-earning.ts'
import { entryChecks } from './store-entries.ts'
import { redemptionChecks } from './store-redemptions.ts'
import { rowChecks } from './store-rows.ts'
import { saleChecks } from './store-sales.ts'
import { webhookChecks } from './store-webhooks.ts'
import { wordChecks } from './store-words.ts'

export const checks: readonly Check[] = [
  ...rowChecks,
  ...entryChecks,
  ...redemptionChecks,
  ...allowanceChecks,
  ...saleChecks,
  ...earningChecks,
  ...changeChecks,
  ...webhookChecks,
  ...wordChecks,
]

/** Findings that are shown of each check; the others are counted. */
const shownMax = 10
/** Sums over millions of entries are made in memory, not on disk. */
const workMemory = '128MB'

export interface Examined {
  readonly check: Check
  readonly count: number
  /** The first findings. */
  readonly findings: readonly Finding[]
  readonly seconds: number
}

/** Whole tables are read here: neither the time limits of a till's request nor its memory fit. */
async function prepareSession(tx: Tx): Promise<void> {
  await tx`
    select set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true),
           set_config('work_mem', ${workMemory}, true), set_config('jit', 'off', true)`
}

/**
 * The database counts, and hands over only what is shown. Materialized, since it would otherwise look for a way to the
 * first findings, when there mostly are none.
 */
async function examineOne(db: Db, check: Check, now: () => number): Promise<Examined> {
  const begun = now()
  const rows = await db<(Finding & { total: number })[]>`
    with finding as materialized (${check.find(db)})
    select finding.*, (select count(*) from finding) as total from finding limit ${shownMax}`
  return { check, count: rows[0]?.total ?? 0, findings: [...rows], seconds: (now() - begun) / 1_000 }
}

/** Give it a transaction that only reads and sees one snapshot. `now` is any clock in milliseconds. */
export async function* examine(tx: Tx, now: () => number): AsyncGenerator<Examined> {
  await prepareSession(tx)
  for (const check of checks) yield await examineOne(tx, check, now)
}
