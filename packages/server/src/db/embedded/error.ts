/** A failure that the operator can act on: its message is one sentence or two, and no stack is needed to understand it. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError'
}

/** The code that Node, or PostgreSQL through the driver, puts on an error. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return ''
  return String(error.code)
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
