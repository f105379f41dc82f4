// The till's client and the real server: whatever the client says it sends, the server understands, and what the server
// promises, the client passes on. Here, since this package alone may see both.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { fetchNetwork } from '@tillside/pos-sdk/adapters/fetch-network'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { type Client, type ClientOptions, createClient } from '@tillside/pos-sdk/client/client'
import { ForbiddenError, NoAnswerError } from '@tillside/pos-sdk/client/errors'
import type { Network } from '@tillside/pos-sdk/ports/network'
import { openProgramme, type Programme } from '../../server/test/programme.ts'
import { openShop, type Shop } from '../../server/test/shop.ts'

let shop: Shop
let programme: Programme
let client: Client
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
  client = open()
})
afterAll(() => shop.close())

const open = (options: Partial<ClientOptions> = {}): Client =>
  createClient({
    baseUrl: shop.url,
    token: () => shop.adminToken,
    network: fetchNetwork,
    clock: systemClock,
    chance: systemChance,
    dialect: 'tillside',
    // The machine of the tests may be slower than a till's server.
    callMsMax: 10_000,
    operationMsMax: 30_000,
    ...options,
  })

/** The real network, which loses the first answers after the server has done what was asked. */
function losingAnswers(count: number): Network {
  let left = count
  return {
    send: async (request, signal) => {
      const answer = await fetchNetwork.send(request, signal)
      if (left === 0) return answer
      left -= 1
      throw new Error('lost')
    },
  }
}

const sale = { total: 90, transacted_at: '2025-07-04 11:15:00', timezone: 'Australia/Sydney' }

test('a cashier finds a member by card, name, phone and e-mail, or enrols one', async () => {
  const card = { handle: 'loyalty-card', identifier: '6610004471' }
  const { profiles } = client
  const body = { email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace', mobile_phone: '+61412345678' }
  const made = await profiles.create({ ...body, identities: [card] })
  const ids = (found: readonly { id: string }[]): string[] => found.map(({ id }) => id)
  expect(ids(await profiles.findByCard(card.identifier, card.handle))).toEqual([made.id])
  expect(ids(await profiles.findByCard(card.identifier))).toEqual([made.id])
  expect(ids(await profiles.findByCard('nobody', card.handle))).toEqual([])
  expect(ids(await profiles.findByCard('nobody'))).toEqual([])
  for (const typed of ['lovelace', '0412 345 678']) expect(ids((await profiles.search(typed)).items)).toEqual([made.id])
  expect((await profiles.findByEmail('ADA@example.com'))?.id).toBe(made.id)
  expect(await profiles.findByEmail('nobody@example.com')).toBeNull()
  expect((await profiles.availability({ email: 'ada@example.com' })).email?.available).toBe(false)
  expect((await profiles.change(made.id, { first_name: 'Augusta' })).first_name).toBe('Augusta')
  expect((await profiles.read(made.id))?.first_name).toBe('Augusta')
  expect(await profiles.read(crypto.randomUUID())).toBeNull()
})

test('a checkout: read what is there, redeem, record the sale, void it', async () => {
  const member = await programme.member()
  await programme.reward(member, 25)
  const benefit = await programme.benefit(member, await programme.defineBenefit('free-hemming'))
  expect((await client.profiles.balances(member)).reward_balance).toBe(25)
  expect((await client.profiles.rewards(member)).items).toHaveLength(1)
  expect((await client.profiles.benefits(member)).items.map(({ id }) => id)).toEqual([benefit])

  const { redemptions, transactions } = client
  const reference = { transaction_receipt_ref: 'R-981' }
  const taken = await redemptions.redeem(member, { amount: 10, ...reference }, { key: '981-redeem' })
  expect(taken.balances.reward_balance).toBe(15)
  const used = await redemptions.redeemBenefit(member, benefit, {}, { key: '981-benefit' })
  expect((await redemptions.returnBenefit(used.id, {}, { key: '981-benefit-back' })).type).toBe('return')
  const mine = await redemptions.listOfProfile(member, { filter: reference })
  expect([mine.items.map(({ id }) => id), mine.total, mine.pageNext]).toEqual([[taken.id], 1, null])
  expect((await redemptions.list({ filter: { profile_id: member }, page: 1, pageSize: 1 })).pageNext).toBe(2)

  const closed = {
    ...sale,
    profile_id: member,
    redemption_id: taken.id,
    external_id: 'till-1-981',
    receipt_ref: 'R-981',
  }
  const recorded = await transactions.record(closed, { key: '981-sale' })
  expect((await transactions.findByExternalId('till-1-981'))?.id).toBe(recorded.id)
  expect((await transactions.read(recorded.id))?.redemption_id).toBe(taken.id)
  expect((await transactions.list({ filter: { receipt_ref: 'R-981' } })).total).toBe(1)
  expect((await transactions.listOfProfile(member)).total).toBe(1)
  expect((await transactions.bringUpToDate({ ...closed, tags: ['vip'] })).tags).toEqual(['vip'])
  expect((await transactions.change(recorded.id, { is_void: true })).is_void).toBe(true)
  expect((await client.profiles.balances(member)).reward_balance).toBe(25)
  expect(await transactions.findByExternalId('till-1-982')).toBeNull()
})

test('redeemed, reversed and returned under a key with every first answer lost, each happens once', async () => {
  const member = await programme.member()
  await programme.reward(member, 25)
  const flaky = (): Client['redemptions'] => open({ network: losingAnswers(2) }).redemptions
  const left = async (): Promise<number> => (await client.profiles.balances(member)).reward_balance
  const first = await flaky().redeem(member, { amount: 10 }, { key: 'lost-redeem' })
  expect(await left()).toBe(15)
  await flaky().reverse(first.id, { key: 'lost-reverse' })
  expect(await left()).toBe(25)
  const second = await flaky().redeem(member, { amount: 20 }, { key: 'lost-redeem-again' })
  await flaky().return(second.id, { amount: 5 }, { key: 'lost-return' })
  expect(await left()).toBe(10)
  expect((await client.redemptions.read(second.id))?.total).toBe(20)
  await programme.audit()
})

test('as plain Omneo: the sale is recorded once though every first answer is lost, a redemption is not sent again', async () => {
  const member = await programme.member()
  await programme.reward(member, 25)
  const { transactions } = open({ dialect: 'omneo', network: losingAnswers(2) })
  const recorded = await transactions.record({ ...sale, profile_id: member, external_id: 'till-2-1' })
  expect((await client.transactions.listOfProfile(member)).items.map(({ id }) => id)).toEqual([recorded.id])
  const { redemptions } = open({ dialect: 'omneo', network: losingAnswers(1) })
  const failed: unknown = await redemptions
    .redeem(member, { amount: 10 }, { key: 'k' })
    .catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(NoAnswerError)
  expect(failed).toMatchObject({ mayHaveHappened: true })
  expect((await client.profiles.balances(member)).reward_balance).toBe(15)
})

test('a refusal tells the till the field and the figures, and a token without the scope that the operator is needed', async () => {
  const member = await programme.member()
  await programme.reward(member, 5)
  await expect(client.redemptions.redeem(member, { amount: 10, strict: true }, { key: 'short' })).rejects.toMatchObject(
    { code: 'balance_short', status: 422, fields: { amount: [expect.any(String)] } },
  )
  const token = await shop.tokenWith(['read-profiles'])
  const redeeming = open({ token: () => token }).redemptions.redeem(member, {}, { key: 'k' })
  await expect(redeeming).rejects.toBeInstanceOf(ForbiddenError)
})

test('a till knows its shop: settings, stores, staff, and what time it is there', async () => {
  expect((await client.settings.read('currency'))?.value).toBe('AUD')
  expect(await client.settings.read('nothing')).toBeNull()
  expect((await client.settings.list()).length).toBeGreaterThan(3)
  const { id } = (await shop.post('locations', { name: 'Bourke Street', external_code: '14' })).body.data
  expect((await client.locations.list({ filter: { external_code: '14' } })).items.map((one) => one.id)).toEqual([id])
  expect((await client.locations.read(id))?.name).toBe('Bourke Street')
  await shop.post('staff', { first_name: 'Grace', identities: [{ handle: 'staff', identifier: '0042' }] })
  expect((await client.staff.find('0042'))?.first_name).toBe('Grace')
  expect(await client.staff.find('0043')).toBeNull()
  expect((await client.staff.list()).total).toBe(1)
  expect(Math.abs(client.serverNow() - Date.now())).toBeLessThan(60_000)
})
