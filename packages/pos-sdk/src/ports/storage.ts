/** What had to be mended before the journal could be read, for a person to know. */
export interface Repair {
  readonly code: 'torn_tail_cut'
  readonly message: string
  /** What was cut off, as far as it can be shown. */
  readonly lost: string
}

/**
 * Where the journal is kept: texts, one behind the other. A text that `append` has resolved for survives the loss of
 * power; one that it rejected for is as if it had never been, also after a restart.
 */
export interface JournalStorage {
  /** Everything that is kept, oldest first. Throws a `JournalError` for what cannot be mended without losing something. */
  read(): Promise<{ readonly records: readonly string[]; readonly repairs: readonly Repair[] }>
  /** All of them or none. */
  append(records: readonly string[]): Promise<void>
  /** Puts these in the place of everything: all of it or nothing happens, whatever dies meanwhile. */
  replace(records: readonly string[]): Promise<void>
  close(): Promise<void>
}

type JournalErrorCode =
  /** Written by a version of the library that this one does not know. */
  | 'journal_version_unknown'
  /** A byte is not what was written; what stands behind it cannot be trusted blindly. */
  | 'journal_damaged'
  /** Another process, or another tab, has it open. */
  | 'journal_in_use'
  /** The disk did not take it: it is full, or broken. Nothing was sent. */
  | 'journal_not_written'

/** The till cannot remember. What it was about to do was not done. */
export class JournalError extends Error {
  readonly code: JournalErrorCode

  constructor(code: JournalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'JournalError'
    this.code = code
  }
}
