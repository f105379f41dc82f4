/**
 * Thrown inside a transaction by what finds, behind its locks, that what it looked at before belongs to somebody else by
 * now. All of it begins again, and finds that at once; the locks are let go in between, so nobody waits in a circle.
 */
export class BeginAgain extends Error {
  readonly code = 'BEGIN_AGAIN'
}
