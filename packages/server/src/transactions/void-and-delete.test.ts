import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { back, codesOf, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

const minute = 60_000
const undo = {
  voided: (id: number) => shop.put(`transactions/${id}`, { is_void: true }),
  deleted: (id: number) => shop.remove(`transactions/${id}`),
}

describe.each(Object.entries(undo))('a sale that is %s', (how, undoSale) => {
  test.each([0, 9 * minute, 30 * 24 * 60 * minute])(
    'gives back the reward and takes back the points, also %d ms later',
    async (wait) => {
      const profileId = await till.member(50)
      const redemption_id = await till.redeem(profileId, 20)
      const sale = await till.record(
        receipt(profileId, [line('Coat', 60), line('Cap', 40)], { redemption_id, total: 80 }),
      )
      expect(await till.balances(profileId)).toEqual({ rewards: 30, points: 80 })
      shop.wait(wait)
      expect((await undoSale(sale.id)).status).toBe(how === 'voided' ? 200 : 204)
      expect(await till.balances(profileId)).toEqual({ rewards: 50, points: 0 })
      expect((await shop.get(`redemptions/${redemption_id}`)).body.data.state).toBe('reversed')
      expect(await till.pointEntries(profileId)).toEqual([
        { cause: 'earn', amount: 80 },
        { cause: 'earn_return', amount: -80 },
      ])
    },
  )

  test('after part of it came back gives back the rest, and tells staff', async () => {
    const profileId = await till.member(50)
    const redemption_id = await till.redeem(profileId, 20)
    const sale = await till.record(
      receipt(profileId, [line('Coat', 60), line('Cap', 40)], { redemption_id, total: 80 }),
    )
    const returned = await till.record(receipt(profileId, [back('Cap', 40, { return_for: sale.items[1].id })]))
    expect(returned.returnable).toEqual([{ redemption_id, amount: 8 }])
    await shop.post(`redemptions/${redemption_id}/return`, { amount: 8 })
    expect(await till.balances(profileId)).toEqual({ rewards: 38, points: 48 })
    await undoSale(sale.id)
    expect(await till.balances(profileId)).toEqual({ rewards: 50, points: 0 })
    const { data: exceptions } = (await shop.get(`exceptions?filter[transaction_id]=${sale.id}`)).body
    expect(exceptions).toMatchObject([
      { code: 'redemption_void_partly_returned', redemption_id, profile_id: profileId },
    ])
    expect((await till.read(returned.id)).returnable).toEqual([{ redemption_id, amount: 0 }])
    await till.change(returned.id, { is_void: true })
    expect((await till.balances(profileId)).points, 'the return was part of a sale that is gone').toBe(0)
  })

  test('gives back points and a benefit that were redeemed with it', async () => {
    const profileId = await till.member()
    await till.record(receipt(profileId, [line('Sofa', 3000)]))
    const definition = (
      await shop.post('benefits/definitions', { name: 'Hemming', handle: `hem-${how}`, period: 3650 })
    ).body.data
    const benefit = (
      await shop.post('benefits', {
        profile_id: profileId,
        benefit_definition_id: definition.id,
        issued_at: '2025-07-01 00:00:00',
        timezone: 'UTC',
      })
    ).body.data
    const redemption_id = await till.redeem(profileId, 10, { strategies: ['points'], benefits: [{ id: benefit.id }] })
    const sale = await till.record(receipt(profileId, [line('Coat', 60)], { redemption_id, total: 50 }))
    expect((await till.balances(profileId)).points).toBe(2050)
    await undoSale(sale.id)
    expect((await till.balances(profileId)).points).toBe(3000)
    expect((await shop.get(`profiles/${profileId}/benefits/${benefit.id}`)).body.data.redemptions_remaining).toBe(1)
  })

  test('and was a return gives the points back, and the sold line can be returned again', async () => {
    const profileId = await till.member()
    const sale = await till.record(receipt(profileId, [line('Coat', 60)]))
    const returned = await till.record(receipt(profileId, [back('Coat', 60, { return_for: sale.items[0].id })]))
    expect((await till.balances(profileId)).points).toBe(0)
    await undoSale(returned.id)
    expect((await till.balances(profileId)).points).toBe(60)
    expect((await till.read(sale.id)).items[0].returned_quantity).toBe(0)
    const again = await till.record(receipt(profileId, [back('Coat', 60, { return_for: sale.items[0].id })]))
    expect([again.exceptions, (await till.balances(profileId)).points]).toEqual([[], 0])
  })

  test('whose points were spent leaves a debt', async () => {
    const profileId = await till.member()
    const sale = await till.record(receipt(profileId, [line('Sofa', 1000)]))
    await till.redeem(profileId, 4, { strategies: ['points'] })
    await undoSale(sale.id)
    expect((await till.balances(profileId)).points).toBe(-400)
  })

  test('without a member or a redemption just is', async () => {
    const sale = await till.record(receipt(null, [line('Coat', 60)]))
    await undoSale(sale.id)
    expect((await shop.get(`transactions/${sale.id}`)).status).toBe(how === 'voided' ? 200 : 404)
  })
})

describe('a voided sale', () => {
  test('is still shown, with its redemption among the reversed ones, and voiding it again changes nothing', async () => {
    const profileId = await till.member(50)
    const redemption_id = await till.redeem(profileId, 20)
    const sale = await till.record(
      receipt(profileId, [line('Coat', 60)], { external_id: 'v-1', redemption_id, total: 40 }),
    )
    const voided = await till.change(sale.id, { is_void: true })
    expect(voided).toMatchObject({
      is_void: true,
      redemption_id: null,
      redemption: null,
      points_earned: 0,
      exceptions: [],
      reversed_redemptions: [{ id: redemption_id, total: 20 }],
    })
    const before = await till.counts()
    expect(await till.change(sale.id, { is_void: true })).toEqual(voided)
    expect(await till.upsert(voided)).toEqual(voided)
    expect(await till.counts()).toEqual(before)
  })

  test('and then deleted is undone once', async () => {
    const profileId = await till.member(50)
    const redemption_id = await till.redeem(profileId, 20)
    const sale = await till.record(receipt(profileId, [line('Coat', 60)], { redemption_id, total: 40 }))
    await undo.voided(sale.id)
    const before = await till.counts()
    expect((await undo.deleted(sale.id)).status).toBe(204)
    expect(await till.counts()).toEqual(before)
    expect(await till.balances(profileId)).toEqual({ rewards: 50, points: 0 })
  })

  test('that comes back to life earns again, and staff hear that the customer kept the reward', async () => {
    const profileId = await till.member(50)
    const redemption_id = await till.redeem(profileId, 20)
    const sale = await till.record(receipt(profileId, [line('Coat', 60)], { redemption_id, total: 40 }))
    await undo.voided(sale.id)
    const alive = await till.change(sale.id, { is_void: false })
    expect([alive.points_earned, codesOf(alive)]).toEqual([40, ['redemption_reversed']])
    expect(await till.balances(profileId)).toEqual({ rewards: 50, points: 40 })
  })

  test('that was void when it was recorded earns nothing and gives its redemption back', async () => {
    const profileId = await till.member(50)
    const redemption_id = await till.redeem(profileId, 20)
    const sale = await till.record(receipt(profileId, [line('Coat', 60)], { redemption_id, total: 40, is_void: true }))
    expect([sale.points_earned, sale.redemption_id, sale.exceptions]).toEqual([0, null, []])
    expect(await till.balances(profileId)).toEqual({ rewards: 50, points: 0 })
  })

  test('sold nothing that could come back', async () => {
    const profileId = await till.member()
    const sale = await till.record(receipt(profileId, [line('Coat', 60)]))
    await undo.voided(sale.id)
    const returned = await till.record(receipt(profileId, [back('Coat', 60, { return_for: sale.items[0].id })]))
    expect([codesOf(returned), await till.balances(profileId)]).toEqual([
      ['return_unmatched'],
      { rewards: 0, points: 0 },
    ])
  })

  test('whose line alone is void neither sold nor earned that line', async () => {
    const profileId = await till.member(50)
    const redemption_id = await till.redeem(profileId, 20)
    const sale = await till.record(
      receipt(profileId, [line('Coat', 60), line('Mistake', 40, { is_void: true })], { redemption_id, total: 40 }),
    )
    expect(
      sale.items.map((item: { redemption_share: number; charged: number; points_earned: number }) => [
        item.redemption_share,
        item.charged,
        item.points_earned,
      ]),
    ).toEqual([
      [20, 40, 40],
      [0, 0, 0],
    ])
  })
})

describe('a deleted sale', () => {
  test('is gone everywhere, and its external id is free again', async () => {
    const profileId = await till.member(50)
    const redemption_id = await till.redeem(profileId, 20)
    const body = receipt(profileId, [line('Coat', 60)], { external_id: 'd-1', redemption_id, total: 40 })
    const sale = await till.record(body)
    await undo.deleted(sale.id)
    const answers = await Promise.all([
      shop.get(`transactions/${sale.id}`),
      shop.get('transactions/external/d-1'),
      shop.get(`transactions/${sale.id}/items`),
      undo.deleted(sale.id),
      undo.voided(sale.id),
      shop.get(`transactions/${sale.id}/items/${sale.items[0].id}`),
      shop.get(`profiles/${profileId}/transactions/${sale.id}`),
    ])
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404, 404])
    expect((await shop.get(`transactions?filter[id]=${sale.id}`)).body.data).toEqual([])
    const anew = await till.record({ ...body, total: 41 })
    expect([anew.id === sale.id, codesOf(anew)]).toEqual([false, ['redemption_reversed']])
  })

  test('leaves other sales’ ids alone: 404 for what never was', async () => {
    for (const id of ['0', '987654', 'abc', '99999999999999999999'])
      expect((await shop.remove(`transactions/${id}`)).status, id).toBe(404)
  })
})

test('everything that was booked here adds up', async () => {
  expect(await rowsThatDisagree(shop)).toEqual([])
})
