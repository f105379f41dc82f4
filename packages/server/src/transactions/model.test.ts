// Random histories of one or two members, held against a little model of the books after every step; and at the end everything
// comes back, and so does every cent. TILLSIDE_HISTORIES=5000 plays as many.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import {
  type Books,
  cents,
  checkBooks,
  openBooks,
  readSales,
  type ShownLine,
  type ShownSale,
} from '../../test/ledger-model.ts'
import { type History, openHistory, runs, timeoutMs } from '../../test/history.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
let history: History
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
  history = openHistory(shop)
})
afterAll(() => shop.close())

interface World {
  readonly members: readonly string[]
  readonly books: Books
  receipts: number
}
type Step = (world: World) => Promise<void>

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)]
const anIndex = fc.nat(50)
const aPrice = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 9_999 }), weight: 9 },
  { arbitrary: fc.constant(0), weight: 1 },
)
const units = fc.integer({ min: 1, max: 4 })
const memberOf = ({ members }: World, who: number): string | null => at([...members, ...members, null], who) ?? null

const done: History['done'] = (...asked) => history.done(...asked)

async function record(world: World, sale: Fields): Promise<ShownSale> {
  const recorded = (await done('POST', 'transactions', sale)).body.data
  world.books.saleIds.add(recorded.id)
  return recorded
}

async function aSale(world: World, which: number): Promise<ShownSale | undefined> {
  return at(await readSales(shop, world.books), which)
}

async function redeem(
  world: World,
  profileId: string,
  minor: number,
  strategies: readonly string[],
): Promise<number | null> {
  const body = { amount: minor / 100, strategies }
  const answer = await done('POST', `profiles/${profileId}/redeem`, body, [422])
  if (answer.status === 422) return null
  const { id, total } = answer.body.data
  world.books.spent.push({ id, profileId, total: cents(total) })
  return id
}

const kinds = fc.constantFrom(['rewards'], ['points'], ['rewards', 'points'])

const handOut: fc.Arbitrary<Step> = fc
  .tuple(anIndex, fc.integer({ min: 1, max: 9_000 }))
  .map(([who, minor]) => async (world) => {
    const profileId = at(world.members, who) as string
    await till.reward(profileId, minor / 100)
    const given = world.books.given.get(profileId)
    if (given) given.rewards += minor
  })

const spend: fc.Arbitrary<Step> = fc
  .tuple(anIndex, fc.integer({ min: 1, max: 6_000 }), kinds)
  .map(([who, minor, strategies]) => async (world) => {
    await redeem(world, at(world.members, who) as string, minor, strategies)
  })

const goods = fc.array(fc.tuple(aPrice, units), { minLength: 1, maxLength: 3 })

const sell: fc.Arbitrary<Step> = fc
  .tuple(anIndex, goods, fc.option(fc.integer({ min: 1, max: 6_000 })), kinds)
  .map(([who, lines, minor, strategies]) => async (world) => {
    const profileId = memberOf(world, who)
    const items = lines.map(([price, quantity], index) =>
      line(`Goods ${index}`, price / 100, { quantity, sku: `SKU-${index}`, external_id: String(index) }),
    )
    const gross = lines.reduce((total, [price, quantity]) => total + price * quantity, 0)
    const redemptionId = profileId && minor ? await redeem(world, profileId, minor, strategies) : null
    const spent = world.books.spent.find(({ id }) => id === redemptionId)?.total ?? 0
    const receipt_ref = `${world.members[0]}-${(world.receipts += 1)}`
    const named = redemptionId === null ? {} : { redemption_id: redemptionId }
    await record(world, receipt(profileId, items, { ...named, receipt_ref, total: Math.max(0, gross - spent) / 100 }))
  })

const giveBack: fc.Arbitrary<Step> = fc
  .tuple(anIndex, anIndex, fc.array(fc.tuple(anIndex, units), { minLength: 1, maxLength: 2 }), fc.boolean())
  .map(([which, who, wanted, refunds]) => async (world) => {
    const sale = await aSale(world, which)
    const sold = sale?.items.filter(({ quantity }) => quantity > 0) ?? []
    if (!sale || sold.length === 0) return
    const items = wanted.map(([index, quantity]) => {
      const { id, name, price_sell } = at(sold, index) as ShownLine
      return line(name, price_sell, { quantity: -quantity, return_for: id })
    })
    const returned = await record(world, receipt(memberOf(world, who), items))
    for (const { redemption_id, amount } of refunds ? returned.returnable : [])
      if (amount > 0) await done('POST', `redemptions/${redemption_id}/return`, { amount, strict: true })
  })

/** A return that names its receipt before the sale is there. */
const comesFirst: fc.Arbitrary<Step> = fc.tuple(anIndex, aPrice).map(([who, price]) => async (world) => {
  const linked_receipt_ref = `${world.members[0]}-${world.receipts + 1}`
  const back = line('Goods 0', price / 100, { quantity: -1, sku: 'SKU-0' })
  await record(world, receipt(memberOf(world, who), [back], { linked_receipt_ref }))
})

const change = (id: number, body: Fields) => done('PUT', `transactions/${id}`, body, [404])

const correct: fc.Arbitrary<Step> = fc
  .tuple(anIndex, anIndex, aPrice, units, fc.boolean())
  .map(([which, index, price, count, isPrice]) => async (world) => {
    const sale = await aSale(world, which)
    const item = at(sale?.items ?? [], index)
    if (!sale || !item) return
    const quantity = Math.sign(item.quantity) * (isPrice ? Math.abs(item.quantity) : count)
    const price_sell = isPrice ? price / 100 : item.price_sell
    const total = (cents(sale.total) + cents(price_sell) * quantity - cents(item.price_sell) * item.quantity) / 100
    await change(sale.id, { total, items: [{ ...item, price_current: price_sell, price_sell, quantity }] })
  })

const takeOff: fc.Arbitrary<Step> = fc
  .tuple(anIndex, anIndex, fc.boolean())
  .map(([which, index, isVoid]) => async (world) => {
    const sale = await aSale(world, which)
    const item = at(sale?.items ?? [], index)
    if (!sale || !item) return
    if (isVoid) await change(sale.id, { items: [{ ...item, is_void: !item.is_void }] })
    else await done('DELETE', `transactions/${sale.id}/items/${item.id}`, undefined, [404])
  })

const changeHeader: fc.Arbitrary<Step> = fc
  .tuple(anIndex, anIndex, fc.constantFrom('void', 'void', 'member', 'redemption', 'total', 'both'))
  .map(([which, index, what]) => async (world) => {
    const sale = await aSale(world, which)
    if (!sale) return
    const redemption_id = at([null, ...world.books.spent.map(({ id }) => id)], index) ?? null
    const bodies: Record<typeof what, Fields> = {
      void: { is_void: !sale.is_void },
      member: { profile_id: memberOf(world, index) },
      redemption: { redemption_id },
      total: { total: (cents(sale.total) + index - 20) / 100 },
      both: { is_void: !sale.is_void, redemption_id, profile_id: memberOf(world, index) },
    }
    await change(sale.id, bodies[what])
  })

const remove: fc.Arbitrary<Step> = anIndex.map((which) => async (world) => {
  const sale = await aSale(world, which)
  if (!sale) return
  await done('DELETE', `transactions/${sale.id}`)
  world.books.saleIds.delete(sale.id)
})

const sendAgain: fc.Arbitrary<Step> = anIndex.map((which) => async (world) => {
  const sale = await aSale(world, which)
  // What found nothing to come from looks again, and there may be something left by now.
  const isMatched = ({ quantity, returns }: ShownLine): boolean =>
    returns.reduce((left, row) => left - row.quantity, -quantity) <= 0
  if (!sale?.items.every(isMatched)) return
  const before = await till.counts()
  expect(await till.upsert(await till.read(sale.id))).toEqual(await till.read(sale.id))
  expect(await till.counts()).toEqual(before)
})

const undoSpend: fc.Arbitrary<Step> = fc
  .tuple(anIndex, fc.boolean(), fc.integer({ min: 1, max: 6_000 }))
  .map(([which, isReversal, minor]) => async ({ books }) => {
    const spent = at(books.spent, which)
    if (!spent) return
    if (isReversal) await done('POST', `redemptions/${spent.id}/reversal`, {}, [422])
    else await done('POST', `redemptions/${spent.id}/return`, { amount: minor / 100 }, [422])
  })

const aStep = fc.oneof(
  { arbitrary: handOut, weight: 2 },
  { arbitrary: spend, weight: 2 },
  { arbitrary: sell, weight: 2 },
  { arbitrary: giveBack, weight: 6 },
  { arbitrary: comesFirst, weight: 1 },
  { arbitrary: correct, weight: 5 },
  { arbitrary: takeOff, weight: 2 },
  { arbitrary: changeHeader, weight: 6 },
  { arbitrary: remove, weight: 1 },
  { arbitrary: sendAgain, weight: 1 },
  { arbitrary: undoSpend, weight: 2 },
)

/** Brings everything back that is still sold, and refunds whatever is offered for it. */
async function bringAllBack(world: World): Promise<void> {
  for (const sale of await readSales(shop, world.books)) {
    const left = sale.items.filter((item) => !item.is_void && item.quantity > item.returned_quantity)
    if (sale.is_void || left.length === 0) continue
    const items = left.map(({ id, name, price_sell, quantity, returned_quantity }) =>
      line(name, price_sell, { quantity: returned_quantity - quantity, return_for: id }),
    )
    await record(world, receipt(sale.profile_id, items))
  }
  for (const { id } of await readSales(shop, world.books)) {
    const { returnable } = (await till.read(id)) as ShownSale
    for (const { redemption_id, amount } of returnable)
      if (amount > 0) await done('POST', `redemptions/${redemption_id}/return`, { amount, strict: true })
  }
  const sales = await readSales(shop, world.books)
  for (const sale of sales.filter((one) => one.redemption_id !== null && one.items.length > 0)) {
    const isAbove = sale.exceptions.some(({ code }) => code === 'redemption_above_lines')
    const { state } = (await shop.get(`redemptions/${sale.redemption_id}`)).body.data
    if (!isAbove) expect(state, `all of redemption ${sale.redemption_id} came back`).toBe('returned')
  }
}

async function play(world: World, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    await step(world)
    await checkBooks(shop, world.books)
  }
  await bringAllBack(world)
  await checkBooks(shop, world.books)
  expect(await findingsOf(shop)).toEqual({})
}

/** A member with a reward, and points that do not end. */
async function someone(books: Books): Promise<string> {
  const profileId = await till.member(80)
  books.given.set(profileId, { rewards: 8_000, points: 5_000_000 })
  const lasting = { issued_at: '2025-01-01 00:00:00', expires_at: '2099-01-01 00:00:00' }
  await done('POST', 'points', { profile_id: profileId, point_definition_id: 1, value_initial: 5_000, ...lasting })
  return profileId
}

test(
  'whatever happens to sales and returns, balances, points and shares are what the till did, and all of it can come back',
  async () => {
    const aHistory = fc.tuple(fc.boolean(), sell, fc.array(aStep, { minLength: 5, maxLength: 14 }))
    const one = async ([isPair, first, steps]: [boolean, Step, Step[]]): Promise<void> => {
      const books = openBooks()
      const members = [await someone(books), ...(isPair ? [await someone(books)] : [])]
      await play({ members, books, receipts: 0 }, [first, ...steps])
    }
    await fc.assert(
      fc.asyncProperty(aHistory, (given) => history.play(() => one(given))),
      runs,
    )
  },
  timeoutMs,
)
