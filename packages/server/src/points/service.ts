// Points as other features see them: found by id, and printed.
import type { Static } from 'typebox'

import type { Point } from '@tillside/contract/points'
import type { Points } from '@tillside/money/points'
import { type ExchangeRate, pointsValueMinor } from '@tillside/rules/points'
import type { Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'
import { wireAmount, wireEnd, wireMoment, wirePoints } from '../http/render.ts'
import { findPointDefinitionsByIds, type PointDefinitionRow } from './definition-store.ts'
import { toPointDefinition } from './definitions.ts'
import * as store from './store.ts'

/** A row of points with the definition that it came from. */
export type HeldPoint = store.PointRow & { readonly definition: PointDefinitionRow }

/** Points in minor units of money, rounded towards nothing: what leaves is worth as much as what came. */
export function valueOfMove(thousandths: number, exchange: ExchangeRate, currency: string): number {
  const value = pointsValueMinor(Math.abs(thousandths) as Points, exchange, currency)
  return thousandths < 0 ? 0 - value : value
}

export function toPoint(row: HeldPoint, now: Instant, exchange: ExchangeRate): Static<typeof Point> {
  const { currency } = row.definition
  const inMoney = (thousandths: number): number => wireAmount(valueOfMove(thousandths, exchange, currency), currency)
  return {
    id: row.id,
    profile_id: row.profile_id,
    linked_profile_id: null,
    value_initial: wirePoints(row.value_initial),
    value_remaining: wirePoints(row.value_remaining),
    value_initial_currency: inMoney(row.value_initial),
    value_remaining_currency: inMoney(row.value_remaining),
    issued_at: wireMoment(row.issued_at),
    accrued_at: wireMoment(row.accrued_at),
    expires_at: wireEnd(row.ends_at),
    definition: toPointDefinition(row.definition),
    source_type: row.source_type,
    source_id: row.source_id,
    source: row.source_id === null ? null : { id: row.source_id },
    rate: null,
    description: row.description,
    status: Math.max(row.issued_at, row.accrued_at) > now ? 'pending' : 'active',
    meta: row.meta,
    created_at: wireMoment(row.created_at),
    updated_at: wireMoment(row.updated_at),
  }
}

/** Adds the definitions, in one statement for all rows. */
export async function withPointDefinitions(db: Db, rows: readonly store.PointRow[]): Promise<HeldPoint[]> {
  if (rows.length === 0) return []
  const definitions = await findPointDefinitionsByIds(db, [...new Set(rows.map((row) => row.definition_id))])
  const byId = new Map(definitions.map((definition) => [definition.id, definition]))
  return rows.map((row) => {
    const definition = byId.get(row.definition_id)
    if (!definition) throw new Error('points are there without their definition')
    return { ...row, definition }
  })
}

/** Also rows that were taken away since: a redemption still names them. */
export async function findPointsByIds(db: Db, ids: readonly number[]): Promise<HeldPoint[]> {
  return ids.length === 0 ? [] : withPointDefinitions(db, await store.findPointsByIds(db, ids))
}

/** Any number of points as they travel. */
export async function renderPoints(
  db: Db,
  ids: readonly number[],
  exchange: ExchangeRate,
  now: Instant,
): Promise<Static<typeof Point>[]> {
  return (await findPointsByIds(db, ids)).map((point) => toPoint(point, now, exchange))
}
