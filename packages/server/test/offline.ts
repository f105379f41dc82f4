// A tenant that allows redeeming offline, and devices that do, over HTTP with few words.
import { expect } from 'vitest'

import { openProgramme, type Programme } from './programme.ts'
import type { Answer, CallOptions, Shop } from './shop.ts'

export interface Grant {
  readonly id: string
  readonly signature: string
  readonly amount_total: number
  readonly reserve_redemption_id: number | null
}

export interface Spend {
  readonly reference: string
  readonly amount: number
  readonly spent_at: string
  readonly transaction_receipt_ref?: string
  readonly transaction_external_id?: string
}

export interface Offline {
  readonly programme: Programme
  set(settings: Readonly<Record<string, string | number>>): Promise<void>
  /** A member with so much in rewards. */
  member(rewards: number): Promise<string>
  grant(profileId: string, device: string, more?: object, options?: CallOptions): Promise<Answer>
  /** The same, when it must be granted. */
  granted(profileId: string, device: string, more?: object): Promise<Grant>
  spend(reference: string, amount: number, more?: object): Spend
  report(grant: Grant, spends: readonly Spend[], isFinal?: boolean, options?: CallOptions): Promise<Answer>
  // Read as a client reads it: by name, without a schema.
  // eslint-disable-next-line typescript/no-explicit-any
  allowance(id: string): Promise<any>
  rewards(profileId: string): Promise<number>
}

const wireNow = (shop: Shop): string => new Date(shop.now()).toISOString().slice(0, 19).replace('T', ' ')

export async function openOffline(shop: Shop): Promise<Offline> {
  const programme = await openProgramme(shop)
  const grant: Offline['grant'] = (profileId, device, more = {}, options = {}) =>
    shop.post(`profiles/${profileId}/allowances`, { device, ...more }, options)
  return {
    programme,
    set: async (settings) => {
      for (const [handle, value] of Object.entries(settings)) {
        const { status, body } = await shop.put(`settings/offline.${handle}`, { value: String(value) })
        expect(status, JSON.stringify(body)).toBe(200)
      }
    },
    member: async (rewards) => {
      const profileId = await programme.member()
      if (rewards > 0) await programme.reward(profileId, rewards)
      return profileId
    },
    grant,
    granted: async (profileId, device, more) => {
      const { status, body } = await grant(profileId, device, more)
      expect(status, JSON.stringify(body)).toBe(201)
      return body.data
    },
    spend: (reference, amount, more = {}) => ({ reference, amount, spent_at: wireNow(shop), ...more }),
    report: ({ id, signature }, spends, is_final = false, options = {}) =>
      shop.post(`allowances/${id}/report`, { signature, spends, is_final }, options),
    allowance: async (id) => (await shop.get(`allowances/${id}`)).body.data,
    rewards: async (profileId) => (await programme.balances(profileId)).reward_balance,
  }
}
