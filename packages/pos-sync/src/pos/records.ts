// What the service needs of a POS: its customer records, by number. A POS that has only an API is kept in step by an
// implementation of `PosRecords` that calls it.
import type { Value } from '../mapping/fields.ts'

/** Values by the name of the profile's field. */
export type Values = Readonly<Record<string, Value>>

export interface PosRecord {
  /** The POS's own customer number. */
  readonly key: string
  /** The member that it belongs to; null when it belongs to none. */
  readonly profileId: string | null
  readonly values: Values
}

/** A record to be made or changed. */
export interface RecordChange {
  readonly profileId: string | null
  /** The number of the record that took over, in a merge. Left out: as it was. */
  readonly mergedInto?: string | null
  /** Only these fields. */
  readonly values: Values
}

/** A record that may be a member's, by what is known of the member. */
export interface Clues {
  readonly profileId: string
  /** Numbers that the server knows the member by. */
  readonly keys: readonly string[]
  /** Fields by which a record without a member may be matched, such as an e-mail address. */
  readonly values: Values
}

/** How the records of a POS are found and changed. Every method may fail with the error of whatever is behind it. */
export interface PosRecords {
  find(key: string): Promise<PosRecord | null>
  /**
   * The record that is this member's: the one that says so, else one without a member under one of the numbers, else the only
   * one without a member that agrees in a field.
   */
  match(clues: Clues): Promise<PosRecord | null>
  /** Makes a record, and answers it as the POS now shows it. */
  insert(change: RecordChange): Promise<PosRecord>
  /** Changes a record, and answers it as the POS now shows it. */
  update(key: string, change: RecordChange): Promise<PosRecord>
  remove(key: string): Promise<void>
  /** Records in the order of their numbers, those behind `after`; changed at or after a moment, where the POS keeps that. */
  page(after: string | null, count: number, changedFrom: string | null): Promise<readonly PosRecord[]>
}

/** What a POS can do beside that, for a first fill of thousands. */
export interface ManyRecords extends PosRecords {
  /** Those of the clues for which `match` would find a record. */
  matchAny(clues: readonly Clues[]): Promise<ReadonlySet<string>>
  /** Those of the members for whom there is no record any more, under whichever number. */
  lacking(members: readonly { profileId: string }[]): Promise<readonly string[]>
  /** Makes records for members that have none; all of them or none. */
  insertAll(changes: readonly (RecordChange & { readonly profileId: string })[]): Promise<readonly PosRecord[]>
  /** The moment up to which all changes are older than those that come later; null where the POS keeps none. */
  changedUpTo(): Promise<string | null>
}
