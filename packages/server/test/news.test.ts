// Every command of every feature, and the news of it. What was done is seen by triggers in the database, so that neither a silent
// change nor groundless news can hide; and a route that is new must find its place here.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { causedEvents } from '@tillside/contract/events'
import { routes } from '@tillside/contract/routes'

import { newsOf } from './changes.ts'
import { openOffline } from './offline.ts'
import { type Answer, openShop, type Shop } from './shop.ts'
import { newsThatIsWrong, watchNews } from './watch.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await watchNews(shop)
})
afterAll(() => shop.close())

/** Routes that change nothing which events are about: who works there, who may call, how things are named. */
const silentRoutes = new Set([
  'createToken',
  'revokeToken',
  'updateSetting',
  'createSystem',
  'deleteSystem',
  'createTag',
  'deleteTag',
  'createStaff',
  'updateStaff',
  'deleteStaff',
  'createRewardDefinition',
  'updateRewardDefinition',
  'deleteRewardDefinition',
  'createPointDefinition',
  'updatePointDefinition',
  'deletePointDefinition',
  'resolveException',
  // What a till was trusted with is given up: nothing of the member's moves.
  'closeAllowance',
  'createWebhook',
  'updateWebhook',
  'deleteWebhook',
  'rotateWebhookSecret',
  'updateSharedSecret',
  'replayWebhookDeliveries',
  'syncProfiles',
  // Its entries are written by a job, each with news of its own.
  'batchProfiles',
  // Devices and those who sign in on them are the shop's own affair.
  'updateStaffAccess',
  'createDevice',
  'revokeDevice',
  'pairDevice',
  'signIn',
  'signOut',
  'approve',
])

const walked = new Set<string>()
const heard = new Set<string>()

/** Does it, holds its news against what is expected, in any order, and gives what was answered. */
async function told(
  name: string,
  path: string,
  body: object | undefined,
  expected: readonly string[],
): Promise<Answer['body']> {
  const route = routes.find((known) => known.name === name)
  let answer: Answer | undefined
  const news = await newsOf(shop, async () => {
    answer = await shop.call(route?.method ?? '', path, body)
  })
  expect(answer?.status, `${name}: ${JSON.stringify(answer?.body)}`).toBeLessThan(300)
  expect(news.flat().sort(), name).toEqual([...expected].sort())
  walked.add(name)
  for (const event of news.flat()) heard.add(event)
  return answer?.body?.data
}

const timezone = 'Australia/Sydney'
const receipt = { total: 80, transacted_at: '2025-07-04 11:15:00', timezone }
const line = { name: 'Shirt', quantity: 2, price_current: 40, price_sell: 40 }
const spent = (kind: string) => [`${kind}.updated`, 'balance.updated']

/** A member with fifty in rewards, a hundred points and a benefit of three uses. */
async function richMember(email: string): Promise<{ profile: string; id: string; benefit: number; reward: number }> {
  const created = await told('createProfile', 'profiles', { first_name: 'Ada', email }, ['profile.created'])
  const id = created.id as string
  const reward = await told(
    'createReward',
    'rewards',
    { profile_id: id, reward_definition_handle: 'tenner', timezone, value_initial: 50 },
    ['reward.created', 'balance.updated'],
  )
  await told(
    'createPoint',
    'points',
    { profile_id: id, point_definition_id: 1, issued_at: '2025-07-01', value_initial: 100 },
    ['point.created', 'balance.updated'],
  )
  const benefit = await told(
    'createBenefit',
    'benefits',
    { profile_id: id, benefit_definition_id: hemming, issued_at: '2025-07-01', expires_at: '2025-08-31', timezone },
    ['benefit.created', 'balance.updated'],
  )
  return { profile: `profiles/${id}`, id, benefit: benefit.id, reward: reward.id }
}

let hemming = 0

test('places, goods and definitions', async () => {
  const location = await told('createLocation', 'locations', { name: 'Bourke Street' }, ['location.created'])
  await told('updateLocation', `locations/${location.id}`, { phone: '+61390000000' }, ['location.updated'])
  await told('updateLocation', `locations/${location.id}`, { phone: '+61390000000' }, [])
  await told('deleteLocation', `locations/${location.id}`, undefined, ['location.updated'])

  const product = await told('createProduct', 'products', { title: 'Shirt', handle: 'shirt' }, ['product.created'])
  const path = `products/${product.id}`
  await told('updateProduct', path, { brand: 'Sample' }, ['product.updated'])
  await told('updateProduct', path, { brand: 'Sample' }, [])
  const variant = await told('createVariant', `${path}/variants`, { sku: 'S-M', title: 'M', price: 40 }, [
    'product.updated',
  ])
  await told('updateVariant', `${path}/variants/${variant.id}`, { price: 41 }, ['product.updated'])
  await told('updateVariant', `${path}/variants/${variant.id}`, { price: 41 }, [])
  const variants = [
    { sku: 'S-M', price: 42 },
    { sku: 'S-L', title: 'L', price: 42 },
  ]
  await told('updateProduct', path, { variants }, ['product.updated'])
  await told('updateProduct', path, { variants }, [])
  await told('deleteVariant', `${path}/variants/${variant.id}`, undefined, ['product.updated'])
  await told('deleteProduct', path, undefined, ['product.deleted'])

  const definition = { handle: 'hemming', name: 'Free hemming', period: 90, max_redemptions: 3 }
  const made = await told('createBenefitDefinition', 'benefits/definitions', definition, ['benefit-definition.created'])
  hemming = made.id
  const extendable = { is_extendable: true }
  await told('updateBenefitDefinition', `benefits/definitions/${hemming}`, extendable, ['benefit-definition.updated'])
  await told('updateBenefitDefinition', `benefits/definitions/${hemming}`, extendable, [])
  const copy = await told('cloneBenefitDefinition', `benefits/definitions/${hemming}/clone`, { handle: 'copy' }, [
    'benefit-definition.created',
  ])
  await told('deleteBenefitDefinition', `benefits/definitions/${copy.id}`, undefined, ['benefit-definition.deleted'])
  await shop.post('rewards/definitions', {
    handle: 'tenner',
    name: '$10 off',
    value: 10,
    type: 'bonus',
    period: 90,
    is_extendable: true,
    extend_days: 10,
  })
})

test('members: what is about their profile', async () => {
  const address = {
    address_line_1: '1 Sample Street',
    city: 'Sydney',
    postcode: '2000',
    country: 'Australia',
    state: 'NSW',
  }
  const card = { handle: 'loyalty-card', identifier: '9312345000012' }
  const member = await told(
    'createProfile',
    'profiles',
    { first_name: 'Grace', email: 'grace@example.com', addresses: [address], identities: [card] },
    ['profile.created', 'profile.address.created', 'address.created', 'identity.created'],
  )
  const path = `profiles/${member.id}`
  await told('updateProfile', path, { first_name: 'Gracie' }, ['profile.updated'])
  await told('updateProfile', path, { first_name: 'Gracie', addresses: [address], identities: [card] }, [])
  await told('updateProfile', path, { addresses: [{ id: member.addresses[0].id, city: 'Perth' }] }, [
    'profile.updated',
    'profile.address.updated',
    'address.updated',
  ])
  const attribute = { namespace: 'pos', handle: 'colour', type: 'string', value: 'red' }
  await told('updateProfile', path, { custom_attributes: [attribute] }, [
    'profile.updated',
    'profile-attribute.updated',
  ])
  await told('updateProfile', path, { custom_attributes: [attribute] }, [])
  await told('updateProfile', path, { identities: [{ handle: 'pos-customer', identifier: 'C-1' }] }, [
    'profile.updated',
    'identity.created',
  ])
  await told('updateComms', `${path}/attributes/comms`, { email_promo: true }, [
    'profile.updated',
    'profile-attribute.updated',
  ])
  await told('updateComms', `${path}/attributes/comms`, { email_promo: true }, [])

  const made = await told('createProfileIdentity', `${path}/identities`, { handle: 'app', identifier: 'A-1' }, [
    'profile.updated',
    'identity.created',
  ])
  const byId = `${path}/identities/id/${made.id}`
  await told('updateProfileIdentityById', byId, { identifier: 'A-2' }, ['profile.updated'])
  await told('updateProfileIdentityById', byId, { identifier: 'A-2' }, [])
  await told('deleteProfileIdentityById', byId, undefined, ['profile.updated'])
  await told('updateProfileIdentity', `${path}/identities/pos-customer`, { is_primary: true }, ['profile.updated'])
  await told('deleteProfileIdentity', `${path}/identities/pos-customer`, undefined, ['profile.updated'])
  await told('deleteProfile', path, undefined, ['profile.deleted'])
  const passing = { first_name: 'Passing', email: 'passing@example.com', profile_type: 'temporary' }
  await told('createProfile', 'profiles', passing, ['profile.created', 'profile-temporary.created'])
})

test('value: what is issued, changed, given more time and taken away', async () => {
  const { id, profile, benefit, reward } = await richMember('issue@example.com')
  const points = (await shop.get(`${profile}/points`)).body.data[0].id as number
  await told('updateReward', `rewards/${reward}`, { value_remaining: 40 }, spent('reward'))
  await told('updateReward', `rewards/${reward}`, { meta: { note: 'kept' } }, ['reward.updated'])
  await told('updateReward', `rewards/${reward}`, { meta: { note: 'kept' }, value_remaining: 40 }, [])
  await told('extendRewards', 'rewards/extend', { profile_id: id, ids: [reward] }, spent('reward'))
  await told('updatePoint', `points/${points}`, { value_remaining: 90 }, spent('point'))
  await told('updatePoint', `points/${points}`, { description: 'A gift' }, ['point.updated'])
  await told('updatePoint', `points/${points}`, { description: 'A gift' }, [])
  await told('updateBenefit', `benefits/${benefit}`, { external_id: 'B-1' }, ['benefit.updated'])
  await told('updateProfileBenefit', `${profile}/benefits/${benefit}`, { expires_at: '2025-09-30' }, spent('benefit'))
  await told('updateProfileBenefit', `${profile}/benefits/${benefit}`, { expires_at: '2025-09-30' }, [])
  await told('extendBenefits', 'benefits/extend', { profile_id: id, ids: [benefit], extend_days: 5 }, spent('benefit'))
  await told('deleteReward', `rewards/${reward}`, undefined, ['reward.deleted', 'balance.updated'])
  await told('deletePoint', `points/${points}`, undefined, ['point.deleted', 'balance.updated'])
  await told('deleteBenefit', `benefits/${benefit}`, undefined, ['benefit.deleted', 'balance.updated'])
  const other = await richMember('other@example.com')
  await told('deleteProfileBenefit', `${other.profile}/benefits/${other.benefit}`, undefined, [
    'benefit.deleted',
    'balance.updated',
  ])
})

test('redemptions: what is taken, put back and returned, also by the server itself', async () => {
  const { profile, benefit } = await richMember('redeem@example.com')
  const both = ['reward.updated', 'point.updated', 'balance.updated']
  const redeemed = await told('redeemValue', `${profile}/redeem`, { amount: 50.5 }, both)
  await told('reverseRedemption', `redemptions/${redeemed.id}/reversal`, {}, both)
  const again = await told('redeemValue', `${profile}/redeem`, { amount: 10 }, spent('reward'))
  await told('returnRedemption', `redemptions/${again.id}/return`, { amount: 4 }, ['reward.created', 'balance.updated'])
  const used = await told('redeemBenefit', `${profile}/benefits/${benefit}/redeem`, { quantity: 2 }, spent('benefit'))
  await told('returnBenefit', `redemptions/${used.id}/benefit/return`, {}, [
    'benefit.created',
    'benefit.updated',
    'balance.updated',
  ])
  await told('redeemValue', `${profile}/redeem`, { amount: 10, hold: { expires_in: 60 } }, spent('reward'))
  const lapse = await newsOf(shop, async () => {
    shop.wait(61_000)
    await shop.runJobs()
  })
  expect(lapse).toEqual([spent('reward')])
})

test('redemptions offline: what is set aside for a device, reported, and put back', async () => {
  const offline = await openOffline(shop)
  await offline.set({ mode: 'reserve', amount_total: 20, amount_per_sale: 20, grace_minutes: 0, valid_minutes: 60 })
  const { profile } = await richMember('offline@example.com')
  const grant = await told('grantAllowance', `${profile}/allowances`, { device: 'till-1' }, spent('reward'))
  const report = {
    signature: grant.signature,
    is_final: true,
    spends: [{ reference: 'a', amount: 5, spent_at: '2025-07-04 01:15:00' }],
  }
  await told('reportAllowance', `allowances/${grant.id}/report`, report, spent('reward'))
  await told('reportAllowance', `allowances/${grant.id}/report`, report, [])
})

test('sales: what is recorded, changed, brought back, voided and removed', async () => {
  const { id, profile } = await richMember('sale@example.com')
  const earned = ['point.created', 'balance.updated', 'transaction.points.issued']
  const recorded = ['transaction.received', 'transaction.created', 'transaction-item.created']
  const body = { ...receipt, profile_id: id, external_id: 'S-1', receipt_ref: 'R-1', items: [line] }
  const sale = await told('createTransaction', 'transactions', body, [...recorded, ...earned])
  await told('createTransaction', 'transactions', body, [])
  await told('upsertTransaction', 'transactions/update-create', { ...body, tender: 'EFTPOS' }, ['transaction.updated'])
  await told('upsertTransaction', 'transactions/update-create', { ...body, tender: 'EFTPOS' }, [])
  await told('updateTransaction', `transactions/${sale.id}`, { order_number: '7' }, ['transaction.updated'])
  await told('updateTransaction', `transactions/${sale.id}`, { order_number: '7' }, [])
  const items = `transactions/${sale.id}/items`
  const moved = ['transaction.updated', 'point.updated', 'balance.updated']
  const sock = await told('createTransactionItem', items, { ...line, name: 'Sock', price_current: 0, price_sell: 0 }, [
    'transaction.updated',
    'transaction-item.created',
  ])
  await told('updateTransactionItem', `${items}/${sock.id}`, { name: 'Socks' }, ['transaction.updated'])
  await told('updateTransactionItem', `${items}/${sock.id}`, { name: 'Socks' }, [])
  await told('deleteTransactionItem', `${items}/${sock.id}`, undefined, ['transaction.updated'])
  const comeBack = { ...line, quantity: -1, return_for: sale.items[0].id }
  const returned = await told(
    'createTransaction',
    'transactions',
    { ...receipt, total: -40, profile_id: id, items: [comeBack] },
    [...recorded, ...moved],
  )
  await told('deleteTransaction', `transactions/${returned.id}`, undefined, [
    'transaction.deleted',
    ...moved,
    'transaction.points.issued',
  ])
  await told('updateTransaction', `transactions/${sale.id}`, { is_void: true }, moved)
  await told('deleteTransaction', `transactions/${sale.id}`, undefined, ['transaction.deleted'])
  await told('createTransaction', 'transactions', { ...receipt, total: 80, items: [line] }, recorded)
  expect((await shop.get(`${profile}/balances`)).body.data.point_balance).toBe(100)
})

test('a sale that is corrected after its goods came back is news of the return too, which takes back other points now', async () => {
  const { id } = await richMember('corrected@example.com')
  const sale = (await shop.post('transactions', { ...receipt, profile_id: id, items: [line] })).body.data
  // Brought back by somebody who is no member.
  const items = [{ ...line, quantity: -1, return_for: sale.items[0].id }]
  await shop.post('transactions', { ...receipt, total: -40, items })
  const correct = () => shop.put(`transactions/${sale.id}`, { total: 60 })
  const ofMember = ['transaction.updated', 'point.updated', 'balance.updated']
  expect((await newsOf(shop, correct)).map((events) => events.toSorted())).toEqual([
    ofMember.toSorted(),
    ['transaction.updated'],
  ])
})

test('a sale that brings goods along which are new is news of their product too', async () => {
  const product = await told('createProduct', 'products', { title: 'Sock', handle: 'sock' }, ['product.created'])
  const item = { ...line, product_variant: { product_id: product.id, sku: 'SOCK-1', title: 'One', price: 5 } }
  const body = { ...receipt, items: [item] }
  const recorded = ['transaction.received', 'transaction.created', 'transaction-item.created']
  await told('createTransaction', 'transactions', body, [...recorded, 'product.updated'])
  await told('createTransaction', 'transactions', body, recorded)
})

test('two who are merged: of the one who is there, and of the one who is gone', async () => {
  const merged = ['profile.merged', 'profile.updated', 'balance.updated', 'profile.deleted']
  for (const name of ['mergeProfiles', 'mergeIntoProfile']) {
    const member = (first: string) => ({ first_name: first, email: `${first}-${name}@example.com` })
    const winner = await told('createProfile', 'profiles', member('winner'), ['profile.created'])
    const company = 'Lovelace & Co'
    const loser = await told('createProfile', 'profiles', { ...member('loser'), company }, ['profile.created'])
    const reward = { profile_id: loser.id, reward_definition_handle: 'tenner', timezone, value_initial: 50 }
    await told('createReward', 'rewards', reward, ['reward.created', 'balance.updated'])
    const ids = { source_profile_id: loser.id, destination_profile_id: winner.id }
    const isInto = name === 'mergeIntoProfile'
    const path = isInto ? `profiles/${winner.id}/merge` : 'profiles/merge'
    await told(name, path, isInto ? { loser_id: loser.id } : ids, merged)
  }
})

test('nothing else is caused by anybody, and nothing that changed was silent', async () => {
  const commands = routes.filter(({ method, isRead }) => method !== 'GET' && isRead !== true).map(({ name }) => name)
  expect(commands.filter((name) => !walked.has(name) && !silentRoutes.has(name))).toEqual([])
  expect(Object.keys(causedEvents).filter((event) => !heard.has(event))).toEqual([])
  expect(await newsThatIsWrong(shop)).toEqual({ silent: [], groundless: [] })
})
