// Sales, returns, changes, voids and removals in any order: what members hold is always what their sales earned less
// what came back of them, and the kept sums are the sums.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { back, type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

interface World {
  /** Nobody is one of them. */
  readonly members: readonly (string | null)[]
  readonly sales: number[]
  readonly lines: { readonly saleId: number; readonly itemId: number }[]
}
type Step = (world: World) => Promise<void>

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)]
const put = async (path: string, body: Fields): Promise<void> => {
  const { status } = await shop.put(path, body)
  expect([200, 404]).toContain(status)
}

async function remember(world: World, sale: { id: number; items: { id: number }[] }): Promise<void> {
  world.sales.push(sale.id)
  for (const { id } of sale.items) world.lines.push({ saleId: sale.id, itemId: id })
}

const anIndex = fc.nat(50)
const aPrice = fc.integer({ min: 0, max: 9_999 }).map((cents) => cents / 100)
const aQuantity = fc.integer({ min: 1, max: 4 })

const sell: fc.Arbitrary<Step> = fc
  .tuple(anIndex, fc.array(fc.tuple(aPrice, aQuantity), { minLength: 1, maxLength: 3 }), fc.nat(40))
  .map(([who, goods, reward]) => async (world) => {
    const profileId = at(world.members, who) ?? null
    const items = goods.map(([price, quantity], index) => line(`Line ${index}`, price, { quantity }))
    const redemption = profileId && reward > 20 ? { redemption_id: await till.redeem(profileId, reward) } : {}
    await remember(world, await till.record(receipt(profileId, items, redemption)))
  })
const giveBack: fc.Arbitrary<Step> = fc
  .tuple(anIndex, anIndex, aQuantity)
  .map(([which, who, quantity]) => async (world) => {
    const sold = at(world.lines, which)
    if (!sold) return
    await remember(
      world,
      await till.record(
        receipt(at(world.members, who) ?? null, [back('Back', 1, { quantity: -quantity, return_for: sold.itemId })]),
      ),
    )
  })
const changeLine: fc.Arbitrary<Step> = fc
  .tuple(anIndex, aPrice, aQuantity)
  .map(([which, price, units]) => async (world) => {
    const sold = at(world.lines, which)
    if (!sold) return
    const { body } = await shop.get(`transactions/${sold.saleId}/items/${sold.itemId}`)
    const quantity = Math.sign(body.data?.quantity ?? 1) * units
    await put(`transactions/${sold.saleId}/items/${sold.itemId}`, { quantity, price_current: price, price_sell: price })
  })
const removeLine: fc.Arbitrary<Step> = anIndex.map((which) => async (world) => {
  const sold = at(world.lines, which)
  if (sold) expect([204, 404]).toContain((await shop.remove(`transactions/${sold.saleId}/items/${sold.itemId}`)).status)
})
const changeHeader = fc.oneof(
  fc.tuple(anIndex, anIndex).map(
    ([which, who]): Step =>
      async (world) =>
        put(`transactions/${at(world.sales, which) ?? 0}`, { profile_id: at(world.members, who) ?? null }),
  ),
  fc.tuple(anIndex, fc.boolean()).map(
    ([which, is_void]): Step =>
      async (world) =>
        put(`transactions/${at(world.sales, which) ?? 0}`, { is_void }),
  ),
  fc.tuple(anIndex, aPrice).map(
    ([which, total]): Step =>
      async (world) =>
        put(`transactions/${at(world.sales, which) ?? 0}`, { total }),
  ),
)
const removeSale: fc.Arbitrary<Step> = anIndex.map((which) => async (world) => {
  expect([204, 404]).toContain((await shop.remove(`transactions/${at(world.sales, which) ?? 0}`)).status)
})
const returnsOf = (sale: { items: { returns: unknown[] }[] }): number =>
  sale.items.reduce((sum, item) => sum + item.returns.length, 0)
const sendAgain: fc.Arbitrary<Step> = anIndex.map((which) => async (world) => {
  const { status, body } = await shop.get(`transactions/${at(world.sales, which) ?? 0}`)
  if (status === 404) return
  const before = await till.counts()
  const again = await till.upsert(body.data)
  // A return that had found nothing may find its goods by now, and only that.
  if (returnsOf(again) === returnsOf(body.data)) {
    expect(again).toEqual(body.data)
    expect(await till.counts()).toEqual(before)
  }
  expect(await till.upsert(again)).toEqual(again)
})
const aStep = fc.oneof(
  { arbitrary: sell, weight: 4 },
  { arbitrary: giveBack, weight: 4 },
  { arbitrary: changeLine, weight: 2 },
  { arbitrary: changeHeader, weight: 4 },
  { arbitrary: removeLine, weight: 1 },
  { arbitrary: removeSale, weight: 1 },
  { arbitrary: sendAgain, weight: 1 },
)

/**
 * What a member holds of sales: of each line what it earned less what came back of it. A sale without lines earns on its total,
 * of which what came back of lines that it once had is not theirs either.
 */
async function heldBy(profileId: string): Promise<number> {
  const [row] = await shop.sql<{ held: number }[]>`
    select coalesce(sum(case when i.lines > 0 then i.kept else greatest(0, t.points_earned - i.returned) end), 0)::bigint as held
    from transaction t
    cross join lateral (
      select count(*) filter (where deleted_at is null) as lines, coalesce(sum(returned_points), 0) as returned,
             sum(greatest(0, points_earned - returned_points)) filter (where deleted_at is null) as kept
      from transaction_item where transaction_id = t.id) i
    where t.profile_id = ${profileId} and t.deleted_at is null`
  return Number(row?.held) / 1000
}

/** Lines whose kept sums are not the sums of what came back, and those that gave back more than they carried. */
const linesThatDisagree = () => shop.sql`
  select i.id, i.quantity, i.share_minor, i.points_earned, i.returned_quantity, i.returned_share_minor, i.returned_points
  from transaction_item i left join item_return b on b.original_item_id = i.id
  group by i.transaction_id, i.id
  having i.returned_quantity <> coalesce(sum(b.quantity), 0) or i.returned_share_minor <> coalesce(sum(b.share_minor), 0)
      or i.returned_points <> coalesce(sum(b.points), 0) or i.returned_quantity < 0`

/** Sales whose shares are more than their redemption. */
const sharesThatDisagree = () => shop.sql`
  select t.id from transaction t join redemption r on r.id = t.redemption_id
  join transaction_item i on i.transaction_id = t.id and i.deleted_at is null
  where t.deleted_at is null and r.reversed_at is null group by t.id, r.total_minor having sum(i.share_minor) > r.total_minor`

test('whatever is sold, returned, changed, voided and removed, in any order, the books are right', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 8, maxLength: 14 }), async (steps) => {
      const [ada, bob] = [await till.member(500), await till.member(500)]
      const world: World = { members: [ada, bob, null], sales: [], lines: [] }
      for (const step of steps) await step(world)
      for (const member of [ada, bob]) expect((await till.balances(member)).points).toBeCloseTo(await heldBy(member), 6)
      expect([
        [...(await linesThatDisagree())],
        [...(await sharesThatDisagree())],
        await rowsThatDisagree(shop),
      ]).toEqual([[], [], []])
    }),
    { numRuns: 12 },
  )
})

test('returning everything, in any order and any steps, gives back exactly the redemption and takes back exactly the points', async () => {
  const aSale = fc.record({
    lines: fc.array(
      fc.record({ cents: fc.integer({ min: 0, max: 30_000 }), quantity: fc.integer({ min: 1, max: 5 }) }),
      { minLength: 1, maxLength: 4 },
    ),
    reward: fc.integer({ min: 1, max: 20_000 }),
    order: fc.infiniteStream(fc.nat()),
  })
  await fc.assert(
    fc.asyncProperty(aSale, async ({ lines, reward, order }) => {
      const gross = lines.reduce((sum, { cents, quantity }) => sum + cents * quantity, 0)
      const spent = Math.min(reward, gross)
      const profileId = await till.member(reward / 100)
      const redemption = spent > 0 ? { redemption_id: await till.redeem(profileId, spent / 100) } : {}
      const items = lines.map(({ cents, quantity }, index) => line(`Line ${index}`, cents / 100, { quantity }))
      const sale = await till.record(receipt(profileId, items, { ...redemption, total: (gross - spent) / 100 }))
      expect(sale.exceptions).toEqual([])
      expect((await till.balances(profileId)).points).toBe(sale.points_earned)

      const left = sale.items.map((item: { id: number; quantity: number }) => ({ id: item.id, units: item.quantity }))
      let offered = 0
      while (left.some(({ units }: { units: number }) => units > 0)) {
        const open = left.filter(({ units }: { units: number }) => units > 0)
        const chosen = open[(order.next().value as number) % open.length]
        const units = 1 + ((order.next().value as number) % chosen.units)
        chosen.units -= units
        const returned = await till.record(
          receipt(profileId, [back('Back', 0, { quantity: -units, return_for: chosen.id })]),
        )
        expect(returned.exceptions).toEqual([])
        const amount = Math.round((returned.returnable[0]?.amount ?? 0) * 100)
        offered += amount
        if (amount > 0)
          expect(
            (await shop.post(`redemptions/${redemption.redemption_id}/return`, { amount: amount / 100, strict: true }))
              .status,
          ).toBe(201)
      }
      expect(offered).toBe(spent)
      expect(await till.balances(profileId)).toEqual({ rewards: reward / 100, points: 0 })
    }),
    { numRuns: 12 },
  )
})
