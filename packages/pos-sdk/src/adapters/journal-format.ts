// How a journal is written down, wherever it is kept: a header that names the format, then one line for each append. A
// line carries a checksum over itself and all lines before it, so neither a changed nor a missing line goes unnoticed.
import { JournalError } from '../ports/storage.ts'

const name = 'tillside-journal'
const version = 1
export const header = `${name} ${version}`

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

/** CRC-32, carried on from the sum of what came before. */
function carryOn(sum: number, bytes: Uint8Array): number {
  let value = ~sum
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] as number) ^ (value >>> 8)
  return ~value >>> 0
}

/** The sum before the first line. */
export const sumBeforeAll = 0
/** Eight digits and a space. */
const sumLength = 9
const encoder = new TextEncoder()

/** A line, without its end, and the sum that the next one carries on. JSON knows no raw line ends. */
export function writeLine(records: readonly string[], sum: number): { readonly line: string; readonly sum: number } {
  const content = JSON.stringify(records)
  const next = carryOn(sum, encoder.encode(content))
  return { line: `${next.toString(16).padStart(sumLength - 1, '0')} ${content}`, sum: next }
}

/** The records of a line, or null when it is not what was written here. */
export function readLine(line: string, sum: number): { readonly records: string[]; readonly sum: number } | null {
  const content = line.slice(sumLength)
  const next = carryOn(sum, encoder.encode(content))
  if (line.slice(0, sumLength) !== `${next.toString(16).padStart(sumLength - 1, '0')} `) return null
  return { records: JSON.parse(content) as string[], sum: next }
}

export const damaged = (line: number, options?: ErrorOptions): JournalError =>
  new JournalError(
    'journal_damaged',
    `Line ${line} of the journal is not what was written there. Nothing was changed: keep a copy of it, and restore it or start a new one.`,
    options,
  )

/** Throws for a header that is not this version's. */
export function checkHeader(line: string): void {
  if (line === header) return
  if (/^tillside-journal \d+$/.test(line)) {
    throw new JournalError(
      'journal_version_unknown',
      `The journal is written as "${line}", and this version of the library reads only "${header}". Nothing was changed.`,
    )
  }
  throw damaged(1)
}

export const notWritten = (cause: unknown): JournalError =>
  new JournalError(
    'journal_not_written',
    `The journal could not be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    { cause },
  )
