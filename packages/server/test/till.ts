// A till at the counter of a test shop: enrols members, hands out rewards, redeems, and records sales.
import { expect } from 'vitest'

import { newMember } from './member.ts'
import type { Shop } from './shop.ts'

export type Fields = Readonly<Record<string, unknown>>

/** A line of one unit at its ticket price, unless said otherwise. */
export const line = (name: string, price: number, more: Fields = {}): Fields => ({
  name,
  quantity: 1,
  price_current: price,
  price_sell: price,
  ...more,
})

/** A unit that comes back. */
export const back = (name: string, price: number, more: Fields = {}): Fields =>
  line(name, price, { quantity: -1, ...more })

const cents = (amount: unknown): number => Math.round(Number(amount) * 100)

/** What a till sends; the total is what the lines were sold for. */
export const receipt = (profileId: string | null, items: readonly Fields[], more: Fields = {}): Fields => ({
  profile_id: profileId,
  transacted_at: '2025-07-04 11:10:00',
  timezone: 'Australia/Sydney',
  total: items.reduce((sum, item) => sum + cents(item['price_sell']) * Number(item['quantity']), 0) / 100,
  items,
  ...more,
})

export interface RowCounts {
  readonly transaction: number
  readonly transaction_item: number
  readonly item_return: number
  readonly ledger_entry: number
  readonly point: number
  readonly redemption: number
  readonly exception: number
}

export const codesOf = (sale: { exceptions: { code: string }[] }): string[] =>
  sale.exceptions.map(({ code }) => code).sort()

export interface CauseAndAmount {
  readonly cause: string
  readonly amount: number
}

// What the API answers is read by name, as a till would; its shape is held against the OpenAPI document by the shop.
function openCounter(shop: Shop) {
  let definitionId = 0

  const member = async (rewardValue = 0): Promise<string> => {
    const id = await newMember(shop)
    if (rewardValue > 0) await reward(id, rewardValue)
    return id
  }

  const reward = async (profileId: string, value: number): Promise<number> => {
    if (definitionId === 0) {
      const definition = { name: 'At the till', handle: 'at-the-till', value: 1, type: 'bonus', period: 365 }
      definitionId = (await shop.post('rewards/definitions', definition)).body.data.id
    }
    const wish = {
      profile_id: profileId,
      reward_definition_id: definitionId,
      timezone: 'Australia/Sydney',
      value_initial: value,
    }
    const issued = await shop.post('rewards', wish)
    expect(issued.status, JSON.stringify(issued.body)).toBeLessThan(300)
    return issued.body.data.id
  }

  const redeem = async (profileId: string, amount: number, more: Fields = {}): Promise<number> => {
    const redeemed = await shop.post(`profiles/${profileId}/redeem`, { amount, strategies: ['rewards'], ...more })
    expect(redeemed.status, JSON.stringify(redeemed.body)).toBe(201)
    return redeemed.body.data.id
  }

  return { member, reward, redeem }
}

function openRegister(shop: Shop) {
  const record = async (sale: Fields) => {
    const recorded = await shop.post('transactions', sale)
    expect(recorded.status, JSON.stringify(recorded.body)).toBe(201)
    return recorded.body.data
  }

  const upsert = async (sale: Fields) => {
    const answer = await shop.post('transactions/update-create', sale)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer.body.data
  }

  const change = async (id: number, fields: Fields) => {
    const answer = await shop.put(`transactions/${id}`, fields)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer.body.data
  }

  const read = async (id: number) => (await shop.get(`transactions/${id}`)).body.data

  return { record, upsert, change, read }
}

function openBooks(shop: Shop) {
  const balances = async (profileId: string): Promise<{ rewards: number; points: number }> => {
    const { data } = (await shop.get(`profiles/${profileId}/balances`)).body
    return { rewards: data.reward_balance, points: data.point_balance }
  }

  const counts = async (): Promise<RowCounts> => {
    const [row] = await shop.sql<RowCounts[]>`
      select (select count(*) from transaction) as transaction, (select count(*) from transaction_item) as transaction_item,
             (select count(*) from item_return) as item_return, (select count(*) from ledger_entry) as ledger_entry,
             (select count(*) from point) as point, (select count(*) from redemption) as redemption,
             (select count(*) from exception) as exception`
    return row as RowCounts
  }

  /** A member's points, entry by entry, in whole points. */
  const pointEntries = async (profileId: string): Promise<CauseAndAmount[]> => {
    const rows = await shop.sql<CauseAndAmount[]>`
      select cause, amount from ledger_entry where profile_id = ${profileId} and kind = 'point' order by id`
    return rows.map(({ cause, amount }) => ({ cause, amount: amount / 1000 }))
  }

  return { balances, counts, pointEntries }
}

export const openTill = (shop: Shop) => ({ ...openCounter(shop), ...openRegister(shop), ...openBooks(shop) })

export type Till = ReturnType<typeof openTill>
