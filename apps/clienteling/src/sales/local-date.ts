// A sale's date as its receipt says it: local to the shop that sold, so it is shown as written, in no other zone.
import type { Format } from '@tillside/kit/format'
import { parseUtc } from '@tillside/rules/time'

export function localDate(local: string, format: Format): string {
  const written = parseUtc(local)
  return written === null ? local : format.dateTime(written, 'UTC')
}
