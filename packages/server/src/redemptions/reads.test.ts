// Reading redemptions back: lists, filters, orders and pages.
import { dayMs, secondMs } from '@tillside/rules/time'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openRedemptionHistory, type RedemptionHistory } from '../../test/redemption-history.ts'
import { openShop, type Shop } from '../../test/shop.ts'

interface Row {
  readonly id: number
  readonly state: string
}

let shop: Shop
let history: RedemptionHistory
beforeAll(async () => {
  shop = await openShop()
  history = await openRedemptionHistory(shop)
})
afterAll(async () => {
  await history.programme.audit()
  await shop.close()
})

const listed = async (path: string): Promise<number[]> => {
  const { status, body } = await shop.get(path)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.data.map((row: Row) => row.id)
}
const everything = ['mixed', 'points', 'benefit', 'reversed', 'reversal', 'returned', 'return', 'byron']

describe('lists', () => {
  test('all redemptions, oldest first, each as whole as when it is read alone', async () => {
    const { body } = await shop.get('redemptions')
    expect(body.data.map((row: Row) => row.id)).toEqual(history.idsOf(everything))
    for (const row of body.data) expect(await history.programme.redemption(row.id)).toEqual(row)
    expect(body.data.map((row: Row) => row.state)).toEqual([
      'open',
      'open',
      'open',
      'reversed',
      'reversal',
      'returned',
      'return',
      'open',
    ])
  })

  test('a member’s own', async () => {
    expect(await listed(`profiles/${history.ada}/redemptions`)).toEqual(history.idsOf(everything.slice(0, -1)))
    expect(await listed(`profiles/${history.byron}/redemptions`)).toEqual(history.idsOf(['byron']))
    expect((await shop.get('profiles/0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44/redemptions')).status).toBe(404)
  })

  test('one of a member’s is not shown as another’s', async () => {
    const id = history.idOf('mixed')
    const own = await shop.get(`profiles/${history.ada.toUpperCase()}/redemptions/${id}`)
    expect(own.body.data).toEqual(await history.programme.redemption(id))
    for (const path of [
      `profiles/${history.byron}/redemptions/${id}`,
      `profiles/${history.ada}/redemptions/999999`,
      `profiles/${history.ada}/redemptions/abc`,
      'redemptions/999999',
      'redemptions/abc',
    ]) {
      expect((await shop.get(path)).status, path).toBe(404)
    }
  })

  test('pages have the shape that every list has', async () => {
    const { body } = await shop.get(`profiles/${history.ada}/redemptions?page[size]=3&page[number]=2`)
    expect(body.data.map((row: Row) => row.id)).toEqual(history.idsOf(['reversed', 'reversal', 'returned']))
    expect(body.meta).toMatchObject({
      current_page: 2,
      from: 4,
      to: 6,
      last_page: 3,
      per_page: 3,
      total: 7,
      path: expect.stringContaining(`/profiles/${history.ada}/redemptions`),
    })
    expect(Object.keys(body.links).sort()).toEqual(['first', 'last', 'next', 'prev'])
    expect((await shop.get('redemptions?page=9&per_page=5')).body).toMatchObject({
      data: [],
      meta: { from: null, to: null, total: 8 },
    })
  })

  test.each([
    ['-id', everything.toReversed()],
    ['redeem_at', everything],
    ['-created_at', everything.toReversed()],
    ['total,id', ['benefit', 'points', 'reversed', 'reversal', 'returned', 'return', 'mixed', 'byron']],
    // What changed together is in the order of its number.
    ['-updated_at', ['byron', 'returned', 'return', 'reversed', 'reversal', 'benefit', 'points', 'mixed']],
  ])('sorted by %s', async (sort, names) => {
    expect(await listed(`redemptions?sort=${sort}`)).toEqual(history.idsOf(names))
  })
})

describe('filters', () => {
  test.each([
    ['type]=return', ['return']],
    ['type][in]=reversal,return', ['reversal', 'return']],
    ['state]=open', ['mixed', 'points', 'benefit', 'byron']],
    ['state]=reversed', ['reversed']],
    ['state]=returned', ['returned']],
    ['state][in]=reversal,return', ['reversal', 'return']],
    ['state]=unmatched', []],
    ['state]=applied', []],
    ['has_reward]=1', ['mixed', 'reversed', 'reversal', 'returned', 'return', 'byron']],
    ['has_point]=1', ['points']],
    ['has_point]=0', ['mixed', 'benefit', 'reversed', 'reversal', 'returned', 'return', 'byron']],
    ['has_benefit]=1', ['mixed', 'benefit']],
    ['has_credit]=1', []],
    ['has_credit]=0', everything],
    ['transaction_receipt_ref]=R-1', ['mixed']],
    ['transaction_external_id]=X-2', ['points']],
    ['transaction_external_id][nullable]=0', ['points']],
    ['total]=19.99', ['mixed']],
    ['total][in]=19.99,2.5', ['mixed', 'points']],
    ['total][gte]=19.99', ['mixed', 'byron']],
    ['total][lt]=2.51', ['points', 'benefit']],
    ['redeem_at][lt]=2025-07-04 01:15:02', ['mixed', 'points']],
    ['created_at][gte]=2025-07-04 01:15:07', ['byron']],
    ['updated_at]=2025-07-04 01:15:04', ['reversed', 'reversal']],
    ['transaction_id][nullable]=0', []],
    ['linked_source_type]=redemption', ['reversal', 'return']],
    ['linked_source_id][nullable]=0', ['reversal', 'return']],
    ['meta]={"till":3}', ['points']],
    ['meta][nullable]=0', ['points']],
    ['exchange_rate]=1', everything],
    ['external_id][nullable]=0', []],
  ])('filter[%s', async (filter, names) => {
    expect(await listed(`redemptions?filter[${filter}`)).toEqual(history.idsOf(names))
  })

  test('by member, store, number, and what a reversal or return is of', async () => {
    expect(await listed(`redemptions?filter[profile_id]=${history.byron}`)).toEqual(history.idsOf(['byron']))
    expect(await listed(`redemptions?filter[location_id]=${history.storeId}`)).toEqual(
      history.idsOf(['mixed', 'byron']),
    )
    expect(
      await listed(`redemptions?filter[location_id]=${history.storeId}&filter[profile_id]=${history.ada}`),
    ).toEqual(history.idsOf(['mixed']))
    expect(await listed(`redemptions?filter[id][in]=${history.idOf('points')},${history.idOf('return')}`)).toEqual(
      history.idsOf(['points', 'return']),
    )
    expect(await listed(`redemptions?filter[linked_redemption_id]=${history.idOf('reversed')}`)).toEqual(
      history.idsOf(['reversal']),
    )
    expect(await listed(`profiles/${history.ada}/redemptions?has_benefit=1`)).toEqual(
      history.idsOf(['mixed', 'benefit']),
    )
    expect(await listed(`profiles/${history.ada}/redemptions?has_benefit=1&filter[total][gt]=0&page[size]=1`)).toEqual(
      history.idsOf(['mixed']),
    )
  })

  test('one that is not known is refused, not ignored', async () => {
    for (const query of ['filter[nonsense]=1', 'filter[total]=ten', 'filter[has_benefit]=maybe', 'sort=state']) {
      expect((await shop.get(`redemptions?${query}`)).status, query).toBeGreaterThanOrEqual(400)
    }
  })
})

// Moves the clock, so it comes last.
test('after a day a redemption that no sale has named is listed as unmatched, for staff to look at', async () => {
  const mixedAge = dayMs - (shop.now() - Date.parse('2025-07-04T01:15:00Z'))
  shop.wait(mixedAge - secondMs)
  expect(await listed('redemptions?filter[state]=unmatched')).toEqual([])
  shop.wait(secondMs)
  expect(await listed('redemptions?filter[state]=unmatched')).toEqual(history.idsOf(['mixed']))
  shop.wait(dayMs)
  expect(await listed('redemptions?filter[state]=unmatched')).toEqual(
    history.idsOf(['mixed', 'points', 'benefit', 'byron']),
  )
  expect(await listed(`profiles/${history.ada}/redemptions?filter[state]=unmatched&sort=-redeem_at`)).toEqual(
    history.idsOf(['benefit', 'points', 'mixed']),
  )
  await shop.post('transactions', {
    profile_id: history.ada,
    external_id: 'late',
    transacted_at: '2025-07-04 11:15:00',
    timezone: 'Australia/Sydney',
    total: 80,
    redemption_id: history.idOf('mixed'),
    items: [{ name: 'Coat', quantity: 1, price_current: 100, price_sell: 100 }],
  })
  expect(await listed('redemptions?filter[state]=unmatched')).toEqual(history.idsOf(['points', 'benefit', 'byron']))
  expect(await listed('redemptions?filter[state]=applied')).toEqual(history.idsOf(['mixed']))
})

test('a shop may give its sales longer to come, or less long', async () => {
  const age = async (hours: string): Promise<number[]> => {
    const changed = await shop.put('settings/redemptions.unmatched_after_hours', { value: hours })
    expect(changed.status).toBe(200)
    return listed('redemptions?filter[state]=unmatched')
  }
  expect(await age('72')).toEqual([])
  expect(await age('24')).toEqual(history.idsOf(['points', 'benefit', 'byron']))
  expect((await history.programme.redemption(history.idOf('points'))).state).toBe('unmatched')
})
