// The words in which bad input is refused: one clear sentence for each field.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { newMember } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let member: string
beforeAll(async () => {
  shop = await openShop()
  member = await newMember(shop)
})
afterAll(() => shop.close())

async function errorsOf(method: string, path: string, body: object): Promise<Record<string, string[]>> {
  const answer = await shop.call(method, path, body)
  expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed'])
  return answer.body.errors
}
const redeeming = (body: object): Promise<Record<string, string[]>> =>
  errorsOf('POST', `profiles/${member}/redeem`, body)
const changing = (body: object): Promise<Record<string, string[]>> => errorsOf('PUT', `profiles/${member}`, body)

test('a field that may have two forms is told what is wrong with the one that was sent', async () => {
  expect(await redeeming({ location_id: 0, amount: 1 })).toEqual({
    location_id: ['The location_id field must be at least 1.'],
  })
  expect(await redeeming({ location_id: 'x' })).toEqual({
    location_id: ['The location_id field must be a whole number.'],
  })
  expect(await redeeming({ location_id: true })).toEqual({
    location_id: ['The location_id field must be an integer or a string.'],
  })
  expect(await redeeming({ meta: [1], strategies: [], amount: '5' })).toEqual({
    meta: ['The meta field must be an object.'],
    strategies: ['The strategies field must have at least 1 entry.'],
    amount: ['The amount field must be a number.'],
  })
  expect(await redeeming({ strategy: 'vouchers', benefits: [{ id: 1 }, { id: {} }, 5] })).toEqual({
    strategy: ['The strategy field must be one of rewards, points, rewards_points, points_rewards.'],
    'benefits.1.id': ['The benefits.1.id field must be an integer or a string.'],
    'benefits.2': ['The benefits.2 field must be an object.'],
  })
  expect(await redeeming({ currency: 'aud' })).toEqual({
    currency: ['The currency field must be three capital letters, such as AUD.'],
  })
})

test('one scope that there is not is told in a line, not in a page of those that there are', async () => {
  const errors = await errorsOf('POST', 'auth/api-tokens', { name: 'till', scopes: ['return', 'fly'] })
  expect(errors).toEqual({
    'scopes.1': [expect.stringMatching(/must be one of the \d+ values that .openapi.json lists\.$/)],
  })
})

test('what a schema cannot see is refused in a sentence too', async () => {
  expect(await changing({ mobile_phone: '123' })).toEqual({
    mobile_phone: [
      'The mobile_phone field must be a phone number that there can be, of AU or with its country code: +61400000321.',
    ],
  })
  expect(await changing({ birth_day: 31 })).toEqual({
    birth_month: ['The birth_month field is required beside birth_day.'],
  })
  expect(await changing({ birth_day: 31, birth_month: 2 })).toEqual({
    birth_day: ['The birth_day field must be a day that its month has.'],
  })
  expect(await changing({ birth_year: 2030 })).toEqual({
    birth_year: ['The birth_year field must not put the birthday into the future.'],
  })
  expect(await changing({ addresses: [{ city: 'Carlton' }] })).toEqual({
    'addresses.0.address_line_1': ['The addresses.0.address_line_1 field is required for a new address.'],
  })
  const attribute = { namespace: 'pos', handle: 'points', type: 'integer', value: 'five' }
  expect(await changing({ custom_attributes: [attribute] })).toEqual({
    'custom_attributes.0.value': ['The custom_attributes.0.value field must be of the type integer.'],
  })
  expect(await errorsOf('POST', `profiles/${member}/identities`, { handle: 'card', identifier: ' \r\n' })).toEqual({
    identifier: ['The identifier field holds nothing beside what a scanner adds.'],
  })
  expect(
    await errorsOf('POST', 'auth/api-tokens', { name: 'till', scopes: ['return'], expires_at: '2025-07-03' }),
  ).toEqual({
    expires_at: ['The expires_at field must be a moment in the future.'],
  })
  expect((await shop.get('identities/search')).body.errors).toEqual({
    identifier: ['The identifier parameter must be the number of a card, as scanned.'],
  })
})
