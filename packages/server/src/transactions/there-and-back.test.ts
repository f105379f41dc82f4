// Whatever is done to a sale and undone, however late, and whatever was spent or expired meanwhile, was as if nothing had been done.
// TILLSIDE_HISTORIES=5000 plays as many histories.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { minuteMs } from '@tillside/rules/time'

import { findingsOf } from '../../test/doctor.ts'
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
  await shop.put('points/definitions/1', { issue_period: 1, issue_period_type: 'hours' })
})
afterAll(() => shop.close())

interface ShownSale {
  readonly id: number
  readonly profile_id: string | null
  readonly total: number
  readonly items: readonly { readonly id: number; readonly quantity: number; readonly price_sell: number }[]
}

const anIndex = fc.nat(50)
const aPrice = fc.integer({ min: 0, max: 9_999 })

/** Something that is done to a sale, and undone. */
const thereAndBack: fc.Arbitrary<(sale: ShownSale, bob: string) => readonly [Fields, Fields]> = fc.constantFrom(
  () => [{ is_void: true }, { is_void: false }] as const,
  (sale: ShownSale, bob: string) => [{ profile_id: bob }, { profile_id: sale.profile_id }] as const,
  (sale: ShownSale) => [{ profile_id: null }, { profile_id: sale.profile_id }] as const,
  (sale: ShownSale) => [{ total: sale.total * 2 }, { total: sale.total }] as const,
  (sale: ShownSale) => [{ total: 0 }, { total: sale.total }] as const,
)
type Move = [
  what: string,
  which: number,
  price: number,
  pair: (sale: ShownSale, bob: string) => readonly [Fields, Fields],
]
const aMove: fc.Arbitrary<Move> = fc.tuple(
  fc.constantFrom('sell', 'sell', 'spend', 'back', 'wait', 'undo', 'undo'),
  anIndex,
  aPrice,
  thereAndBack,
)

test(
  'what is done to a sale and undone, however late and whatever was spent meanwhile, leaves the member’s points as they were',
  async () => {
    const one = async (moves: readonly Move[]): Promise<void> => {
      const [ada, bob] = [await till.member(), await till.member()]
      const saleIds: number[] = []
      const put = (id: number, body: Fields) => history.done('PUT', `transactions/${id}`, body)
      const record = async (sale: Fields): Promise<void> => {
        saleIds.push((await history.done('POST', 'transactions', sale)).body.data.id)
      }
      const pointsOf = async (): Promise<number> => (await till.balances(ada)).points
      const sold = () => ({ transacted_at: new Date(shop.now()).toISOString().slice(0, 19), timezone: 'UTC' })
      for (const [what, which, price, pair] of moves) {
        const sale: ShownSale | undefined =
          saleIds.length === 0 ? undefined : await till.read(saleIds[which % saleIds.length] as number)
        const item = sale?.items.find(({ quantity }) => quantity > 0)
        if (what === 'wait') shop.wait((20 + 2 * which) * minuteMs)
        if (what === 'spend') {
          const amount = which % 3 === 0 ? 10_000 : (price + 1) / 100
          await history.done('POST', `profiles/${ada}/redeem`, { amount, strategies: ['points'] }, [422])
        }
        if (what === 'sell') await record(receipt(ada, [line('Goods', price, { quantity: 2 })], sold()))
        if (what === 'back' && item) {
          const back = line('Goods', item.price_sell, { quantity: -1, return_for: item.id })
          await record(receipt(null, [back], sold()))
        }
        if (what !== 'undo' || !sale) continue
        const before = await pointsOf()
        for (const body of pair(sale, bob)) await put(sale.id, body)
        expect(await pointsOf()).toBe(before)
      }
      expect(await findingsOf(shop)).toEqual({})
    }
    await fc.assert(
      fc.asyncProperty(fc.array(aMove, { minLength: 8, maxLength: 16 }), (moves) => history.play(() => one(moves))),
      runs,
    )
  },
  timeoutMs,
)
