// Whom the till remembers for the time without a server, and whom it does not.
import { expect, test } from 'vitest'

import { openMemoryShelf } from '../adapters/memory-shelf.ts'
import { type Answer, openVirtualClock } from '../../test/counter.ts'
import { createClient } from '../client/client.ts'
import type { NetworkRequest } from '../ports/network.ts'
import { createLookup } from './lookup.ts'
import { RecentMembers } from './recent-members.ts'

const profile = (number: number) => ({
  id: `p${number}`,
  full_name: `Smith ${number}`,
  email: `s${number}@example.com`,
  mobile_phone: null,
  identities: [{ identifier: `952300000${number}`, is_active: true }],
  combined_balance_dollars: number,
})
const page = (...profiles: object[]): Answer => ({
  status: 200,
  body: { data: profiles, meta: { current_page: 1, last_page: 1, total: profiles.length } },
})

/** A till whose server says this; `null` swallows what is sent. */
async function openLookup() {
  const clock = openVirtualClock()
  const shop: { says: Answer | null; isAway: boolean } = { says: page(), isAway: false }
  const recent = await RecentMembers.open(openMemoryShelf(), 3)
  const send = async (_: NetworkRequest, signal: AbortSignal) => {
    const { says } = shop
    if (says === null)
      return new Promise<never>((__, no) => signal.addEventListener('abort', () => no(new Error('lost'))))
    if (says === 'lost') throw new Error('the line is dead')
    return { status: says.status, headers: {}, body: JSON.stringify(says.body) }
  }
  const chance = { newId: () => 'id', random: () => 0.5 }
  const client = createClient({
    baseUrl: 'http://shop',
    token: () => 't',
    network: { send },
    clock,
    chance,
    dialect: 'tillside',
  })
  const lookup = createLookup({ client, recent, clock, currency: 'AUD', isServerAway: () => shop.isAway })
  return { clock, shop, recent, lookup }
}

test('who was found alone is found again while the server is away, with the balance of then', async () => {
  const { clock, shop, lookup } = await openLookup()
  shop.says = page(profile(1))
  expect(await clock.until(lookup.byCard('9523000001'))).toMatchObject({ isFromServer: true })
  shop.says = 'lost'
  expect(await clock.until(lookup.byCard('9523000001'))).toMatchObject({
    members: [{ profileId: 'p1', combinedMinor: 100 }],
    isFromServer: false,
  })
})

test('of several whom a search finds the till remembers only the one who was chosen, and pushes nobody out', async () => {
  const { clock, shop, lookup, recent } = await openLookup()
  shop.says = page(profile(9))
  await clock.until(lookup.byText('smith 9'))
  shop.says = page(...[1, 2, 3, 4].map(profile))
  const { members } = await clock.until(lookup.byText('smith'))
  expect(members.length).toBe(4)
  expect(recent.search('smith').map(({ profileId }) => profileId)).toEqual(['p9'])
  await recent.remember(members.slice(1, 2))
  expect(recent.search('smith').map(({ profileId }) => profileId)).toEqual(['p2', 'p9'])
})

test('a member whom the server does not know any more, by id or card, is forgotten; one whom a search does not find is not', async () => {
  const { clock, shop, lookup, recent } = await openLookup()
  shop.says = page(profile(1))
  await clock.until(lookup.byText('smith 1'))
  shop.says = page()
  await clock.until(lookup.byText('smith'))
  expect(recent.findById('p1')?.profileId).toBe('p1')
  await clock.until(lookup.byCard('9523000001'))
  expect(recent.findById('p1')).toBeUndefined()
  shop.says = { status: 200, body: { data: profile(2) } }
  await clock.until(lookup.byId('p2'))
  shop.says = { status: 404, body: { message: 'Not found.', code: 'not_found' } }
  expect((await clock.until(lookup.byId('p2'))).members).toEqual([])
  expect(recent.findById('p2')).toBeUndefined()
})

test('while the server is known to be away a look-up does not wait for it', async () => {
  const { clock, shop, lookup } = await openLookup()
  shop.says = page(profile(1))
  await clock.until(lookup.byCard('9523000001'))
  Object.assign(shop, { says: null, isAway: true })
  const startedAt = clock.now()
  const found = await clock.until(Promise.all([lookup.byCard('9523000001'), lookup.byText('smith'), lookup.byId('p1')]))
  expect(found.map(({ members }) => members[0]?.profileId)).toEqual(['p1', 'p1', 'p1'])
  expect(clock.now()).toBe(startedAt)
})
