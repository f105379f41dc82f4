// Steps that commands on rewards, points and benefits share.
import type { Instant } from '@tillside/rules/time'
import { decimalsOf } from '@tillside/money/money'

import { BeginAgain } from '../db/begin-again.ts'
import type { Tx } from '../db/open.ts'
import { lockProfile } from '../profiles/service.ts'
import { extendedEnd, type InputZone, readEnd } from './validity.ts'
import { refuseField } from './values.ts'

/**
 * Finds a row, locks the member who holds it, and reads it again: what another till did meanwhile is then seen. All begins
 * again where the member was merged into another. Nothing when there is no such row or its member is gone.
 */
export async function lockRow<Row extends { profile_id: string }>(
  tx: Tx,
  find: () => Promise<Row | undefined>,
): Promise<Row | undefined> {
  const seen = await find()
  if (!seen) return undefined
  const locked = await lockProfile(tx, seen.profile_id)
  const row = await find()
  if (row && row.profile_id !== seen.profile_id) throw new BeginAgain('a member was merged meanwhile')
  return locked === null ? undefined : row
}

/** How many minor units one whole of the currency has: lists are filtered by amounts in whole ones. */
export const amountScaleOf = (currency: string): number => 10 ** decimalsOf(currency)

/** Null takes the end away, nothing leaves it. */
export const readEndOr = (sent: string | null | undefined, kept: Instant | null, zone: InputZone): Instant | null =>
  typeof sent === 'string' ? readEnd(sent, zone) : sent === null ? null : kept

/** The end that an extension asks for. */
export function askedEnd(
  kept: Instant | null,
  asked: {
    readonly extend_date?: string | null
    readonly extend_days?: number | null
    readonly daysDefault: number | null
  },
  zone: InputZone,
): Instant | null {
  if (typeof asked.extend_date === 'string') return readEnd(asked.extend_date, zone)
  const days =
    asked.extend_days ?? asked.daysDefault ?? refuseField('extend_days', 'is required without an extend_date')
  return extendedEnd(kept, days, zone)
}

/** Each id once, as a number. */
export const readIds = (sent: readonly (number | string)[]): number[] => [...new Set(sent.map(Number))]

/** The return that gives back what a redemption took. */
export interface ReturnCause {
  readonly profileId: string
  /** The redemption of type `return`. */
  readonly redemptionId: number
  readonly userId: number | null
}
