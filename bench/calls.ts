// The calls that are measured, as a till makes them. Each draws a member at random, and carries a key of its own where
// it moves value.
import type { Sql } from '../packages/server/src/db/open.ts'
import { cardHandle, cardOf, locationCode, profileIdOf, randomMember, skuCount, skuOf, staffNumber } from './members.ts'
import { makeRedemptions, type Redeemed } from './stock.ts'
import type { Answer, Till } from './till.ts'

export const callNames = ['look-up', 'balances', 'redeem', 'reversal', 'sale', 'five in a row'] as const
export type CallName = (typeof callNames)[number]

export interface Call {
  readonly name: CallName
  /** Makes what so many calls need, before the clock starts. */
  prepare(count: number): Promise<void>
  /** False when what was prepared is used up. */
  make(till: Till): Promise<boolean>
}

const api = '/api/v3'
const linePrices = [65, 115, 25, 45]
const basket = linePrices.reduce((sum, price) => sum + price, 0)
const redeemAmount = 1

let keys = 0
const runId = Date.now().toString(36)
const newKey = (): string => `${runId}-${(keys += 1)}`

function assertDone({ status, body }: Answer, what: string): void {
  if (status < 200 || status > 299) throw new Error(`${what} was answered ${status}: ${body.slice(0, 300)}`)
}

export async function lookUp(till: Till, n: number): Promise<void> {
  assertDone(await till.post(`${api}/profiles/search-id`, { type: cardHandle, id: cardOf(n) }), 'look-up')
}

export async function readBalances(till: Till, profileId: string): Promise<void> {
  assertDone(await till.get(`${api}/profiles/${profileId}/balances`), 'balances')
}

export const redeem = (till: Till, profileId: string): Promise<Answer> =>
  till.post(`${api}/profiles/${profileId}/redeem`, { amount: redeemAmount, strategies: ['rewards'] }, newKey())

async function redeemed(till: Till, profileId: string): Promise<Redeemed> {
  const answer = await redeem(till, profileId)
  assertDone(answer, 'redeem')
  const { data } = JSON.parse(answer.body) as { data: { id: number } }
  return { id: data.id, profile_id: profileId }
}

async function reverse(till: Till, { id }: Redeemed): Promise<void> {
  assertDone(await till.post(`${api}/redemptions/${id}/reversal`, {}, newKey()), 'reversal')
}

async function sell(till: Till, profileId: string, redemptionId: number | null): Promise<void> {
  const receipt = `14-3-${newKey()}`
  const sale = {
    external_id: receipt,
    receipt_ref: receipt,
    profile_id: profileId,
    location_id: locationCode,
    staff_id: staffNumber,
    redemption_id: redemptionId,
    transacted_at: '2025-07-04 11:17:42',
    timezone: 'Australia/Sydney',
    total: redemptionId === null ? basket : basket - redeemAmount,
    total_original: basket,
    systems: ['pos'],
    tags: ['in-store'],
    payments: ['EFTPOS'],
    items: linePrices.map((price, index) => ({
      external_id: `${receipt}-${index}`,
      name: `Goods ${index}`,
      sku: skuOf(Math.floor(Math.random() * skuCount)),
      quantity: 1,
      price_current: price,
      price_sell: price,
    })),
  }
  assertDone(await till.post(`${api}/transactions`, sale, newKey()), 'sale')
}

const noStock = async (): Promise<void> => {}

/** A customer whose payment with the reward fails, and who then pays without it. */
async function fiveInARow(till: Till, n: number): Promise<void> {
  const profileId = profileIdOf(n)
  await lookUp(till, n)
  await readBalances(till, profileId)
  await reverse(till, await redeemed(till, profileId))
  await sell(till, profileId, null)
}

export function listCalls(sql: Sql, profiles: number): Call[] {
  const stock: Redeemed[] = []
  const prepare = async (count: number): Promise<void> => {
    if (stock.length < count) stock.push(...(await makeRedemptions(sql, profiles, count - stock.length)))
  }
  const simple = (name: CallName, make: (till: Till, n: number) => Promise<unknown>): Call => ({
    name,
    prepare: noStock,
    make: async (till) => {
      await make(till, randomMember(profiles))
      return true
    },
  })
  const stocked = (name: CallName, make: (till: Till, taken: Redeemed) => Promise<void>): Call => ({
    name,
    prepare,
    make: async (till) => {
      const taken = stock.pop()
      if (taken) await make(till, taken)
      return taken !== undefined
    },
  })
  return [
    simple('look-up', lookUp),
    simple('balances', (till, n) => readBalances(till, profileIdOf(n))),
    simple('redeem', (till, n) => redeemed(till, profileIdOf(n))),
    stocked('reversal', reverse),
    stocked('sale', (till, { id, profile_id }) => sell(till, profile_id, id)),
    simple('five in a row', fiveInARow),
  ]
}
