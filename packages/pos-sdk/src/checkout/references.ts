// How a request of ours is found again on a server that has no keys: every redemption and return carries the receipt's
// number and the attempt's key, and the member's redemptions are looked through for them.
import { minorRoundedFromMajor } from '@tillside/money/money'
import type { Static } from 'typebox'
import type { Redemption } from '@tillside/contract/redemptions'
import { type Instant, instant, parseUtc } from '@tillside/rules/time'

import { orNull } from '../client/call.ts'
import type { Client } from '../client/client.ts'
import { survivorIn } from '../client/errors.ts'
import { referenceName } from './wire.ts'

type Row = Static<typeof Redemption>

interface Taken {
  readonly redemptionId: number
  readonly totalMinor: number
  /** By the server's clock. */
  readonly takenAt: Instant
}

interface Sought {
  /** Null where it may be anybody's: goods also come back without the customer who bought them. */
  readonly profileId: string | null
  readonly receiptRef: string
  readonly key: string
}

/** A member who is gone has no redemptions any more; those of one who was merged are with the other. */
async function listOfProfile(
  client: Client,
  profileId: string,
  list: Parameters<Client['redemptions']['listOfProfile']>[1],
) {
  const listed = client.redemptions.listOfProfile(profileId, list).catch((error: unknown) => {
    const survivor = survivorIn(error)
    if (survivor === null) throw error
    return client.redemptions.listOfProfile(survivor, list)
  })
  return orNull(listed)
}

async function rowsOf(client: Client, { profileId, receiptRef, key }: Sought): Promise<{ all: Row[]; ours: Row[] }> {
  const list = { filter: { transaction_receipt_ref: receiptRef }, pageSize: 100 }
  const listed = await (profileId === null ? client.redemptions.list(list) : listOfProfile(client, profileId, list))
  const items = listed?.items ?? []
  const isOurs = ({ meta }: Row): boolean =>
    meta !== null && !Array.isArray(meta) && (meta as Record<string, unknown>)[referenceName] === key
  return { all: [...items], ours: items.filter(isOurs) }
}

/** A redemption as the server has just answered it, or tells of it. */
export const toTaken = (row: Pick<Row, 'id' | 'total' | 'created_at'>, currency: string, fallback: Instant): Taken => ({
  redemptionId: row.id,
  totalMinor: minorRoundedFromMajor(row.total, currency) ?? 0,
  takenAt: parseUtc(row.created_at) ?? instant(fallback),
})

/** The redemption that a reversal or return undoes: plain Omneo names it as a record of any kind. */
const undoneBy = ({ linked_redemption_id: own, linked_source_id: of, linked_source_type: kind }: Row): number | null =>
  own ?? (/redemption/i.test(kind ?? '') ? of : null)

const isStillTaken = (row: Row, all: readonly Row[]): boolean =>
  row.type === 'redeem' &&
  (row.reversed_at ?? null) === null &&
  !all.some((other) => other.type !== 'redeem' && undoneBy(other) === row.id)

/** Everything that was taken under this key and has not come back; the first is the one that counts. */
export async function findTaken(client: Client, sought: Sought, currency: string): Promise<Taken[]> {
  const { all, ours } = await rowsOf(client, sought)
  return ours
    .filter((row) => isStillTaken(row, all))
    .toSorted((a, b) => a.id - b.id)
    .map((row) => toTaken(row, currency, client.serverNow()))
}

/** Whether this very redemption of the receipt has not come back, under whichever key it was taken. */
export async function isTaken(client: Client, sought: Sought & { readonly redemptionId: number }): Promise<boolean> {
  const { all } = await rowsOf(client, sought)
  return all.some((row) => row.id === sought.redemptionId && isStillTaken(row, all))
}

/** What was given back under this key, in minor units; null when nothing was. */
export async function findReturned(client: Client, sought: Sought, currency: string): Promise<number | null> {
  const { ours } = await rowsOf(client, sought)
  const returned = ours.find((row) => row.type === 'return')
  return returned ? (minorRoundedFromMajor(returned.total, currency) ?? 0) : null
}
