// What is thrown below becomes a refusal that a screen has words for: a disk that is full, a server that is away.
import { ClientError, ForbiddenError, RefusedError } from '@tillside/pos-sdk/client/errors'
import { JournalError } from '@tillside/pos-sdk/ports/storage'
import type { Refusal } from '@tillside/rules/outcome'

/** How browsers say that they will not write. */
const diskErrors: ReadonlySet<string> = new Set([
  'QuotaExceededError',
  'UnknownError',
  'AbortError',
  'InvalidStateError',
])

const isDisk = (error: unknown): boolean => error instanceof DOMException && diskErrors.has(error.name)

export function refusalOf(error: unknown): Refusal {
  if (error instanceof JournalError) {
    if (error.code === 'journal_not_written') return { code: 'disk_full' }
    return { code: error.code === 'journal_in_use' ? 'another_tab' : error.code }
  }
  if (isDisk(error)) return { code: 'disk_full' }
  if (error instanceof RefusedError) return { code: error.code ?? 'failed', details: { message: error.message } }
  if (error instanceof ForbiddenError) return { code: 'forbidden', details: { message: error.message } }
  if (error instanceof ClientError) return { code: 'server_away' }
  return { code: 'failed', details: { message: error instanceof Error ? error.message : String(error) } }
}
