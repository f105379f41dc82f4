// Redemptions as they travel: the short answer of a command, and the whole with what it took.
import type { Static } from 'typebox'

import type { Redemption, RedemptionItem, SuccessfulRedemption } from '@tillside/contract/redemptions'
import type { ExchangeRate } from '@tillside/rules/points'
import type { Instant } from '@tillside/rules/time'

import { wireBalances } from '../balances/service.ts'
import { renderBenefits } from '../benefits/render.ts'
import type { Db } from '../db/open.ts'
import { wireAmount, wireAmountOrNull, wireMoment, wireMomentOrNull, wirePoints } from '../http/render.ts'
import { findLocationsByIds, type LocationRow, toLocation } from '../locations/service.ts'
import { findPointsByIds, toPoint } from '../points/service.ts'
import { findProfileSummaries } from '../profiles/service.ts'
import { findRewardsByIds, toReward } from '../rewards/service.ts'
import type { Made } from './redeem.ts'
import { type ItemRow, type ListedRedemptionRow, listItemsByRedemptions } from './store-lists.ts'

type Wire = Static<typeof Redemption>
type WireItem = Static<typeof RedemptionItem>

/** The answer of a redeem, reversal or value return. */
export function toSuccessful(made: Made, now: Instant): Static<typeof SuccessfulRedemption> {
  const { redemption } = made
  const total = wireAmount(redemption.total_minor, redemption.currency)
  return {
    id: made.id,
    profile_id: redemption.profile_id,
    total,
    total_localised: total,
    location_id: redemption.location_id,
    location: made.location ? toLocation(made.location) : null,
    balances: wireBalances(made.balance, made.exchange, redemption.currency),
    currency: null,
    meta: redemption.meta,
    transaction_external_id: redemption.transaction_external_id,
    transaction_receipt_ref: redemption.transaction_receipt_ref,
    hold_expires_at: wireMomentOrNull(redemption.hold_expires_at ?? null),
    created_at: wireMoment(now),
    updated_at: wireMoment(now),
  }
}

type Instances = ReadonlyMap<string, WireItem['type_attributes']>

export const keyOf = (kind: string, rowId: number): string => `${kind}:${rowId}`

/** The rewards, point rows and benefits behind items, as they are now. */
export async function findInstances(
  db: Db,
  items: readonly Pick<ItemRow, 'kind' | 'row_id'>[],
  exchange: ExchangeRate,
  now: Instant,
): Promise<Instances> {
  const idsOf = (kind: string): number[] => [
    ...new Set(items.filter((item) => item.kind === kind).map((item) => item.row_id)),
  ]
  const [rewards, points, benefits] = await Promise.all([
    findRewardsByIds(db, idsOf('reward')),
    findPointsByIds(db, idsOf('point')),
    renderBenefits(db, idsOf('benefit'), now),
  ])
  return new Map<string, WireItem['type_attributes']>([
    ...rewards.map((row) => [keyOf('reward', row.id), toReward(row, now)] as const),
    ...points.map((row) => [keyOf('point', row.id), toPoint(row, now, exchange)] as const),
    ...benefits.map((benefit) => [keyOf('benefit', benefit.id), benefit] as const),
  ])
}

export function toItem(item: ItemRow, currency: string, instances: Instances): WireItem {
  return {
    id: item.id,
    type: item.kind,
    value: item.value_minor === null ? null : wireAmount(Math.abs(item.value_minor), currency),
    count: item.kind === 'benefit' ? Math.abs(item.amount) : null,
    points: item.kind === 'point' ? wirePoints(Math.abs(item.amount)) : null,
    type_attributes: instances.get(keyOf(item.kind, item.row_id)) ?? null,
    created_at: wireMoment(item.created_at),
    updated_at: wireMoment(item.created_at),
  }
}

type Locations = ReadonlyMap<number, LocationRow>

const findIn = (locations: Locations, id: number | null): LocationRow | undefined =>
  id === null ? undefined : locations.get(id)

function toSale(row: ListedRedemptionRow, locations: Locations): Wire['transaction'] {
  if (row.sale_transacted_local === null) return null
  const location = findIn(locations, row.sale_location_id)
  return {
    external_id: row.sale_external_id,
    receipt_ref: row.sale_receipt_ref,
    transacted_at: row.sale_transacted_local,
    total: wireAmountOrNull(row.sale_total_minor, row.currency) ?? 0,
    location: location ? { id: location.id, name: location.name, external_id: location.external_id } : null,
  }
}

function toRedemption(
  row: ListedRedemptionRow,
  around: Pick<Wire, 'profile' | 'location' | 'transaction' | 'items'>,
): Wire {
  const total = wireAmount(row.total_minor, row.currency)
  return {
    id: row.id,
    type: row.type,
    state: row.state,
    profile_id: row.profile_id,
    total,
    total_localised: total,
    meta: row.meta,
    location_id: row.location_id,
    transaction_id: row.transaction_id,
    transaction_external_id: row.transaction_external_id,
    transaction_receipt_ref: row.transaction_receipt_ref,
    linked_redemption_id: row.linked_redemption_id,
    linked_source_id: row.linked_redemption_id,
    linked_source_type: row.linked_redemption_id === null ? null : 'redemption',
    reversed_at: wireMomentOrNull(row.reversed_at),
    reason: row.reason,
    hold_expires_at: wireMomentOrNull(row.hold_expires_at),
    redeem_at: wireMoment(row.redeem_at),
    created_at: wireMoment(row.created_at),
    updated_at: wireMoment(row.updated_at),
    ...around,
  }
}

/** Whole redemptions, for any number of them in the same few statements. */
export async function renderRedemptions(
  db: Db,
  rows: readonly ListedRedemptionRow[],
  exchange: ExchangeRate,
  now: Instant,
): Promise<Wire[]> {
  if (rows.length === 0) return []
  const locationIds = [...new Set(rows.flatMap((row) => [row.location_id ?? [], row.sale_location_id ?? []].flat()))]
  const [items, profiles, locations] = await Promise.all([
    listItemsByRedemptions(
      db,
      rows.map((row) => row.id),
    ),
    findProfileSummaries(db, [...new Set(rows.map((row) => row.profile_id))]),
    findLocationsByIds(db, locationIds),
  ])
  const instances = await findInstances(db, items, exchange, now)
  const locationById = new Map(locations.map((row) => [row.id, row]))
  return rows.map((row) => {
    const location = findIn(locationById, row.location_id)
    return toRedemption(row, {
      profile: profiles.get(row.profile_id) ?? null,
      location: location ? toLocation(location) : null,
      transaction: toSale(row, locationById),
      items: items.filter((item) => item.redemption_id === row.id).map((item) => toItem(item, row.currency, instances)),
    })
  })
}
