// Wrong tries on a device, whoever they were meant for: counted in one statement each, so that those that come at once count too.
import { type Instant, instant, minuteMs } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'

/** So long a wrong try weighs on its device, and so many may weigh at once: what a busy shop mistypes is far below. */
const tryWeightMs = 5 * minuteMs
const triesWeighingMax = 30

/**
 * Lays a try on the device before it is looked at; false while the device takes none. A right one takes away its own
 * weight and no more, so whoever has a PIN gains nothing by showing it between guesses.
 */
export async function weighTry(db: Db, id: string, now: Instant): Promise<boolean> {
  const full = instant(now + (triesWeighingMax - 1) * tryWeightMs)
  const weighed = await db`
    update device set
      wrong_tries_until = greatest(wrong_tries_until, ${now}::timestamptz) + ${tryWeightMs}::integer * interval '1 millisecond'
    where id = ${id} and (wrong_tries_until is null or wrong_tries_until <= ${full}) returning id`
  return weighed.length === 1
}

export async function unweighTry(db: Db, id: string): Promise<void> {
  await db`
    update device set wrong_tries_until = wrong_tries_until - ${tryWeightMs}::integer * interval '1 millisecond'
    where id = ${id}`
}

/** When the device takes a try again. */
export async function findWeightEnd(db: Db, id: string): Promise<Instant | null> {
  const [row] = await db<{ wrong_tries_until: Instant | null }[]>`
    select wrong_tries_until from device where id = ${id}`
  const until = row?.wrong_tries_until ?? null
  return until === null ? null : instant(until - (triesWeighingMax - 1) * tryWeightMs)
}

/** Counts a badge before it is looked at. False while the device takes none. */
export async function countBadge(db: Db, id: string, now: Instant): Promise<boolean> {
  const counted = await db`
    update device set badge_failures = badge_failures + 1,
      badge_locked_until = sign_in_lock_end(badge_failures + 1, ${now})
    where id = ${id} and (badge_locked_until is null or badge_locked_until <= ${now})
    returning id`
  return counted.length === 1
}

export async function forgetBadges(db: Db, id: string): Promise<void> {
  await db`update device set badge_failures = 0, badge_locked_until = null where id = ${id}`
}

export async function findBadgeLock(db: Db, id: string): Promise<Instant | null> {
  const [row] = await db<{ badge_locked_until: Instant | null }[]>`
    select badge_locked_until from device where id = ${id}`
  return row?.badge_locked_until ?? null
}
