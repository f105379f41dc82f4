// What a till may send when it redeems, and what it is told when that cannot be: the field, and nothing changed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
let profileId: string
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
  profileId = await programme.member()
  await programme.reward(profileId, 50)
})
afterAll(async () => {
  expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 50 })
  expect((await shop.get('redemptions')).body.meta.total).toBe(0)
  await programme.audit()
  await shop.close()
})

describe('an amount that no till should ask for is refused by name, and nothing changes', () => {
  test.each([
    ['zero', 0],
    ['less than nothing', -0.01],
    ['a thousandth', 0.001],
    ['more decimals than cents have', 10.005],
    ['almost a cent', 0.009999],
    ['beyond all money', 1e308],
    ['beyond the largest amount', 1e12 + 1],
    ['a huge whole', 2 ** 53],
    ['a text', '10'],
    ['an empty text', ''],
    ['NaN as text', 'NaN'],
    ['a truth', true],
    ['a list', [10]],
    ['an object', { minor: 10 }],
  ])('%s', async (_, amount) => {
    const { status, body } = await programme.redeem(profileId, { amount })
    expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'validation_failed', ['amount']])
  })

  test('not a number that JSON knows', async () => {
    for (const rawBody of ['{"amount":NaN}', '{"amount":Infinity}', '{"amount":', 'amount=10']) {
      const { status, body } = await shop.post(`profiles/${profileId}/redeem`, undefined, {
        rawBody,
        headers: { 'content-type': 'application/json' },
      })
      expect([status, body.code]).toEqual([400, 'malformed_json'])
    }
    const { status, body } = await shop.post(`profiles/${profileId}/redeem`, undefined, {
      rawBody: '{"amount":1e999}',
      headers: { 'content-type': 'application/json' },
    })
    expect([status, Object.keys(body.errors)]).toEqual([422, ['amount']])
  })

  test.each([
    ['nothing at all', undefined],
    ['an empty wish', {}],
    ['no amount', { amount: null }],
    ['a kind without an amount', { strategies: ['rewards'] }],
    ['benefits without a name for any', { strategies: ['benefits'] }],
    ['an empty list of benefits', { benefits: [] }],
  ])('%s', async (_, body) => {
    const answer = await shop.post(`profiles/${profileId}/redeem`, body)
    expect([answer.status, answer.body.code, Object.keys(answer.body.errors)]).toEqual([
      422,
      'validation_failed',
      ['amount'],
    ])
  })
})

describe('other fields', () => {
  test.each([
    ['strategies', { strategies: [] }],
    ['strategies', { strategies: 'rewards' }],
    ['strategies.0', { strategies: ['gold'] }],
    ['strategy', { strategy: 'gold' }],
    ['strict', { strict: 'yes' }],
    ['meta', { meta: 'till 3' }],
    ['meta', { meta: [1] }],
    ['currency', { currency: 'dollars' }],
    ['currency', { currency: 1 }],
    ['location_id', { location_id: -1 }],
    ['location_id', { location_id: {} }],
    ['benefits', { benefits: 'hemming' }],
    ['benefits.0.id', { benefits: [{}] }],
    ['benefits.0.quantity', { benefits: [{ id: 1, quantity: 0 }] }],
    ['benefits.0.quantity', { benefits: [{ id: 1, quantity: 1.5 }] }],
    ['transaction_receipt_ref', { transaction_receipt_ref: 7 }],
    ['transaction_external_id', { transaction_external_id: 'x'.repeat(256) }],
  ])('a wrong %s is refused by name: %j', async (field, wish) => {
    const { status, body } = await programme.redeem(profileId, { amount: 10, ...wish })
    expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'validation_failed', [field]])
  })

  test('a text that no database can keep is refused by name', async () => {
    const { status, body } = await programme.redeem(profileId, { amount: 10, transaction_receipt_ref: 'a\u0000b' })
    expect([status, Object.keys(body.errors)]).toEqual([422, ['transaction_receipt_ref']])
  })

  test('another currency is refused', async () => {
    const { status, body } = await programme.redeem(profileId, { amount: 10, currency: 'NZD' })
    expect([status, body.code, body.details]).toEqual([422, 'currency_unsupported', { currency: 'AUD' }])
  })

  test('a store that is not there is refused before anything is taken', async () => {
    const { status, body } = await programme.redeem(profileId, { amount: 10, location_id: 999_999 })
    expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'reference_unknown', ['location_id']])
  })

  test('a benefit that is not there, or is somebody else’s, is refused by name, and takes the value with it', async () => {
    const other = await programme.benefit(await programme.member(), await programme.defineBenefit('hemming'))
    for (const [field, benefit] of [
      ['benefits.0.id', { id: 999_999 }],
      ['benefits.0.id', { id: other }],
      ['benefits.0.handle', { handle: 'hemming' }],
    ] as const) {
      const { status, body } = await programme.redeem(profileId, { amount: 10, benefits: [benefit] })
      expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'reference_unknown', [field]])
    }
  })
})

describe('a member that is not there', () => {
  test.each(['0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44', 'abc', '1'])('%s is unknown', async (id) => {
    const { status, body } = await programme.redeem(id, { amount: 10 })
    expect([status, body.code]).toEqual([404, 'not_found'])
  })

  test('one who was deleted is unknown, whatever they held', async () => {
    const gone = await programme.member()
    await programme.reward(gone, 10)
    expect((await shop.remove(`profiles/${gone}`)).status).toBe(204)
    for (const path of ['redeem', 'redemptions']) {
      expect((await shop.post(`profiles/${gone}/${path}`, { amount: 10 })).status).toBe(404)
    }
  })
})

describe('who may', () => {
  test('redeeming needs its own scope, and a token at all', async () => {
    const token = await shop.tokenWith(['read-profiles', 'redeem-benefits', 'return', 'read-redemptions'])
    expect((await programme.redeem(profileId, { amount: 10 }, { token })).status).toBe(403)
    expect((await programme.redeem(profileId, { amount: 10 }, { token: null })).status).toBe(401)
  })
})
