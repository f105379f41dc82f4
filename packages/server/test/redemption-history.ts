// Redemptions of every type and state, for tests that read them back: Ada redeems with everything, then points, then
// a benefit, then two that are reversed and returned; Byron redeems once.
import { secondMs } from '@tillside/rules/time'

import { openProgramme, type Programme } from './programme.ts'
import type { Answer, Shop } from './shop.ts'

export interface RedemptionHistory {
  readonly programme: Programme
  readonly ada: string
  readonly byron: string
  readonly storeId: number
  readonly rewardId: number
  readonly benefitId: number
  /** By their names; they were made a second apart. */
  idOf(name: string): number
  idsOf(names: readonly string[]): number[]
}

export async function openRedemptionHistory(shop: Shop): Promise<RedemptionHistory> {
  const programme = await openProgramme(shop)
  const [ada, byron] = [await programme.member(), await programme.member()]
  const storeId = (await shop.post('locations', { name: 'Carlton' })).body.data.id as number
  const rewardId = await programme.reward(ada, 100)
  await programme.points(ada, 1000)
  await programme.reward(byron, 30)
  const benefitId = await programme.benefit(ada, await programme.defineBenefit('coffee', { max_redemptions: 5 }))
  const made = new Map<string, number>()
  const keep = async (name: string, answer: Promise<Answer>): Promise<number> => {
    const { id } = (await answer).body.data
    made.set(name, id)
    shop.wait(secondMs)
    return id
  }
  const named = { location_id: storeId, transaction_receipt_ref: 'R-1' }
  await keep('mixed', programme.redeem(ada, { amount: 19.99, benefits: [{ id: benefitId }], ...named }))
  const points = { amount: 2.5, strategies: ['points'], transaction_external_id: 'X-2', meta: { till: 3 } }
  await keep('points', programme.redeem(ada, points))
  await keep('benefit', shop.post(`profiles/${ada}/benefits/${benefitId}/redeem`, { count: 2 }))
  const reversed = await keep('reversed', programme.redeem(ada, { amount: 5 }))
  await keep('reversal', programme.reverse(reversed))
  const returned = await keep('returned', programme.redeem(ada, { amount: 7 }))
  await keep('return', programme.giveBack(returned))
  await keep('byron', programme.redeem(byron, { amount: 30, location_id: storeId }))
  const idOf = (name: string): number => {
    const id = made.get(name)
    if (id === undefined) throw new Error(`the history has no redemption called ${name}`)
    return id
  }
  return {
    programme,
    ada,
    byron,
    storeId,
    rewardId,
    benefitId,
    idOf,
    idsOf: (names) => names.map(idOf),
  }
}
