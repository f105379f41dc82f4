// What a member can hold, issued over HTTP with few words, for the tests of what is done with it.
import { expect } from 'vitest'

import { newMember, rowsThatDisagree } from './member.ts'
import type { Answer, CallOptions, Shop } from './shop.ts'

export interface Programme {
  /** The definition of the rewards that are issued here: 25.00 for thirty days. */
  readonly rewardDefinitionId: number
  member(): Promise<string>
  /** The id of a reward; datetimes are UTC. */
  reward(profileId: string, value: number, fields?: object): Promise<number>
  /** The id of a row of points, which do not expire by themselves. */
  points(profileId: string, value: number, fields?: object): Promise<number>
  defineBenefit(handle: string, fields?: object): Promise<string>
  /** The id of a benefit; it ends on 31 August unless told otherwise. */
  benefit(profileId: string, definitionId: string, fields?: object): Promise<number>
  redeem(profileId: string, body: object, options?: CallOptions): Promise<Answer>
  reverse(redemptionId: number, body?: object, options?: CallOptions): Promise<Answer>
  giveBack(redemptionId: number, body?: object, options?: CallOptions): Promise<Answer>
  // Read as a client reads it: by name, without a schema.
  // eslint-disable-next-line typescript/no-explicit-any
  redemption(id: number): Promise<any>
  // eslint-disable-next-line typescript/no-explicit-any
  balances(profileId: string): Promise<any>
  /** What is left of each reward of a member, oldest first. */
  rewardsLeft(profileId: string): Promise<number[]>
  pointsLeft(profileId: string): Promise<number[]>
  setRate(exchangeRate: string): Promise<void>
  /** Nothing is below zero that must not be, and every row is what its entries add up to. */
  audit(): Promise<void>
}

/** Last digits on the wire are exact: no figure is compared with a tolerance. */
async function made(answer: Promise<Answer>): Promise<Answer['body']> {
  const { status, body } = await answer
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return body.data
}

async function audit(shop: Shop): Promise<void> {
  expect(await rowsThatDisagree(shop)).toEqual([])
  const below = await shop.sql`
    select 'reward' as kind, id from reward where value_remaining < 0
    union all select 'benefit', id from benefit where redemptions_remaining < 0
    union all select 'point', id from point where value_remaining < 0 and value_initial > 0`
  expect([...below]).toEqual([])
}

export async function openProgramme(shop: Shop): Promise<Programme> {
  const definition = { name: 'Welcome', handle: 'welcome', value: 25, type: 'bonus', period: 30 }
  const rewardDefinitionId = (await made(shop.post('rewards/definitions', definition))).id as number
  const left = async (profileId: string, kind: string): Promise<number[]> =>
    (await made(shop.get(`profiles/${profileId}/${kind}?sort=id&per_page=500`))).map(
      (row: { value_remaining: number }) => row.value_remaining,
    )
  return {
    rewardDefinitionId,
    member: () => newMember(shop),
    reward: async (profile_id, value_initial, fields) =>
      (
        await made(
          shop.post('rewards', {
            profile_id,
            reward_definition_id: rewardDefinitionId,
            timezone: 'UTC',
            value_initial,
            ...fields,
          }),
        )
      ).id,
    points: async (profile_id, value_initial, fields) =>
      (
        await made(
          shop.post('points', {
            profile_id,
            point_definition_id: 1,
            issued_at: '2025-07-01',
            value_initial,
            ...fields,
          }),
        )
      ).id,
    defineBenefit: async (handle, fields) =>
      (await made(shop.post('benefits/definitions', { name: handle, handle, period: 30, ...fields }))).id,
    benefit: async (profile_id, benefit_definition_id, fields) =>
      (
        await made(
          shop.post('benefits', {
            profile_id,
            benefit_definition_id,
            issued_at: '2025-07-01',
            expires_at: '2025-08-31',
            timezone: 'UTC',
            ...fields,
          }),
        )
      ).id,
    redeem: (profileId, body, options) => shop.post(`profiles/${profileId}/redeem`, body, options),
    reverse: (id, body, options) => shop.post(`redemptions/${id}/reversal`, body, options),
    giveBack: (id, body, options) => shop.post(`redemptions/${id}/return`, body, options),
    redemption: (id) => made(shop.get(`redemptions/${id}`)),
    balances: (profileId) => made(shop.get(`profiles/${profileId}/balances`)),
    rewardsLeft: (profileId) => left(profileId, 'rewards'),
    pointsLeft: (profileId) => left(profileId, 'points'),
    setRate: async (value) => {
      await made(shop.put('settings/points.exchange_rate', { value }))
    },
    audit: () => audit(shop),
  }
}
