// What a till keeps of the leave that it was given, and how that reads from the shelf.
import { minorRoundedFromMajor } from '@tillside/money/money'
import { type Instant, instant, parseUtc } from '@tillside/rules/time'

import type { Client } from '../client/client.ts'
import type { ServerHeard } from '../client/server-clock.ts'

export interface KeptAllowance {
  readonly id: string
  readonly profileId: string
  readonly signature: string
  /** The value is set aside: it is this till's alone, and out of the balance. */
  readonly isReserve: boolean
  /** Most spends, and in minor units most of one sale and of all together. */
  readonly count: number
  readonly perSaleMinor: number
  readonly totalMinor: number
  /** By the server's clock. */
  readonly validFrom: Instant
  readonly validUntil: Instant
  /** The server was told, or is about to be, that nothing more comes of it: nothing is spent from it any more. */
  readonly isEnding: boolean
}

export interface Shelved {
  readonly allowances: readonly KeptAllowance[]
  /** The latest that the server's clock is known to have shown. */
  readonly serverTime: Instant
  /** How far the server's clock was ahead of the till's. Null: not known. */
  readonly heard: ServerHeard | null
}

const moment = (text: string): Instant => parseUtc(text) ?? instant(0)

export function toKept(granted: Awaited<ReturnType<Client['allowances']['grant']>>, currency: string): KeptAllowance {
  const minor = (major: number): number => minorRoundedFromMajor(major, currency) ?? 0
  return {
    id: granted.id,
    profileId: granted.profile_id,
    signature: granted.signature,
    isReserve: granted.mode === 'reserve',
    count: granted.count,
    perSaleMinor: minor(granted.amount_per_sale),
    totalMinor: minor(granted.amount_total),
    validFrom: moment(granted.valid_from),
    validUntil: moment(granted.valid_until),
    isEnding: false,
  }
}

const isKept = (allowance: KeptAllowance | null): boolean =>
  typeof allowance?.signature === 'string' && Number.isSafeInteger(allowance.validUntil)

/**
 * What cannot be read is forgotten: the server hands out the same ones again while they are open. A number that is none bounds
 * everything: nothing is spent by it.
 */
export function readShelved(text: string | null): Shelved {
  try {
    const { allowances = [], serverTime, heard = null } = JSON.parse(text ?? '{}') as Partial<Shelved>
    return {
      allowances: allowances.filter(isKept),
      serverTime: instant(Number.isSafeInteger(serverTime) ? Number(serverTime) : 0),
      heard,
    }
  } catch {
    return { allowances: [], serverTime: instant(0), heard: null }
  }
}
