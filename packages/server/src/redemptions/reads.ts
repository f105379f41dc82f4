// The listings of redemptions.
import * as contract from '@tillside/contract/redemption-reads'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { List } from '../db/list.ts'
import type { Sql } from '../db/open.ts'
import type { Context } from '../http/context.ts'
import { readId, readUuid } from '../http/ids.ts'
import { pageQuery, query, type Rows } from '../http/query.ts'
import { wireAmount } from '../http/render.ts'
import { findProfileId } from '../profiles/service.ts'
import { readPointRates } from '../settings/service.ts'
import { findInstances, renderRedemptions, toItem } from './render.ts'
import * as store from './store-lists.ts'

type Wire = Awaited<ReturnType<typeof renderRedemptions>>[number]

async function readOne(
  db: Sql,
  redemptionId: string,
  profileId: string | null,
  now: Instant,
): Promise<Outcome<Wire, 'not_found'>> {
  const id = readId(redemptionId)
  if (id === null) return refuse('not_found')
  const [rows, rates] = await Promise.all([store.listRedemptionsByIds(db, [id], now), readPointRates(db)])
  const own = rows.filter((row) => profileId === null || row.profile_id === readUuid(profileId))
  const [redemption] = await renderRedemptions(db, own, rates.exchange, now)
  return redemption ? accept(redemption) : refuse('not_found')
}

async function readPage(db: Sql, list: List, scope: store.Scope, now: Instant): Promise<Outcome<Rows<Wire>, never>> {
  const [rows, total, rates] = await Promise.all([
    store.listRedemptions(db, list, scope, now),
    store.countRedemptions(db, list, scope, now),
    readPointRates(db),
  ])
  return accept({ rows: await renderRedemptions(db, rows, rates.exchange, now), total })
}

function mountProfileReads(context: Context, amountScale: number): void {
  pageQuery(context, contract.listProfileRedemptions, async (db, list, { params, query: given }, now) => {
    const profileId = await findProfileId(db, params.profile_id)
    if (profileId === null) return refuse('not_found')
    const short = given['has_benefit'] === '1'
    const filters = short
      ? [...list.filters, { field: 'has_benefit', kind: 'boolean', operator: 'eq', values: [true] } as const]
      : list.filters
    return readPage(db, { ...list, filters }, { profileId, amountScale }, now)
  })

  query(context, contract.readProfileRedemption, async (db, { params }, now) => {
    const profileId = await findProfileId(db, params.profile_id)
    return profileId === null ? refuse('not_found') : readOne(db, params.redemption_id, profileId, now)
  })

  query(context, contract.countProfileRedemptions, async (db, { params }) => {
    const rowId = readId(params.row_id)
    const profileId = await findProfileId(db, params.profile_id)
    const isKind = ['reward', 'point', 'benefit'].includes(params.type)
    if (rowId === null || profileId === null || !isKind) return refuse('not_found')
    const count = await store.countByRow(db, profileId, params.type, rowId)
    return count === undefined ? refuse('not_found') : accept({ count })
  })
}

export function mountRedemptionReads(context: Context, amountScale: number): void {
  const { currency } = context.tenant
  pageQuery(context, contract.listRedemptions, (db, list, _request, now) =>
    readPage(db, list, { profileId: null, amountScale }, now),
  )

  pageQuery(context, contract.listRedemptionItems, async (db, list, _request, now) => {
    const [items, total, rates] = await Promise.all([
      store.listItems(db, list, amountScale),
      store.countItems(db, list, amountScale),
      readPointRates(db),
    ])
    const instances = await findInstances(db, items, rates.exchange, now)
    const rows = items.map((item) => ({
      ...toItem(item, currency, instances),
      redemption_id: item.redemption_id,
      profile_id: item.profile_id,
    }))
    return accept({ rows, total })
  })

  pageQuery(context, contract.groupRedemptions, async (db, list, { params }, now) => {
    if (!store.groupAttributes.includes(params.attribute)) return refuse('not_found')
    const groups = await store.groupRedemptions(db, params.attribute, list, { profileId: null, amountScale }, now)
    const rows = groups.rows.map((row) => ({
      value: row.value,
      count: row.count,
      total: wireAmount(row.total_minor, currency),
    }))
    return accept({ rows, total: groups.total })
  })

  query(context, contract.readRedemption, (db, { params }, now) => readOne(db, params.redemption_id, null, now))
  mountProfileReads(context, amountScale)
}
