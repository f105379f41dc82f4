// Customer records in a table of the POS, by the mapping. Every name in a statement comes from the mapping file, whose names
// are checked, and every value travels as a parameter.
import { type Kysely, type RawBuilder, sql } from 'kysely'

import type { DatabaseKind, PosDatabase } from '../database/open.ts'
import type { Tables } from '../database/tables.ts'
import type { Value } from '../mapping/fields.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { Progress } from '../state/progress.ts'
import { drawNumbers, plainNumber } from './record-numbers.ts'
import type { Clues, ManyRecords, PosRecord, RecordChange, Values } from './records.ts'

type Row = Readonly<Record<string, unknown>>

/** Columns are read back under names of our own, as a POS may spell its columns in any way. */
const alias = (index: number): string => `field_${index}`

/** Blanks at the end are those of a column of a fixed width, or a slip: in neither case anybody's word. */
const withoutPadding = (value: Value): Value => (typeof value === 'string' ? value.replace(/ +$/, '') : value)

function toValue(given: unknown): Value {
  if (given === null || given === undefined) return null
  if (typeof given === 'string' || typeof given === 'number') return given
  if (typeof given === 'boolean') return given ? 1 : 0
  if (typeof given === 'bigint') return String(given)
  return given instanceof Uint8Array ? Buffer.from(given).toString('utf8') : JSON.stringify(given)
}

/** Values that one statement can carry, in each of the databases. */
const valuesMax = 30_000

export class TableRecords implements ManyRecords {
  readonly #db: Kysely<Tables>
  readonly #kind: DatabaseKind
  readonly #mapping: Mapping
  readonly #progress: Progress

  constructor({ db, kind }: Pick<PosDatabase, 'db' | 'kind'>, mapping: Mapping, progress: Progress) {
    this.#db = db
    this.#kind = kind
    this.#mapping = mapping
    this.#progress = progress
  }

  /** Kept from the POS until the transaction ends: what a cashier writes meanwhile is not overwritten unseen. SQLite has one writer anyway. */
  async find(key: string): Promise<PosRecord | null> {
    const lock = this.#kind === 'sqlite' ? sql`` : sql`for update`
    const [record] = await this.#select(sql`${this.#key} = ${key} ${lock}`)
    return record ?? null
  }

  async match({ profileId, keys, values }: Clues): Promise<PosRecord | null> {
    const own = await this.#select(
      sql`${this.#profileId} = ${profileId} and ${this.#isFirst} order by ${this.#key} limit 1`,
    )
    if (own[0]) return own[0]
    const free = sql`${this.#profileId} is null`
    for (const key of this.#readable(keys)) {
      const [named] = await this.#select(sql`${this.#key} = ${key} and ${free}`)
      const kept = named && (await this.#keepFree(named))
      if (kept) return kept
    }
    for (const { name, column } of this.#mapping.match) {
      const value = values[name] ?? null
      if (value === null) continue
      const found = await this.#select(sql`lower(${sql.ref(column)}) = ${String(value).toLowerCase()} and ${free}`)
      // Many a database holds letters for equal that differ by an accent: that is somebody else's address.
      const alike = found.filter((record) => isAlikeIn(name, record.values, values))
      // Of two customers with the same address either may be the member: a person has to say which.
      const kept = alike[0] && alike.length === 1 && (await this.#keepFree(alike[0]))
      if (kept) return kept
    }
    return null
  }

  async insert(change: RecordChange & { readonly profileId: string }): Promise<PosRecord> {
    const [record] = await this.insertAll([change])
    return record as PosRecord
  }

  async update(key: string, { profileId, mergedInto, values }: RecordChange): Promise<PosRecord> {
    const { mergedIntoColumn } = this.#mapping
    const columns = this.#columnsOf(values)
    const sets = [
      sql`${this.#profileId} = ${profileId}`,
      ...(mergedInto === undefined || mergedIntoColumn === null
        ? []
        : [sql`${sql.ref(mergedIntoColumn)} = ${mergedInto}`]),
      ...columns.map(({ column, value }) => sql`${sql.ref(column)} = ${value}`),
    ]
    await sql`update ${this.#table} set ${sql.join(sets)} where ${this.#key} = ${key}`.execute(this.#db)
    return (await this.find(key)) ?? { key, profileId, values }
  }

  async remove(key: string): Promise<void> {
    await sql`delete from ${this.#table} where ${this.#key} = ${key}`.execute(this.#db)
  }

  async page(after: string | null, count: number, changedFrom: string | null): Promise<readonly PosRecord[]> {
    const { changedAtColumn } = this.#mapping
    const conditions = [
      ...(after === null ? [] : [sql`${this.#key} > ${after}`]),
      ...(changedFrom === null || changedAtColumn === null ? [] : [sql`${sql.ref(changedAtColumn)} >= ${changedFrom}`]),
    ]
    const where = conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` and `)
    return this.#select(sql`${where} order by ${this.#key} limit ${sql.lit(count)}`)
  }

  async matchAny(clues: readonly Clues[]): Promise<ReadonlySet<string>> {
    const ids = clues.map(({ profileId }) => profileId)
    const keys = this.#readable(clues.flatMap((clue) => clue.keys))
    const isOwn = sql`${this.#profileId} in (${sql.join(ids)})`
    const isNamed = keys.length === 0 ? [] : [sql`${this.#key} in (${sql.join(keys)})`]
    const isAlike = this.#mapping.match.flatMap(({ name, column }) => {
      const values = clues.flatMap((clue) => clue.values[name] ?? []).map((value) => String(value).toLowerCase())
      return values.length === 0 ? [] : [sql`lower(${sql.ref(column)}) in (${sql.join(values)})`]
    })
    const found = await this.#select(sql.join([isOwn, ...isNamed, ...isAlike], sql` or `))
    const matched = clues.filter((clue) =>
      found.some(
        (record) =>
          record.profileId === clue.profileId ||
          clue.keys.some((key) => plainNumber(key) === plainNumber(record.key)) ||
          this.#mapping.match.some(({ name }) => isAlikeIn(name, record.values, clue.values)),
      ),
    )
    return new Set(found.length === 0 ? [] : matched.map(({ profileId }) => profileId))
  }

  async lacking(members: readonly { profileId: string }[]): Promise<readonly string[]> {
    if (members.length === 0) return []
    const ids = sql.join(members.map(({ profileId }) => profileId))
    const found = await this.#select(sql`${this.#profileId} in (${ids}) and ${this.#isFirst}`)
    const there = new Set(found.map(({ profileId }) => profileId))
    return members.flatMap(({ profileId }) => (there.has(profileId) ? [] : [profileId]))
  }

  async insertAll(changes: readonly (RecordChange & { readonly profileId: string })[]): Promise<readonly PosRecord[]> {
    const { number, fields, profileIdColumn } = this.#mapping
    const names = [
      ...(number.isMadeHere ? [number.column] : []),
      profileIdColumn,
      ...fields.map(({ column }) => column),
    ]
    const atOnce = Math.max(1, Math.floor(valuesMax / names.length))
    for (let from = 0; from < changes.length; from += atOnce)
      await this.#insertRows(names, changes.slice(from, from + atOnce))
    const made = await this.#select(sql`${this.#profileId} in (${sql.join(changes.map(({ profileId }) => profileId))})`)
    const byProfile = new Map(made.map((record) => [record.profileId, record]))
    return changes.map(({ profileId }) => {
      const record = byProfile.get(profileId)
      if (!record) throw new Error('the POS database took a record and does not show it')
      return record
    })
  }

  async changedUpTo(): Promise<string | null> {
    const { changedAtColumn } = this.#mapping
    if (changedAtColumn === null) return null
    const { rows } = await sql<{
      latest: unknown
    }>`select max(${sql.ref(changedAtColumn)}) as latest from ${this.#table}`.execute(this.#db)
    const latest = toValue(rows[0]?.latest)
    return latest === null ? null : String(latest)
  }

  /** Records that came by a merge say whose they are too, and are not the one that stayed. */
  get #isFirst(): RawBuilder<unknown> {
    const { mergedIntoColumn } = this.#mapping
    return mergedIntoColumn === null ? sql`1 = 1` : sql`${sql.ref(mergedIntoColumn)} is null`
  }

  get #table(): RawBuilder<unknown> {
    return sql.table(this.#mapping.table)
  }

  get #key(): RawBuilder<unknown> {
    return sql.ref(this.#mapping.number.column)
  }

  get #profileId(): RawBuilder<unknown> {
    return sql.ref(this.#mapping.profileIdColumn)
  }

  #columnsOf(values: Values): readonly { column: string; value: Value }[] {
    return this.#mapping.fields
      .filter(({ name }) => name in values)
      .map(({ name, column, empty }) => ({ column, value: values[name] ?? empty }))
  }

  /** Numbers that the column can hold: a database that is asked for another kind compares it in ways of its own, or fails. */
  #readable(keys: readonly string[]): readonly string[] {
    return this.#mapping.number.isMadeHere ? keys : keys.filter((key) => /^[1-9]\d{0,14}$/.test(key))
  }

  /** Null when another member was quicker: of two who could be this customer, one gets the record. */
  async #keepFree({ key }: PosRecord): Promise<PosRecord | null> {
    const record = await this.find(key)
    return record?.profileId === null ? record : null
  }

  readonly #keysAmong = async (numbers: readonly string[]): Promise<readonly string[]> =>
    (await this.#select(sql`${this.#key} in (${sql.join(numbers)})`)).map(({ key }) => key)

  async #insertRows(names: readonly string[], changes: readonly RecordChange[]): Promise<void> {
    const { number, fields } = this.#mapping
    const numbers = number.isMadeHere
      ? await drawNumbers(changes.length, { number, progress: this.#progress, findTaken: this.#keysAmong })
      : []
    const rows = changes.map(({ profileId, values }, index) => {
      const given = [profileId, ...fields.map(({ name, empty }) => values[name] ?? empty)]
      return sql`(${sql.join(number.isMadeHere ? [numbers[index], ...given] : given)})`
    })
    await sql`insert into ${this.#table} (${sql.join(names.map((name) => sql.ref(name)))}) values ${sql.join(rows)}`.execute(
      this.#db,
    )
  }

  async #select(condition: RawBuilder<unknown>): Promise<PosRecord[]> {
    const { fields } = this.#mapping
    const columns = [
      sql`${this.#key} as record_key`,
      sql`${this.#profileId} as profile_id`,
      ...fields.map(({ column }, index) => sql`${sql.ref(column)} as ${sql.id(alias(index))}`),
    ]
    const { rows } = await sql<Row>`select ${sql.join(columns)} from ${this.#table} where ${condition}`.execute(
      this.#db,
    )
    return rows.map((row) => ({
      key: String(toValue(row['record_key'])),
      profileId: row['profile_id'] === null ? null : String(toValue(row['profile_id'])),
      values: Object.fromEntries(fields.map(({ name }, index) => [name, withoutPadding(toValue(row[alias(index)]))])),
    }))
  }
}

const isAlikeIn = (name: string, one: Values, other: Values): boolean => {
  const [left, right] = [one[name] ?? null, other[name] ?? null]
  return left !== null && right !== null && String(left).toLowerCase() === String(right).toLowerCase()
}
