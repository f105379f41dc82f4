// A sale and its return that are changed in the same moment: whoever comes second sees what the first one did.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { type Answer, openShop, type Shop } from '../../test/shop.ts'
import { back, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

const rounds = 12
const pointsOf = async (profileId: string): Promise<number> => (await till.balances(profileId)).points
interface Recorded {
  readonly id: number
  readonly items: readonly { readonly id: number }[]
}

/** Coat 100 and Cap 50, of which the coat comes back. */
async function soldAndReturned(profileId: string | null): Promise<{ sale: Recorded; returned: Recorded }> {
  const sale: Recorded = await till.record(receipt(profileId, [line('Coat', 100), line('Cap', 50)]))
  const returned = await till.record(receipt(profileId, [coatOf(sale)]))
  return { sale, returned }
}
const coatOf = (sale: Recorded, quantity = -1) => back('Coat', 100, { quantity, return_for: sale.items[0]?.id })

async function atOnce(...works: (() => Promise<Answer>)[]): Promise<void> {
  const answers = await Promise.all(works.map((work) => work()))
  expect(answers.map(({ status }) => status).filter((status) => status >= 400)).toEqual([])
}
const voided = (id: number) => shop.put(`transactions/${id}`, { is_void: true })

test.each([
  [130, 180],
  [10, 60],
])('a coat that is corrected to %d while its return is voided earns that, once', async (price, expected) => {
  for (let round = 0; round < rounds; round += 1) {
    const profileId = await till.member()
    const { sale, returned } = await soldAndReturned(profileId)
    const items = [line('Coat', price, { id: sale.items[0]?.id })]
    await atOnce(
      () => shop.put(`transactions/${sale.id}`, { items, total: price + 50 }),
      () => voided(returned.id),
    )
    expect(await pointsOf(profileId)).toBe(expected)
  }
})

test('a sale that a member claims while its return is voided earns in full', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const profileId = await till.member()
    const { sale, returned } = await soldAndReturned(null)
    await atOnce(
      () => shop.put(`transactions/${sale.id}`, { profile_id: profileId }),
      () => voided(returned.id),
    )
    expect(await pointsOf(profileId)).toBe(150)
  }
})

test('a sale that is voided while its return is deleted, and comes back to life, can be returned once more', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const profileId = await till.member()
    const { sale, returned } = await soldAndReturned(profileId)
    await atOnce(
      () => voided(sale.id),
      () => shop.remove(`transactions/${returned.id}`),
    )
    expect(await pointsOf(profileId)).toBe(0)
    await till.change(sale.id, { is_void: false })
    expect(await pointsOf(profileId)).toBe(150)
    await till.record(receipt(profileId, [coatOf(sale)]))
    expect(await pointsOf(profileId)).toBe(50)
  }
})

test('a price and the number of units that came back, corrected at once, count both', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const profileId = await till.member()
    const sale: Recorded = await till.record(receipt(profileId, [line('Coat', 100, { quantity: 4 })]))
    const returned: Recorded = await till.record(receipt(profileId, [coatOf(sale)]))
    const items = [line('Coat', 130, { id: sale.items[0]?.id, quantity: 4 })]
    await atOnce(
      () => shop.put(`transactions/${sale.id}`, { items, total: 520 }),
      () => shop.put(`transactions/${returned.id}`, { items: [{ ...coatOf(sale, -2), id: returned.items[0]?.id }] }),
    )
    expect(await pointsOf(profileId)).toBe(260)
  }
})

test.each(['put', 'update-create'])(
  'a sale that gets its member by %s while it is returned without a card keeps the rest',
  async (how) => {
    for (let round = 0; round < rounds; round += 1) {
      const profileId = await till.member()
      const external_id = `claimed-${how}-${round}`
      const wish = receipt(null, [line('Coat', 100), line('Cap', 50)], { external_id })
      const sale: Recorded = await till.record(wish)
      const claim = () =>
        how === 'put'
          ? shop.put(`transactions/${sale.id}`, { profile_id: profileId })
          : shop.post('transactions/update-create', { ...wish, profile_id: profileId })
      await atOnce(claim, () => shop.post('transactions', receipt(null, [coatOf(sale)])))
      expect(await pointsOf(profileId)).toBe(50)
    }
  },
)

test('a return and its sale that arrive in the same moment find each other', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const profileId = await till.member()
    const receipt_ref = `together-${round}`
    const goods = receipt(profileId, [line('Coat', 100, { sku: 'COAT' }), line('Cap', 50)], { receipt_ref })
    const returned = receipt(null, [back('Coat', 100, { sku: 'COAT' })], { linked_receipt_ref: receipt_ref })
    await atOnce(
      () => shop.post('transactions', goods),
      () => shop.post('transactions', returned),
    )
    expect(await pointsOf(profileId)).toBe(50)
  }
})
