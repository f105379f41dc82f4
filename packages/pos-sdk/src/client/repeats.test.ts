// What a till sends again, when, and what it never sends twice.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { instant } from '@tillside/rules/time'

import {
  answer,
  busy,
  cut,
  cutInTheMiddle,
  found,
  type Loopback,
  never,
  openLoopback,
  redeemed,
  unavailable,
} from '../../test/loopback.ts'
import { openTillClock, type TillClock } from '../../test/till-clock.ts'
import { fetchNetwork } from '../adapters/fetch-network.ts'
import { systemChance } from '../adapters/system-chance.ts'
import { type Client, type ClientOptions, createClient } from './client.ts'
import { BusyError, ClientError, NoAnswerError } from './errors.ts'

let server: Loopback
let clock: TillClock
beforeAll(async () => {
  server = await openLoopback()
})
afterAll(() => server.close())
beforeEach(() => {
  clock = openTillClock(instant(Date.UTC(2025, 6, 4, 1, 15)))
})

const open = (options: Partial<ClientOptions> = {}): Client =>
  createClient({
    baseUrl: server.url,
    token: () => 'token',
    network: fetchNetwork,
    clock,
    chance: { ...systemChance, random: () => 0.5 },
    dialect: 'tillside',
    callMsMax: 200,
    ...options,
  })

const failureOf = async (call: Promise<unknown>): Promise<ClientError> => {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(ClientError)
  return error as ClientError
}

const sale = { total: 10, transacted_at: '2025-07-04 11:15:00', timezone: 'Australia/Sydney' }
const recorded = answer(201, { data: { id: 1 } })

test('a look-up is repeated until an answer comes, whatever was in its way', async () => {
  for (const behaviour of [cut, cutInTheMiddle, never, busy, unavailable, answer(429, {}), answer(502, 'gateway')]) {
    server.behave(behaviour, behaviour, found)
    expect(await open().profiles.read('p')).toEqual({ id: 'p', first_name: 'Sample' })
    expect(server.arrivals).toHaveLength(3)
  }
})

test('a redemption is repeated under its key, with the same content', async () => {
  server.behave(cutInTheMiddle, answer(500, { message: 'Server Error', code: 'server_error' }), redeemed)
  const taken = await open().redemptions.redeem('p', { amount: 10 }, { key: 'till-1-redeem' })
  expect(taken.id).toBe(71)
  const sent = { method: 'POST', url: '/api/v3/profiles/p/redeem', key: 'till-1-redeem', body: '{"amount":10}' }
  expect(server.arrivals).toEqual([sent, sent, sent])
})

test('a card that is scanned is looked up again, though that is a POST', async () => {
  server.behave(cut, found)
  expect(await open().profiles.findByCard('6610004471', 'loyalty-card')).toHaveLength(1)
  expect(server.arrivals.map(({ body }) => body)).toEqual(
    Array.from({ length: 2 }, () => '{"type":"loyalty-card","id":"6610004471"}'),
  )
})

test('plain Omneo gets no key, and a redemption without an answer is not sent to it twice', async () => {
  server.behave(cut)
  const failure = await failureOf(open({ dialect: 'omneo' }).redemptions.redeem('p', { amount: 10 }, { key: 'k' }))
  expect([failure.constructor, failure.mayHaveHappened]).toEqual([NoAnswerError, true])
  expect(server.arrivals.map(({ key }) => key)).toEqual([undefined])
})

test('a sale with its own id is repeated to either server, by the route that knows the id', async () => {
  for (const [dialect, url] of [
    ['tillside', '/api/v3/transactions'],
    ['omneo', '/api/v3/transactions/update-create'],
  ] as const) {
    server.behave(cut, recorded)
    await open({ dialect }).transactions.record({ ...sale, external_id: 'till-1-981' })
    expect(server.arrivals.map((arrival) => arrival.url)).toEqual([url, url])
  }
})

test('a sale without id or key, and a change, are sent once', async () => {
  for (const dialect of ['tillside', 'omneo'] as const) {
    const { transactions, profiles } = open({ dialect })
    for (const call of [
      () => transactions.record(sale),
      () => transactions.change(1, { is_void: true }),
      () => profiles.change('p', { first_name: 'Ada' }),
      () => profiles.create({ email: 'ada@example.com' }),
    ]) {
      server.behave(cut)
      expect((await failureOf(call())).mayHaveHappened).toBe(true)
      expect(server.arrivals).toHaveLength(1)
    }
  }
})

test('the till waits longer before each repeat, drawn by chance, and gives up in the end', async () => {
  server.behave(cut)
  expect(await failureOf(open().profiles.read('p'))).toBeInstanceOf(NoAnswerError)
  expect(clock.waits).toEqual([50, 100, 200, 400, 800, 1_000, 1_000])
})

test('an operation ends with its time, though the server might answer later', async () => {
  server.behave(busy)
  const failure = await failureOf(open({ operationMsMax: 3_000 }).profiles.read('p'))
  expect([failure.constructor, failure.retryAfterMs]).toEqual([BusyError, 1_000])
  expect(clock.waits).toEqual([1_050, 1_100])
})

test('what the server asks to wait is the least wait, in seconds or as a date of its own clock', async () => {
  server.behave(answer(429, {}, { 'retry-after': '2' }), found)
  await open().profiles.read('p')
  // The till's clock is years behind the server's; only the difference counts.
  const later = { date: 'Wed, 01 Jan 2031 10:00:00 GMT', 'retry-after': 'Wed, 01 Jan 2031 10:00:03 GMT' }
  server.behave(answer(503, {}, later), found)
  await open().profiles.read('p')
  expect(clock.waits[0]).toBe(2_050)
  expect(clock.waits[1]).toBeGreaterThanOrEqual(2_000)
  expect(clock.waits[1]).toBeLessThan(3_100)
})

test('when the server asks for more time than is left, the till gives up at once and says when to come again', async () => {
  server.behave(answer(429, { message: 'Too Many Attempts.' }, { 'retry-after': '60' }))
  const failure = await failureOf(open().redemptions.redeem('p', { amount: 10 }, { key: 'k' }))
  expect([failure.constructor, failure.retryAfterMs, failure.mayHaveHappened]).toEqual([BusyError, 60_000, false])
  expect([server.arrivals.length, clock.waits.length]).toEqual([1, 0])
})

test('a refusal, a fault of a call without key, and an answer that is no answer are not repeated', async () => {
  const { redemptions, profiles } = open()
  for (const behaviour of [
    answer(422, { message: 'no', code: 'balance_short' }),
    answer(200, 'hello'),
    answer(302, ''),
  ]) {
    server.behave(behaviour)
    await failureOf(redemptions.redeem('p', { amount: 10 }, { key: 'k' }))
    expect(server.arrivals).toHaveLength(1)
  }
  server.behave(answer(500, { message: 'Server Error' }))
  await failureOf(profiles.create({ email: 'ada@example.com' }))
  expect(server.arrivals).toHaveLength(1)
})

test('each try asks for the token of now, and a token that comes too late sends nothing', async () => {
  let asked = 0
  server.behave(cut, found)
  await open({ token: () => `token-${(asked += 1)}` }).profiles.read('p')
  expect(asked).toBe(2)

  server.behave(redeemed)
  const late = open({ token: () => new Promise((resolve) => setTimeout(resolve, 400, 'late')), operationMsMax: 200 })
  const failure = await failureOf(late.redemptions.redeem('p', { amount: 10 }, { key: 'k' }))
  expect([failure.constructor, failure.mayHaveHappened]).toEqual([NoAnswerError, false])
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(server.arrivals).toEqual([])
})
