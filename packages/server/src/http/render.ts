// From what a service returns to the body that leaves: the envelope, and how values are printed.
import type { Route } from '@tillside/contract/route'
import { majorFromMinor } from '@tillside/money/money'
import { pointsToWire, type Points } from '@tillside/money/points'
import { formatInstant, type Instant, secondMs, instant } from '@tillside/rules/time'

/** `{ data: … }`, or the bare value of the few routes that have no envelope. */
export const answerBody = (route: Route, value: unknown): unknown =>
  route.envelope === 'bare' ? value : { data: value }

/** Integer minor units as the JSON number in major units that travels. */
export const wireAmount = (minor: number, currency: string): number => majorFromMinor(minor, currency)
export const wireAmountOrNull = (minor: number | null, currency: string): number | null =>
  minor === null ? null : majorFromMinor(minor, currency)

/** Thousandths of a point as the JSON number that travels. */
export const wirePoints = (thousandths: number): number => pointsToWire(thousandths as Points)

export const wireMoment = (at: Instant): string => formatInstant(at)
export const wireMomentOrNull = (at: Instant | null): string | null => (at === null ? null : formatInstant(at))

/** We keep the first moment in which a row no longer works; the wire shows the last second in which it does. */
export const wireEnd = (endsAt: Instant | null): string | null =>
  endsAt === null ? null : formatInstant(instant(endsAt - secondMs))
