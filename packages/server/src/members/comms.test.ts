// What a member wants to hear about, under a path of its own.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { newMember } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

test('a member who unsubscribes at the till is unsubscribed, under either path', async () => {
  const member = `profiles/${await newMember(shop)}`
  const stop = { email_promo: false, email_optout: true }
  const answer = await shop.put(`${member}/attributes/comms`, stop)
  expect([answer.status, answer.body.data]).toMatchObject([200, { ...stop, sms_promo: null }])
  expect((await shop.get(`${member}/attributes/comms`)).body).toEqual(answer.body)
  expect((await shop.get(member)).body.data.attributes.comms).toEqual(answer.body.data)
  const again = await shop.put(`${member}/comms`, { email_promo: true, email_optout: false })
  expect(again.body.data).toMatchObject({ email_promo: true, email_optout: false })
  expect((await shop.put('profiles/nobody/comms', stop)).status).toBe(404)
  expect((await shop.put(`${member}/comms`, { email_promo: 'no' })).body.errors).toHaveProperty('email_promo')
})

test('beside each answer stands what was really said, so that a default is not taken for consent', async () => {
  const member = `profiles/${await newMember(shop)}`
  const comms = (await shop.put(`${member}/comms`, { email_promo: true, sms_promo: false })).body.data
  expect(comms).toMatchObject({
    email_promo_raw: 1,
    sms_promo_raw: 0,
    push_promo_raw: null,
    sms_optout: false,
    sms_optout_raw: null,
  })
})
