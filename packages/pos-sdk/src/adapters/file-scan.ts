// What the bytes of a journal's file say. A write that a crash cut short left its line without an end, or with whole
// sectors of nothing in it; nobody was told that such a line is kept, so it is cut. Anything else that is not what was
// written is damage, and for a person to look at.
import { checkHeader, damaged, header, readLine, sumBeforeAll } from './journal-format.ts'

interface Scanned {
  readonly records: readonly string[]
  /** How many bytes are good: what comes next is written there. */
  readonly size: number
  /** The sum after the last good line. */
  readonly sum: number
  /** What stands behind the good bytes; null for nothing. */
  readonly torn: string | null
}

const lineEnd = 0x0a
/** The least that a disk writes at once. */
const sectorBytes = 512
const emptySector = Buffer.alloc(sectorBytes)
/** As much of what was lost as a person will read. */
const shownMax = 2_000

const show = (bytes: Buffer): string => bytes.subarray(0, shownMax).toString('utf8')

/** Bytes that are no UTF-8 are printed as others and then fail the checksum. */
const textOf = (bytes: Buffer): string => bytes.toString('utf8')

/** Whether `rest`, which stands in the file from `position` on, is a line that a crash cut short. */
function isTorn(rest: Buffer, position: number, sum: number): boolean {
  const hasEnd = rest.at(-1) === lineEnd
  if (hasEnd) {
    const restOfSector = rest.subarray(0, Math.min(sectorBytes - (position % sectorBytes), rest.length - 1))
    return restOfSector.every((byte) => byte === 0) || rest.includes(emptySector)
  }
  // With all of its line there and another byte for the end, it was written whole and changed since.
  return readLine(textOf(rest.subarray(0, -1)), sum) === null
}

export function scan(bytes: Buffer): Scanned {
  const start = Buffer.from(`${header}\n`)
  if (bytes.length < start.length && start.subarray(0, bytes.length).equals(bytes)) {
    return { records: [], size: 0, sum: sumBeforeAll, torn: show(bytes) }
  }
  const records: string[] = []
  let [position, line, sum] = [0, 1, sumBeforeAll]
  while (position < bytes.length) {
    const end = bytes.indexOf(lineEnd, position)
    const next = end === -1 ? bytes.length : end + 1
    const text = textOf(bytes.subarray(position, end === -1 ? bytes.length : end))
    const read = line > 1 && end !== -1 ? readLine(text, sum) : null
    if (line === 1) checkHeader(text)
    else if (read) {
      for (const record of read.records) records.push(record)
      sum = read.sum
    } else {
      const rest = bytes.subarray(position)
      if (next < bytes.length || !isTorn(rest, position, sum)) throw damaged(line)
      return { records, size: position, sum, torn: show(rest) }
    }
    position = next
    line += 1
  }
  return { records, size: bytes.length, sum, torn: null }
}
