import type { Static } from 'typebox'

import {
  createPoint,
  deletePoint,
  listPoints,
  listProfilePoints,
  type Point,
  readPoint,
  readProfilePoint,
  updatePoint,
} from '@tillside/contract/points'
import { accept, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { List } from '../db/list.ts'
import type { Db } from '../db/open.ts'
import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query, type Rows } from '../http/query.ts'
import { findProfileId } from '../profiles/service.ts'
import { readPointRates } from '../settings/service.ts'
import * as commands from './commands.ts'
import { mountPointDefinitionRoutes } from './definition-routes.ts'
import { type HeldPoint, toPoint, withPointDefinitions } from './service.ts'
import * as store from './store.ts'

type Wire = Static<typeof Point>

async function render(db: Db, rows: readonly HeldPoint[], now: Instant): Promise<Wire[]> {
  const { exchange } = await readPointRates(db)
  return rows.map((row) => toPoint(row, now, exchange))
}

async function page(db: Db, list: List, profileId: string | undefined, now: Instant): Promise<Rows<Wire>> {
  const { rows, total } = await store.listPoints(db, list, profileId)
  return { rows: await render(db, await withPointDefinitions(db, rows), now), total }
}

async function find(db: Db, pointId: string, profileId: string | undefined, now: Instant): Promise<Wire | undefined> {
  const id = readId(pointId)
  const row = id === null ? undefined : await store.findPoint(db, id, profileId)
  const [point] = row ? await render(db, await withPointDefinitions(db, [row]), now) : []
  return point
}

export function mountPointRoutes(context: Context): void {
  mountPointDefinitionRoutes(context)

  pageQuery(context, listPoints, async (db, list, _request, now) => accept(await page(db, list, undefined, now)))

  pageQuery(context, listProfilePoints, async (db, list, { params }, now) => {
    const profileId = await findProfileId(db, params.profile_id)
    return profileId === null ? refuse('not_found') : accept(await page(db, list, profileId, now))
  })

  query(context, readPoint, async (db, { params }, now) => {
    const point = await find(db, params.point_id, undefined, now)
    return point ? accept(point) : refuse('not_found')
  })

  query(context, readProfilePoint, async (db, { params }, now) => {
    const profileId = await findProfileId(db, params.profile_id)
    const point = profileId === null ? undefined : await find(db, params.point_id, profileId, now)
    return point ? accept(point) : refuse('not_found')
  })

  command(context, createPoint, async (tx, caller, { body }, now) => {
    const outcome = await commands.createPoint(tx, caller, body, now)
    if (!outcome.ok) return outcome
    const { exchange } = await readPointRates(tx)
    return accept(toPoint(outcome.value, now, exchange))
  })

  command(context, updatePoint, async (tx, caller, { params, body }, now) => {
    const id = readId(params.point_id)
    if (id === null) return refuse('not_found')
    const outcome = await commands.changePoint(tx, caller, id, body, now)
    if (!outcome.ok) return outcome
    const { exchange } = await readPointRates(tx)
    return accept(toPoint(outcome.value, now, exchange))
  })

  command(context, deletePoint, async (tx, caller, { params }, now) => {
    const id = readId(params.point_id)
    return id === null ? refuse('not_found') : commands.removePoint(tx, caller, id, now)
  })
}
