import type { Static } from 'typebox'

import {
  createReward,
  deleteReward,
  extendRewards,
  listProfileRewards,
  listRewards,
  readProfileReward,
  readReward,
  type Reward,
  updateReward,
} from '@tillside/contract/rewards'
import { accept, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { List } from '../db/list.ts'
import type { Db } from '../db/open.ts'
import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query, type Rows } from '../http/query.ts'
import { amountScaleOf } from '../incentives/rows.ts'
import { findProfileId } from '../profiles/service.ts'
import * as commands from './commands.ts'
import { mountRewardDefinitionRoutes } from './definition-routes.ts'
import { toReward, withRewardDefinitions } from './service.ts'
import * as store from './store.ts'

type Wire = Static<typeof Reward>

async function page(db: Db, list: List, of: store.RewardsOf, now: Instant): Promise<Rows<Wire>> {
  const { rows, total } = await store.listRewards(db, list, of)
  return { rows: (await withRewardDefinitions(db, rows)).map((row) => toReward(row, now)), total }
}

async function find(db: Db, rewardId: string, profileId: string | undefined, now: Instant): Promise<Wire | undefined> {
  const id = readId(rewardId)
  const row = id === null ? undefined : await store.findReward(db, id, profileId)
  const [held] = row ? await withRewardDefinitions(db, [row]) : []
  return held && toReward(held, now)
}

export function mountRewardRoutes(context: Context): void {
  const amountScale = amountScaleOf(context.tenant.currency)
  mountRewardDefinitionRoutes(context)

  pageQuery(context, listRewards, async (db, list, _request, now) => accept(await page(db, list, { amountScale }, now)))

  pageQuery(context, listProfileRewards, async (db, list, { params }, now) => {
    const profileId = await findProfileId(db, params.profile_id)
    return profileId === null ? refuse('not_found') : accept(await page(db, list, { profileId, amountScale }, now))
  })

  query(context, readReward, async (db, { params }, now) => {
    const reward = await find(db, params.reward_id, undefined, now)
    return reward ? accept(reward) : refuse('not_found')
  })

  query(context, readProfileReward, async (db, { params }, now) => {
    const profileId = await findProfileId(db, params.profile_id)
    const reward = profileId === null ? undefined : await find(db, params.reward_id, profileId, now)
    return reward ? accept(reward) : refuse('not_found')
  })

  command(context, createReward, async (tx, caller, { body }, now) => {
    const outcome = await commands.createReward(tx, caller, body, now)
    return outcome.ok ? accept(toReward(outcome.value, now)) : outcome
  })

  command(context, extendRewards, async (tx, caller, { body }, now) => {
    const outcome = await commands.extendRewards(tx, caller, body, now)
    return outcome.ok ? accept(outcome.value.map((row) => toReward(row, now))) : outcome
  })

  command(context, updateReward, async (tx, caller, { params, body }, now) => {
    const id = readId(params.reward_id)
    if (id === null) return refuse('not_found')
    const outcome = await commands.changeReward(tx, caller, id, body, now)
    return outcome.ok ? accept(toReward(outcome.value, now)) : outcome
  })

  command(context, deleteReward, async (tx, caller, { params }, now) => {
    const id = readId(params.reward_id)
    return id === null ? refuse('not_found') : commands.removeReward(tx, caller, id, now)
  })
}
