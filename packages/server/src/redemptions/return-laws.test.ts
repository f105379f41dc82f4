// Laws of returns: whatever was taken, in whatever steps it comes back, exactly that is back in the end.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
})
afterAll(async () => {
  await programme.audit()
  await shop.close()
})

/** What each entry of a redemption took, and what came back of it. */
async function takenAndBack(
  redemptionId: number,
): Promise<{ amount: number; value: number; amount_back: number; value_back: number }[]> {
  return shop.sql<{ amount: number; value: number; amount_back: number; value_back: number }[]>`
    select -e.amount as amount, -e.value_minor as value, coalesce(sum(b.amount), 0)::bigint as amount_back, coalesce(sum(b.value_minor), 0)::bigint as value_back
    from ledger_entry e left join ledger_entry b on b.undoes_entry_id = e.id and b.cause = 'return'
    where e.redemption_id = ${redemptionId} and e.cause = 'redeem' group by e.id, e.amount, e.value_minor order by e.id`
}

const cents = fc.integer({ min: 1, max: 400 }).map((minor) => minor / 100)
const thousandths = fc.integer({ min: 1, max: 300_000 }).map((amount) => amount / 1000)
const kinds = fc.constantFrom(undefined, ['rewards'], ['points'], ['points', 'rewards'])

const aStory = fc.record({
  rewards: fc.array(cents, { minLength: 1, maxLength: 3 }),
  points: fc.array(thousandths, { minLength: 1, maxLength: 4 }),
  rate: fc.constantFrom('0.01', '0.007', '0.25', '1', '33'),
  share: fc.double({ min: 0.3, max: 1, noNaN: true }),
  strategies: fc.constantFrom(['rewards', 'points'], ['points', 'rewards'], ['points']),
  steps: fc.array(fc.record({ amount: cents, kinds }), { maxLength: 5 }),
})

test('returns in any steps, of any kinds, give back exactly what was redeemed: value, thousandths, row by row', async () => {
  await fc.assert(
    fc.asyncProperty(aStory, async ({ rewards, points, rate, share, strategies, steps }) => {
      await programme.setRate(rate)
      const profileId = await programme.member()
      for (const value of rewards) await programme.reward(profileId, value)
      for (const value of points) await programme.points(profileId, value)
      const before = await programme.balances(profileId)
      const wanted = Math.max(1, Math.floor(before.combined_balance_dollars * share * 100)) / 100
      const spent = await programme.redeem(profileId, { amount: wanted, strategies })
      if (spent.status === 422) return
      const { id, total } = spent.body.data
      let minorBack = 0
      for (const step of steps) {
        const { status, body } = await programme.giveBack(id, {
          amount: step.amount,
          ...(step.kinds ? { strategies: step.kinds } : {}),
        })
        if (status === 201) minorBack += Math.round(body.data.total * 100)
        else expect(body.code).toBe('nothing_to_return')
        for (const row of await takenAndBack(id)) {
          expect(row.value_back).toBeLessThanOrEqual(row.value)
          expect(row.amount_back).toBeLessThanOrEqual(row.amount)
        }
      }
      const rest = await programme.giveBack(id)
      if (rest.status === 201) minorBack += Math.round(rest.body.data.total * 100)
      expect(minorBack).toBe(Math.round(total * 100))
      for (const row of await takenAndBack(id))
        expect([row.amount_back, row.value_back]).toEqual([row.amount, row.value])
      expect(await programme.balances(profileId)).toEqual(before)
      expect((await programme.redemption(id)).state).toBe('returned')
    }),
    { numRuns: 20, seed: 20_250_704 },
  )
})
