// What the till looks for on a server without keys and codes, before it says anything twice.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { fetchNetwork } from '@tillside/pos-sdk/adapters/fetch-network'
import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { newAttempt } from '@tillside/pos-sdk/checkout/attempts'
import { opened } from '@tillside/pos-sdk/checkout/machine'
import { perform } from '@tillside/pos-sdk/checkout/perform'
import { receiptOf } from '@tillside/pos-sdk/checkout/receipt'
import type { Checkout, Customer, Refund } from '@tillside/pos-sdk/checkout/state'
import { referenceOf } from '@tillside/pos-sdk/checkout/wire'
import { type Client, createClient } from '@tillside/pos-sdk/client/client'
import type { Network } from '@tillside/pos-sdk/ports/network'
import { scopes } from '@tillside/contract/scopes'
import { minuteMs } from '@tillside/rules/time'
import { openProgramme, type Programme } from '../../server/test/programme.ts'
import { openShop, type Shop } from '../../server/test/shop.ts'

/** Plain Omneo says no in words alone. */
const withoutCodes: Network = {
  send: async (request, signal) => {
    const answer = await fetchNetwork.send(request, signal)
    return answer.status < 400 ? answer : { ...answer, body: answer.body.replace(/"code":/, '"unread":') }
  },
}

let shop: Shop
let programme: Programme
let client: Client
beforeAll(async () => {
  shop = await openShop({ dialect: 'omneo' })
  programme = await openProgramme(shop)
  const token = await shop.tokenWith(scopes.filter((scope) => scope !== 'reverse-late'))
  const around = { network: withoutCodes, clock: systemClock, chance: systemChance }
  const patience = { callMsMax: 10_000, operationMsMax: 30_000 }
  client = createClient({ baseUrl: shop.url, token: () => token, dialect: 'omneo', ...around, ...patience })
})
afterAll(() => shop.close())

const around = () => ({ client, clock: systemClock, locationId: null })

function checkoutOf(customer: Customer | null): Checkout {
  const now = systemClock.now()
  const checkout = opened('R-1', { name: 'opened', basket: { currency: 'AUD', lines: [] }, customer }, now)
  const closing = { name: 'settled', soldAt: now, timezone: 'UTC', locationId: null, staffId: null } as const
  return { ...checkout, receipt: receiptOf(checkout, closing) }
}

const balanceOf = async (profileId: string): Promise<number> => (await programme.balances(profileId)).reward_balance

test('a share is given back once though its answer was lost and the goods came back without the customer who bought them', async () => {
  const [buyer, other] = [await programme.member(), await programme.member()]
  await programme.reward(buyer, 25)
  const { id } = await client.redemptions.redeem(buyer, { amount: 20 }, { key: 'k' })
  const refund: Refund = {
    ...{ key: 'R-1-share', redemptionId: id, amountMinor: 500, status: 'due', totalMinor: 0, refusal: null },
    suspectSince: systemClock.now(),
  }
  for (const customer of [null, { profileId: other }]) {
    const done = await perform(around(), checkoutOf(customer), { kind: 'returnShare', refund })
    expect(done).toMatchObject({ name: 'shareReturned', totalMinor: 500 })
    expect(await balanceOf(buyer)).toBe(10)
  }
})

test('value that was taken twice, and is found too late to be reversed, is known to be still taken', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 25)
  const body = { amount: 20, meta: referenceOf('k1'), transaction_receipt_ref: 'R-1' }
  const { id } = await client.redemptions.redeem(profileId, body, { key: 'k1' })
  const asked = { profileId, wish: { amountMinor: 2000 }, askedAt: systemClock.now() }
  const stray = { ...newAttempt({ key: `k1-stray-${id}`, ...asked }), isWanted: false, redemptionId: id }
  const attempt = { ...stray, status: 'taken', totalMinor: 2000 } as const
  shop.wait(11 * minuteMs)
  const checkout = checkoutOf({ profileId })
  expect(await perform(around(), checkout, { kind: 'reverse', attempt })).toMatchObject({ name: 'reversalPassed' })
  expect(await perform(around(), checkout, { kind: 'return', attempt })).toMatchObject({ name: 'redemptionUndone' })
  expect(await balanceOf(profileId)).toBe(25)
  expect(await perform(around(), checkout, { kind: 'reverse', attempt })).toMatchObject({ name: 'redemptionUndone' })
})
