// What is known of each member: which version its POS record shows, which record that is, and what both sides last agreed on.
import { type Kysely, sql } from 'kysely'

import type { DatabaseKind } from '../database/open.ts'
import type { MemberRow, Tables } from '../database/tables.ts'
import type { Value } from '../mapping/fields.ts'

/** What a field showed on each side when they last agreed. They differ where the POS keeps a value in its own way. */
export interface Agreed {
  readonly server: Readonly<Record<string, Value>>
  readonly pos: Readonly<Record<string, Value>>
}

export interface MemberState {
  readonly profileId: string
  /** Null before anything was written. */
  readonly version: number | null
  readonly claimed: number | null
  readonly state: MemberRow['state']
  readonly mergedInto: string | null
  readonly recordKey: string | null
  readonly agreed: Agreed | null
  readonly isLinked: boolean
}

/** An id and the version that is held of it. */
export interface Held {
  readonly profileId: string
  readonly version: number
}

/** With the number of the record that shows it. */
interface HeldRecord extends Held {
  readonly recordKey: string | null
}

const none = -1
const toVersion = (text: number | string): number | null => (Number(text) === none ? null : Number(text))

const toState = (row: MemberRow): MemberState => ({
  profileId: row.profile_id,
  version: toVersion(row.version),
  claimed: toVersion(row.claimed),
  state: row.state,
  mergedInto: row.merged_into,
  recordKey: row.record_key,
  agreed: row.agreed === null ? null : (JSON.parse(row.agreed) as Agreed),
  isLinked: Number(row.is_linked) === 1,
})

const toRow = (member: MemberState): MemberRow => ({
  profile_id: member.profileId,
  version: member.version ?? none,
  claimed: member.claimed ?? none,
  state: member.state,
  merged_into: member.mergedInto,
  record_key: member.recordKey,
  agreed: member.agreed === null ? null : JSON.stringify(member.agreed),
  is_linked: member.isLinked ? 1 : 0,
})

/** A member that nothing is known of yet. */
export const unknownMember = (profileId: string): MemberState => ({
  profileId,
  version: null,
  claimed: null,
  state: 'live',
  mergedInto: null,
  recordKey: null,
  agreed: null,
  isLinked: false,
})

const table = 'tillside_sync_member'

export class Members {
  readonly #db: Kysely<Tables>
  readonly #kind: DatabaseKind

  constructor(db: Kysely<Tables>, kind: DatabaseKind) {
    this.#db = db
    this.#kind = kind
  }

  /**
   * The member, kept from everybody else until the transaction ends. It writes first: SQLite then waits for its turn, instead of
   * finding at the first write that others were quicker.
   */
  async lock(profileId: string): Promise<MemberState> {
    const insert = this.#db.insertInto(table).values(toRow(unknownMember(profileId)))
    await (this.#kind === 'mysql'
      ? insert.onDuplicateKeyUpdate({ profile_id: sql`profile_id` }).execute()
      : insert.onConflict((conflict) => conflict.column('profile_id').doNothing()).execute())
    const select = this.#db.selectFrom(table).selectAll().where('profile_id', '=', profileId)
    const row = await (this.#kind === 'sqlite' ? select : select.forUpdate()).executeTakeFirstOrThrow()
    return toState(row)
  }

  async save(member: MemberState): Promise<void> {
    const { profile_id: profileId, ...row } = toRow(member)
    await this.#db.updateTable(table).set(row).where('profile_id', '=', profileId).execute()
  }

  /** For members that nothing is known of; fails when anything is. */
  async insertAll(members: readonly MemberState[]): Promise<void> {
    await this.#db.insertInto(table).values(members.map(toRow)).execute()
  }

  async find(profileId: string): Promise<MemberState | null> {
    const row = await this.#db.selectFrom(table).selectAll().where('profile_id', '=', profileId).executeTakeFirst()
    return row ? toState(row) : null
  }

  async findAll(profileIds: readonly string[]): Promise<readonly MemberState[]> {
    const rows = await this.#db
      .selectFrom(table)
      .selectAll()
      .where('profile_id', 'in', [...profileIds])
      .execute()
    return rows.map(toState)
  }

  async findByRecords(keys: readonly string[]): Promise<readonly MemberState[]> {
    const rows = await this.#db
      .selectFrom(table)
      .selectAll()
      .where('record_key', 'in', [...keys])
      .execute()
    return rows.map(toState)
  }

  /** The members that were merged into this one. */
  async listMergedInto(profileId: string): Promise<readonly MemberState[]> {
    const rows = await this.#db.selectFrom(table).selectAll().where('merged_into', '=', profileId).execute()
    return rows.map(toState)
  }

  /** Records whose number the server does not know yet, the next ones behind an id. */
  async listUnlinked(after: string, count: number): Promise<readonly MemberState[]> {
    const rows = await this.#db
      .selectFrom(table)
      .selectAll()
      .where('is_linked', '=', 0)
      .where('record_key', 'is not', null)
      .where('state', '<>', 'deleted')
      .where('profile_id', '>', after)
      .orderBy('profile_id')
      .limit(count)
      .execute()
    return rows.map(toState)
  }

  /** What is held of each live member, in pages: a shop's members need not fit into one answer. */
  async *listHeld(pageSize: number): AsyncGenerator<readonly HeldRecord[]> {
    let after = ''
    for (;;) {
      const rows = await this.#db
        .selectFrom(table)
        .select(['profile_id', 'version', 'record_key'])
        .where('state', '=', 'live')
        .where('profile_id', '>', after)
        .orderBy('profile_id')
        .limit(pageSize)
        .execute()
      yield rows
        .filter(({ version }) => toVersion(version) !== null)
        .map((row) => ({ profileId: row.profile_id, version: Number(row.version), recordKey: row.record_key }))
      const last = rows.at(-1)
      if (rows.length < pageSize || last === undefined) return
      after = last.profile_id
    }
  }

  /** Begun in a POS without transactions, and perhaps not finished. */
  async listUnfinished(count: number): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom(table)
      .select('profile_id')
      .whereRef('claimed', '>', 'version')
      .limit(count)
      .execute()
    return rows.map(({ profile_id: profileId }) => profileId)
  }

  async countLive(): Promise<number> {
    const { count } = await this.#db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as('count'))
      .where('state', '=', 'live')
      .where('version', '>=', 0)
      .executeTakeFirstOrThrow()
    return Number(count)
  }
}
