// What is told of each event: the thing itself at the root, as the API shows it, the member beside it, and a version.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { causedEvents } from '@tillside/contract/events'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { type Heard, openReceiver, type Receiver } from '../../test/receiver.ts'
import { type Answer, openShop, type Shop } from '../../test/shop.ts'
import { line, receipt } from '../../test/till.ts'

let shop: Shop
let programme: Programme
let receiver: Receiver
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
  receiver = await openReceiver()
  for (const trigger of Object.keys(causedEvents))
    await shop.post('webhooks', { trigger, url: receiver.url, namespace: 'pos' })
  await shop.runJobs()
})
beforeEach(async () => {
  await shop.runJobs()
  receiver.heard.length = 0
})
afterAll(async () => {
  await receiver.close()
  await shop.close()
})

let made = 0
const data = async (answer: Promise<Answer>): Promise<Answer['body']> => {
  const { status, body } = await answer
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return body?.data
}
const enrol = (more: object = {}) =>
  data(
    shop.post('profiles', {
      first_name: 'Ada',
      last_name: 'Lovelace',
      email: `ada-${(made += 1)}@example.com`,
      ...more,
    }),
  )

/** What was told of the event since the test began. */
async function told(event: string): Promise<Heard['body']> {
  await shop.runJobs()
  const heard = receiver.heard.filter((one) => one.event === event)
  expect(heard, event).toHaveLength(1)
  return heard[0]?.body
}

test('beside everything but the member stands a summary of the member, with balances and what was bought', async () => {
  const { id, email } = await enrol({ tags: ['vip'], identities: [{ handle: 'card', identifier: '9312345000012' }] })
  await data(shop.post('transactions', receipt(id, [line('Shirt', 80)], { external_id: 'S-1' })))
  await data(shop.post('transactions', receipt(id, [line('Scarf', 20)], { external_id: 'S-2' })))
  await programme.reward(id, 30)
  const body = await told('reward.created')
  expect(body.profile).toMatchObject({
    id,
    email,
    full_name: 'Ada Lovelace',
    flattened_tags: ['vip'],
    identities: [{ handle: 'card', identifier: '9312345000012' }],
    reward_balance: 30,
    point_balance: 100,
    aggregations: { spend_12m: 100, spend_all: 100, spend_atv_12m: 50, shop_count: 2, shop_days: 1 },
  })
})

describe('value', () => {
  test('a reward is told as the API shows it, when it is given, spent from and taken away', async () => {
    const { id } = await enrol()
    const rewardId = await programme.reward(id, 30)
    expect(await told('reward.created')).toMatchObject({
      ...(await data(shop.get(`rewards/${rewardId}`))),
      profile: { id },
      version: 2,
    })
    receiver.heard.length = 0
    await programme.redeem(id, { amount: 10 })
    expect(await told('reward.updated')).toMatchObject({ id: rewardId, value_remaining: 20, version: 3 })
    expect(await told('balance.updated')).toMatchObject({
      profile_id: id,
      reward_balance: 20,
      profile: { id },
      version: 3,
    })
    await shop.remove(`rewards/${rewardId}`)
    expect(await told('reward.deleted')).toMatchObject({ id: rewardId, profile_id: id, profile: { id }, version: 4 })
  })

  test('points and benefits too', async () => {
    const { id } = await enrol()
    const pointId = await programme.points(id, 500)
    expect(await told('point.created')).toMatchObject({
      ...(await data(shop.get(`points/${pointId}`))),
      profile: { id, point_balance: 500 },
      version: 2,
    })
    const definitionId = await programme.defineBenefit('hemming')
    expect(await told('benefit-definition.created')).toMatchObject({
      id: definitionId,
      handle: 'hemming',
      version: null,
    })
    const benefitId = await programme.benefit(id, definitionId)
    expect(await told('benefit.created')).toMatchObject({
      ...(await data(shop.get(`benefits/${benefitId}`))),
      profile: { id, benefit_balance: 1 },
      version: 3,
    })
  })
})

describe('sales', () => {
  test('are told with the whole member, and each line with its sale', async () => {
    const { id } = await enrol()
    const items = [line('Shirt', 80, { external_id: 'line-1' }), line('Scarf', 20, { external_id: 'line-2' })]
    const sale = await data(shop.post('transactions', receipt(id, items, { external_id: 'S-3' })))
    const body = await told('transaction.created')
    expect(body).toMatchObject({
      id: sale.id,
      external_id: 'S-3',
      total: 100,
      points_earned: 100,
      version: expect.any(Number),
    })
    expect(body.profile).toMatchObject({
      ...(await data(shop.get(`profiles/${id}`))),
      aggregations: { spend_all: 100 },
    })
    expect(await told('transaction.points.issued')).toMatchObject({ id: sale.id, points_earned: 100 })
    const lines = receiver.heard.filter(({ event }) => event === 'transaction-item.created').map((heard) => heard.body)
    expect(lines).toMatchObject([
      { external_id: 'line-1', quantity_abs: 1, transaction: { id: sale.id }, profile: { id } },
      { external_id: 'line-2', quantity_abs: 1, transaction: { id: sale.id }, profile: { id } },
    ])
  })

  test('one that was removed is told by its id', async () => {
    const { id } = await enrol()
    const sale = await data(shop.post('transactions', receipt(id, [line('Shirt', 80)], { external_id: 'S-4' })))
    await told('transaction.created')
    await data(shop.remove(`transactions/${sale.id}`))
    expect(await told('transaction.deleted')).toMatchObject({ id: sale.id, profile_id: id, profile: { id } })
  })

  test('one without a member has none', async () => {
    await data(shop.post('transactions', receipt(null, [line('Shirt', 80)], { external_id: 'S-5' })))
    const body = await told('transaction.created')
    expect([body.profile, body.profile_id, body.version]).toEqual([null, null, null])
  })
})

describe('members', () => {
  test('cards, addresses and attributes are told by themselves', async () => {
    const { id } = await enrol()
    await data(shop.post(`profiles/${id}/identities`, { handle: 'card', identifier: '9312345000029' }))
    expect(await told('identity.created')).toMatchObject({
      handle: 'card',
      identifier: '9312345000029',
      profile: { id },
    })
    const address = {
      address_line_1: '1 Bourke St',
      city: 'Melbourne',
      postcode: '3000',
      country: 'Australia',
      state: 'VIC',
    }
    await data(shop.put(`profiles/${id}`, { addresses: [address] }))
    for (const event of ['address.created', 'profile.address.created'])
      expect(await told(event)).toMatchObject({
        ...address,
        resource_owner_id: id,
        resource_owner_type: 'profile',
        profile: { id },
        version: 3,
      })
    await data(shop.put(`profiles/${id}/comms`, { email_promo: true }))
    expect(await told('profile-attribute.updated')).toMatchObject({
      profile_id: id,
      attributes: { comms: { email_promo: true } },
      profile: { id },
    })
  })

  test('one who was deleted is told by id and version, and nothing else of them', async () => {
    const { id } = await enrol()
    await told('profile.created')
    await shop.remove(`profiles/${id}`)
    expect(await told('profile.deleted')).toEqual({ id, profile_id: id, version: 2 })
  })

  test('two who are merged: the winner whole, with the id that leads there from now on', async () => {
    const [winner, loser] = [await enrol(), await enrol()]
    const ids = { source_profile_id: loser.id, destination_profile_id: winner.id }
    await data(shop.post('profiles/merge', ids))
    expect(await told('profile.merged')).toMatchObject({ id: winner.id, email: winner.email, version: 2, ...ids })
    expect(await told('profile.deleted')).toMatchObject({ id: loser.id, profile_id: loser.id, version: 2 })
  })

  test('who is gone before they were told of is told to be gone, and is never shown without a name', async () => {
    const changed = await enrol()
    const loser = await enrol()
    await shop.runJobs()
    receiver.heard.length = 0
    await shop.put(`profiles/${changed.id}`, { first_name: 'Augusta' })
    await shop.remove(`profiles/${changed.id}`)
    const brief = await enrol()
    await shop.remove(`profiles/${brief.id}`)
    await shop.put(`profiles/${loser.id}`, { first_name: 'Grace' })
    const winner = await enrol()
    await data(shop.post('profiles/merge', { source_profile_id: loser.id, destination_profile_id: winner.id }))
    await shop.runJobs()
    const toldOf = (id: string) =>
      receiver.heard
        .filter(({ event, body }) => event.startsWith('profile.') && body.id === id)
        .map(({ event, body }) => [event, body.version])
    expect(toldOf(changed.id)).toEqual([['profile.deleted', 3]])
    expect(toldOf(brief.id)).toEqual([['profile.deleted', 2]])
    expect(toldOf(loser.id)).toEqual([['profile.deleted', 3]])
  })

  test('a merge into somebody who was merged themselves is told by the id and the version of the same member', async () => {
    const [first, second, last] = [await enrol(), await enrol(), await enrol()]
    await shop.put(`profiles/${second.id}`, { first_name: 'Grace' })
    const ids = { source_profile_id: first.id, destination_profile_id: second.id }
    await data(shop.post('profiles/merge', ids))
    await data(shop.post('profiles/merge', { source_profile_id: second.id, destination_profile_id: last.id }))
    await shop.runJobs()
    const [merged] = receiver.heard.filter(({ event }) => event === 'profile.merged')
    expect(merged?.body).toEqual({ id: second.id, profile_id: second.id, ...ids, version: 4 })
  })

  test('what is told late shows what is so by then, and says so in its version', async () => {
    const { id } = await enrol()
    await shop.put(`profiles/${id}`, { first_name: 'Augusta' })
    expect(await told('profile.created')).toMatchObject({ id, first_name: 'Augusta', version: 2 })
  })
})

test('products and stores are told as the API shows them, also when they are gone', async () => {
  const product = await data(shop.post('products', { title: 'Shirt', handle: 'shirt' }))
  expect(await told('product.created')).toMatchObject({ ...product, version: null })
  await shop.remove(`products/${product.id}`)
  expect(await told('product.deleted')).toMatchObject({ id: product.id })
  const location = await data(shop.post('locations', { name: 'Bourke Street', external_id: 'L-1' }))
  expect(await told('location.created')).toMatchObject({ ...location, version: null })
})
