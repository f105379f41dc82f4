// Members who trade and are merged, in any order: a merge moves everything and changes nothing of what it adds up to, and
// whatever was done before or after can be undone to the cent.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { merge, noSums, sumsOf } from '../../test/merging.ts'
import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { back, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let programme: Programme
let till: Till
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
  till = openTill(shop)
})
afterAll(() => shop.close())

interface World {
  /** As they were enrolled; tills go on naming those who were merged. */
  readonly members: readonly string[]
  readonly redemptions: number[]
  readonly sales: number[]
  readonly sold: { readonly itemId: number; readonly price: number }[]
  /** What was given beside what sales earn, in cents and in thousandths of a point. */
  rewards: number
  points: number
}
type Step = (world: World) => Promise<void>

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)]
const someone = (world: World, who: number): string => at(world.members, who) ?? ''
/** Who has everything of the one who was enrolled with this id. */
const whoNow = async (profileId: string): Promise<string> =>
  (await shop.post('profiles/exists', { type: 'profile_id', id: profileId })).body.data.id

const anIndex = fc.nat(30)
const someCents = fc.integer({ min: 1, max: 9_999 })

const issue: fc.Arbitrary<Step> = fc.tuple(anIndex, someCents).map(([who, cents]) => async (world) => {
  await programme.reward(await whoNow(someone(world, who)), cents / 100)
  world.rewards += cents
})
const issuePoints: fc.Arbitrary<Step> = fc.tuple(anIndex, someCents).map(([who, count]) => async (world) => {
  await programme.points(await whoNow(someone(world, who)), count)
  world.points += count * 1_000
})
const redeem: fc.Arbitrary<Step> = fc.tuple(anIndex, someCents).map(([who, cents]) => async (world) => {
  const { status, body } = await programme.redeem(await whoNow(someone(world, who)), { amount: cents / 100 })
  if (status === 201) world.redemptions.push(body.data.id)
})
const sell: fc.Arbitrary<Step> = fc
  .tuple(anIndex, someCents, anIndex, fc.boolean())
  .map(([who, cents, which, withRedemption]) => async (world) => {
    const redemption = withRedemption ? { redemption_id: at(world.redemptions, which) ?? null } : {}
    const sale = await till.record(receipt(someone(world, who), [line('Goods', cents / 100)], redemption))
    world.sales.push(sale.id)
    world.sold.push({ itemId: sale.items[0].id, price: cents / 100 })
  })
const giveBack: fc.Arbitrary<Step> = fc.tuple(anIndex, anIndex).map(([who, which]) => async (world) => {
  const sold = at(world.sold, which)
  if (!sold) return
  const items = [back('Goods', sold.price, { return_for: sold.itemId })]
  world.sales.push((await till.record(receipt(someone(world, who), items))).id)
})
const reverse: fc.Arbitrary<Step> = anIndex.map((which) => async (world) => {
  const id = at(world.redemptions, which)
  if (id !== undefined) expect([201, 422]).toContain((await programme.reverse(id)).status)
})
const returnSome: fc.Arbitrary<Step> = fc.tuple(anIndex, someCents).map(([which, cents]) => async (world) => {
  const id = at(world.redemptions, which)
  if (id !== undefined) expect([201, 422]).toContain((await programme.giveBack(id, { amount: cents / 100 })).status)
})
const voidSale: fc.Arbitrary<Step> = fc.tuple(anIndex, fc.boolean()).map(([which, is_void]) => async (world) => {
  const id = at(world.sales, which)
  if (id !== undefined) await till.change(id, { is_void })
})

const mergeTwo: fc.Arbitrary<Step> = fc.tuple(anIndex, anIndex).map(([who, into]) => async (world) => {
  const [loser, winner] = [await whoNow(someone(world, who)), await whoNow(someone(world, into))]
  if (loser === winner) return
  const before = await sumsOf(shop, loser, winner)
  expect((await merge(shop, loser, winner)).status).toBe(200)
  expect(await sumsOf(shop, winner)).toEqual(before)
  expect(await sumsOf(shop, loser)).toEqual(noSums)
})

/** As if nobody had ever bought or spent anything. */
async function undoAll(world: World): Promise<void> {
  for (const id of world.sales.toReversed()) await till.change(id, { is_void: true })
  for (const id of world.redemptions) {
    const reversed = await programme.reverse(id)
    if (reversed.body.code === 'already_returned') await programme.giveBack(id)
  }
}

async function held(world: World): Promise<{ rewards: number; points: number }> {
  const survivors = new Set(await Promise.all(world.members.map(whoNow)))
  const all = await Promise.all([...survivors].map((profileId) => till.balances(profileId)))
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
  return {
    rewards: sum(all.map(({ rewards }) => Math.round(rewards * 100))),
    points: sum(all.map(({ points }) => Math.round(points * 1_000))),
  }
}

test('whatever is done with members who are merged meanwhile, nothing is made or lost, and all of it can be undone', async () => {
  const step = fc.oneof(
    ...[issue, issuePoints, redeem, sell, giveBack, reverse, returnSome, voidSale].map((arbitrary) => ({
      arbitrary,
      weight: 2,
    })),
    { arbitrary: mergeTwo, weight: 3 },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 30 }), async (steps) => {
      const members = await Promise.all(Array.from({ length: 4 }, () => programme.member()))
      const world: World = { members, redemptions: [], sales: [], sold: [], rewards: 0, points: 0 }
      for (const one of steps) await one(world)
      expect(await findingsOf(shop)).toEqual({})
      await undoAll(world)
      expect(await held(world)).toEqual({ rewards: world.rewards, points: world.points })
      expect(await findingsOf(shop)).toEqual({})
    }),
    { numRuns: Number(process.env['TILLSIDE_HISTORIES'] ?? 12) },
  )
})
