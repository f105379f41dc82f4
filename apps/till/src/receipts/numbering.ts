// Numbers of receipts are new for ever, whatever the clock does: each day is counted by itself and never counted anew, so a
// clock that goes back a day goes on where that day had stopped.
import type { Instant } from '@tillside/rules/time'

import type { Records } from '../runtime/records.ts'
import { receiptNumber } from './number.ts'

/** What is known of one day. */
interface Day {
  readonly last: number
}

const bornKey = 'born'
/** Nobody sells faster than this by hand. */
const stepMs = 10_000

interface Numbering {
  readonly records: Records
  /** The till's short number. */
  readonly till: number
  readonly timezone: string
  readonly now: () => Instant
}

function localParts(at: Instant, timezone: string): { readonly day: string; readonly msOfDay: number } {
  const written = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at)
  const [date = '', time = ''] = written.replace(',', '').split(' ')
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return { day: date.replaceAll('-', '').slice(2), msOfDay: ((hours * 60 + minutes) * 60 + seconds) * 1_000 }
}

/**
 * The next number. A browser whose memory was wiped today may have given out numbers of today, or of a day before, that it
 * knows nothing of: on those days it counts on from where nobody who sells by hand could be by now.
 */
export async function nextReceiptNumber({ records, till, timezone, now }: Numbering): Promise<string> {
  const { day, msOfDay } = localParts(now(), timezone)
  const { day: born } = await records.change<{ day: string }>('numbers', bornKey, (before) => before ?? { day })
  const first = day > born ? 1 : Math.floor(msOfDay / stepMs) + 1
  const { last } = await records.change<Day>('numbers', day, (before) => ({ last: before ? before.last + 1 : first }))
  return receiptNumber(till, day, last)
}
