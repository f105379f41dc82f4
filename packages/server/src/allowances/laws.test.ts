// The laws of redeeming offline, whatever devices, other tills and the clock do: value is conserved to the cent, a reserve that is
// reported in time loses nothing, and what is lost at risk stays under the member's ceiling.
import { minuteMs } from '@tillside/rules/time'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { type Grant, type Offline, openOffline, type Spend } from '../../test/offline.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let offline: Offline
beforeAll(async () => {
  // Just after midnight in Sydney: all of it is one day, under one ceiling.
  shop = await openShop({ at: '2025-07-03 14:05:00' })
  offline = await openOffline(shop)
  await offline.set({ count: 3, amount_per_sale: 8, amount_total: 20, valid_minutes: 2, grace_minutes: 1 })
  await offline.set({ ceiling_member: 30, ceiling_device: 1_000_000, ceiling_day: 1_000_000 })
})
afterAll(async () => {
  expect(await findingsOf(shop)).toEqual({})
  await shop.close()
})

const cents = (amount: number): number => Math.round(amount * 100)
const ceiling = 3_000

/** A till that keeps to its allowance, and reports when it can. */
class Device {
  readonly name: string
  #grant: (Grant & { readonly amount_per_sale: number; readonly count: number }) | undefined
  #grantedAt = 0
  #spent: Spend[] = []
  #unreported: Spend[] = []
  /** It reported a spend after its time: a reserve was back in the balance by then. */
  wasLate = false

  constructor(name: string) {
    this.name = name
  }

  async ask(profileId: string): Promise<void> {
    const { status, body } = await offline.grant(profileId, this.name)
    if (status !== 201 || body.data.id === this.#grant?.id) return
    // What it had spent of the one before is reported first, as its program does.
    await this.report(true)
    this.#grant = body.data
    this.#grantedAt = shop.now()
    this.#spent = []
  }

  spend(amount: number): void {
    if (!this.#grant || shop.now() > this.#grantedAt + 2 * minuteMs || this.#spent.length >= this.#grant.count) return
    const left = cents(this.#grant.amount_total) - this.#spent.reduce((sum, one) => sum + cents(one.amount), 0)
    const minor = Math.min(amount, cents(this.#grant.amount_per_sale), left)
    if (minor <= 0) return
    const spend = offline.spend(`${this.name}-${this.#spent.length}`, minor / 100)
    this.#spent.push(spend)
    this.#unreported.push(spend)
  }

  async report(isFinal: boolean): Promise<void> {
    if (!this.#grant) return
    if (this.#unreported.length > 0 && shop.now() >= this.#grantedAt + 3 * minuteMs) this.wasLate = true
    const { status } = await offline.report(this.#grant, this.#unreported, isFinal)
    expect(status).toBe(200)
    this.#unreported = []
    if (isFinal) this.#grant = undefined
  }
}

const device = fc.nat(2)
const action = fc.oneof(
  fc.record({ kind: fc.constant('ask' as const), device }),
  fc.record({ kind: fc.constant('spend' as const), device, amount: fc.integer({ min: 1, max: 900 }) }),
  fc.record({ kind: fc.constant('spend' as const), device, amount: fc.integer({ min: 1, max: 900 }) }),
  fc.record({ kind: fc.constant('report' as const), device, isFinal: fc.boolean() }),
  fc.record({ kind: fc.constant('redeem' as const), amount: fc.integer({ min: 1, max: 2_500 }) }),
  fc.record({ kind: fc.constant('issue' as const), points: fc.integer({ min: 100, max: 900 }) }),
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 2 }) }),
)

interface Sums {
  readonly balance: number
  readonly reserved: number
  readonly settled: number
  readonly shortfall: number
}

async function sumsOf(profileId: string): Promise<Sums> {
  const { body: held } = await shop.get(`redemptions?filter[profile_id]=${profileId}&filter[state]=held&per_page=500`)
  const { body: groups } = await shop.get(`allowances/group/profile_id?filter[profile_id]=${profileId}`)
  return {
    balance: cents((await offline.programme.balances(profileId)).combined_balance_dollars),
    reserved: held.data.reduce((sum: number, { total }: { total: number }) => sum + cents(total), 0),
    settled: cents(groups.data[0]?.settled ?? 0),
    shortfall: cents(groups.data[0]?.shortfall ?? 0),
  }
}

async function live(mode: string, actions: readonly (typeof action extends fc.Arbitrary<infer A> ? A : never)[]) {
  await offline.set({ mode })
  const profileId = await offline.member(25)
  const devices = [0, 1, 2].map((index) => new Device(`till-${profileId.slice(0, 8)}-${index}`))
  let issued = 2_500
  let elsewhere = 0
  for (const step of [
    ...actions,
    ...devices.map((_, index) => ({ kind: 'report', device: index, isFinal: true }) as const),
  ]) {
    if (step.kind === 'ask') await devices[step.device]?.ask(profileId)
    if (step.kind === 'spend') devices[step.device]?.spend(step.amount)
    if (step.kind === 'report') await devices[step.device]?.report(step.isFinal)
    if (step.kind === 'redeem') {
      const { status, body } = await offline.programme.redeem(profileId, { amount: step.amount / 100 })
      elsewhere += status === 201 ? cents(body.data.total) : 0
    }
    if (step.kind === 'issue') {
      await offline.programme.points(profileId, step.points)
      issued += step.points
    }
    if (step.kind === 'wait') {
      shop.wait(step.minutes * minuteMs)
      await shop.runJobs()
    }
    const { balance, reserved, settled, shortfall } = await sumsOf(profileId)
    expect(balance + reserved + settled + elsewhere).toBe(issued)
    if (mode === 'risk') expect(shortfall).toBeLessThanOrEqual(ceiling)
    else if (!devices.some(({ wasLate }) => wasLate)) expect(shortfall).toBe(0)
  }
}

test.each(['reserve', 'risk'])(
  '%s: balance, reserved, settled and what was redeemed elsewhere are always what was issued',
  async (mode) => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 8, maxLength: 20 }), (actions) => live(mode, actions)),
      { numRuns: 12 },
    )
  },
  120_000,
)
