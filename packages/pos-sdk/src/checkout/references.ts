// How a request of ours is found again on a server that has no keys: every redemption and return carries the receipt's
// number and the attempt's key, and the member's redemptions are looked through for them.
import { minorRoundedFromMajor } from '@tillside/money/money'
import type { Static } from 'typebox'
import type { Redemption } from '@tillside/contract/redemptions'
import { type Instant, instant, parseUtc } from '@tillside/rules/time'

import type { Client } from '../client/client.ts'
import { referenceName } from './wire.ts'

type Row = Static<typeof Redemption>

interface Taken {
  readonly redemptionId: number
  readonly totalMinor: number
  /** By the server's clock. */
  readonly takenAt: Instant
}

interface Sought {
  /** Null for a receipt without a customer. */
  readonly profileId: string | null
  readonly receiptRef: string
  readonly key: string
}

async function rowsOf(client: Client, { profileId, receiptRef, key }: Sought): Promise<{ all: Row[]; ours: Row[] }> {
  const list = { filter: { transaction_receipt_ref: receiptRef }, pageSize: 100 }
  const { items } = await (profileId === null
    ? client.redemptions.list(list)
    : client.redemptions.listOfProfile(profileId, list))
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

/** Everything that was taken under this key and has not come back; the first is the one that counts. */
export async function findTaken(client: Client, sought: Sought, currency: string): Promise<Taken[]> {
  const { all, ours } = await rowsOf(client, sought)
  const isBack = (row: Row): boolean =>
    (row.reversed_at ?? null) !== null ||
    all.some((other) => other.type !== 'redeem' && other.linked_redemption_id === row.id)
  return ours
    .filter((row) => row.type === 'redeem' && !isBack(row))
    .toSorted((a, b) => a.id - b.id)
    .map((row) => toTaken(row, currency, client.serverNow()))
}

/** What was given back under this key, in minor units; null when nothing was. */
export async function findReturned(client: Client, sought: Sought, currency: string): Promise<number | null> {
  const { ours } = await rowsOf(client, sought)
  const returned = ours.find((row) => row.type === 'return')
  return returned ? (minorRoundedFromMajor(returned.total, currency) ?? 0) : null
}
