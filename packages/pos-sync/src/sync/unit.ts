// One piece of work on the POS: records and what is known of them, in one transaction where they share a database.
import { setTimeout as sleep } from 'node:timers/promises'

import { type Kysely, sql } from 'kysely'

import type { PosDatabase } from '../database/open.ts'
import type { Tables } from '../database/tables.ts'
import { troubleOf } from '../database/trouble.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { ManyRecords, PosRecords } from '../pos/records.ts'
import { TableRecords } from '../pos/table-records.ts'
import { Members } from '../state/members.ts'
import { Progress } from '../state/progress.ts'
import { SetAsides } from '../state/set-aside.ts'

export interface Unit {
  readonly records: PosRecords
  readonly members: Members
  readonly asides: SetAsides
  readonly progress: Progress
  /** Does a part of the work, and undoes just that when the POS refuses it. */
  attempt<T>(work: () => Promise<T>): Promise<T>
}

export interface Pos {
  readonly mapping: Mapping
  /** Records and state change together, or not at all. False for a POS that is reached by an API. */
  readonly isAtomic: boolean
  /** Does the work in one transaction, and does it again when another one was in its way. */
  unit<T>(work: (unit: Unit) => Promise<T>): Promise<T>
  /** Without a transaction, for what only looks. */
  readonly outside: Unit
  /** For a first fill; null where records are made one by one. */
  readonly manyOf: ((unit: Unit) => ManyRecords) | null
  close(): Promise<void>
}

const triesMax = 8
const pauseMsMax = 100

async function repeated<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (troubleOf(error) !== 'again' || attempt === triesMax) throw error
      await sleep(Math.random() * pauseMsMax * attempt)
    }
  }
}

async function inSavepoint<T>(db: Kysely<Tables>, work: () => Promise<T>): Promise<T> {
  await sql`savepoint tillside_part`.execute(db)
  try {
    const done = await work()
    await sql`release savepoint tillside_part`.execute(db)
    return done
  } catch (error) {
    // Whatever else went wrong has ended the transaction; so may a trigger of the POS.
    if (troubleOf(error) === 'refused') await sql`rollback to savepoint tillside_part`.execute(db).catch(() => {})
    throw error
  }
}

const stateIn = (db: Kysely<Tables>, { kind }: PosDatabase) => ({
  members: new Members(db, kind),
  asides: new SetAsides(db, kind),
  progress: new Progress(db, kind),
})

/** A POS whose customers stand in a table of the database in which the service keeps its own. */
export function databasePos(database: PosDatabase, mapping: Mapping): Pos {
  const unitIn = (db: Kysely<Tables>): Unit => {
    const state = stateIn(db, database)
    const records = new TableRecords({ db, kind: database.kind }, mapping, state.progress)
    return { ...state, records, attempt: (work) => inSavepoint(db, work) }
  }
  return {
    mapping,
    isAtomic: true,
    unit: (work) => repeated(() => database.db.transaction().execute((tx) => work(unitIn(tx)))),
    outside: unitIn(database.db),
    manyOf: ({ records }) => records as TableRecords,
    close: database.close,
  }
}

/** A POS that is reached by its own API; what the service knows of it stands in a database beside it. */
export function apiPos(records: PosRecords, state: PosDatabase, mapping: Mapping): Pos {
  const unitIn = (db: Kysely<Tables>): Unit => ({ ...stateIn(db, state), records, attempt: (work) => work() })
  return {
    mapping,
    isAtomic: false,
    unit: (work) => repeated(() => state.db.transaction().execute((tx) => work(unitIn(tx)))),
    outside: unitIn(state.db),
    manyOf: null,
    close: state.close,
  }
}
