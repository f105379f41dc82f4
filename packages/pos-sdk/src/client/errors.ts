// What can come of a call besides its answer, sorted by what the caller can do about it. An error's class says what to do
// next; `mayHaveHappened` says whether the request may have had its effect all the same.

/** What is known of a call that failed. */
export interface Failure {
  readonly reaction: 'come_again' | 'wait' | 'mend' | 'ask_operator' | 'tell_operator'
  readonly message: string
  /** The status of the last answer; null when none came. */
  readonly status: number | null
  /** The server's stable code, listed in docs/errors; null when it gave none, as plain Omneo does. */
  readonly code: string | null
  /** What is wrong with each field, by its dotted path. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** Figures that a cashier may need to read out. */
  readonly details: Readonly<Record<string, unknown>>
  /** The server asked not to be called again before so many milliseconds have passed; null when it did not say. */
  readonly retryAfterMs: number | null
  /**
   * True: the request may have had its effect on the server, so only a repeat under the same key, or a look at what the
   * server has, may follow. False: it certainly had none. Always false for what only reads.
   */
  readonly mayHaveHappened: boolean
}

/** Any failure of a call. Its class is one of those below. */
export abstract class ClientError extends Error implements Omit<Failure, 'reaction'> {
  readonly status: number | null
  readonly code: string | null
  readonly fields: Failure['fields']
  readonly details: Failure['details']
  readonly retryAfterMs: number | null
  readonly mayHaveHappened: boolean

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options)
    this.status = failure.status
    this.code = failure.code
    this.fields = failure.fields
    this.details = failure.details
    this.retryAfterMs = failure.retryAfterMs
    this.mayHaveHappened = failure.mayHaveHappened
  }
}

/** No answer came that can be relied on. Come again later; `mayHaveHappened` says with how much care. */
export class NoAnswerError extends ClientError {
  override readonly name = 'NoAnswerError'
}

/** The server has too much to do, and did nothing. Come again, after `retryAfterMs` if it says so. */
export class BusyError extends ClientError {
  override readonly name = 'BusyError'
}

/** The server says no to this request, and always will: `code` and `fields` say what to mend. */
export class RefusedError extends ClientError {
  override readonly name = 'RefusedError'
}

/** Into whom the member was merged whom a request named, and who has everything now; null where it certainly was not that. */
export function survivorIn(error: unknown): string | null {
  if (!(error instanceof RefusedError) || error.mayHaveHappened || error.code !== 'not_found') return null
  const survivor = error.details['merged_into']
  return typeof survivor === 'string' ? survivor : null
}

/** The token is not good for this. The till cannot help itself: ask whoever runs it. */
export class ForbiddenError extends ClientError {
  override readonly name = 'ForbiddenError'
}

/** The server broke over this request. Come again later, and tell whoever runs it. */
export class FaultError extends ClientError {
  override readonly name = 'FaultError'
}

const classes = {
  come_again: NoAnswerError,
  wait: BusyError,
  mend: RefusedError,
  ask_operator: ForbiddenError,
  tell_operator: FaultError,
} as const satisfies Record<Failure['reaction'], unknown>

export const toError = (failure: Failure, cause?: unknown): ClientError =>
  new classes[failure.reaction](failure, cause === undefined ? undefined : { cause })
