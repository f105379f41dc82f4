// What a till is told when a call fails: what to do next, and whether the request may have had its effect.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { answer, type Behaviour, busy, cut, type Loopback, openLoopback, unavailable } from '../../test/loopback.ts'
import { openTillClock } from '../../test/till-clock.ts'
import { fetchNetwork } from '../adapters/fetch-network.ts'
import { systemChance } from '../adapters/system-chance.ts'
import { instant } from '@tillside/rules/time'
import { type Client, createClient } from './client.ts'
import { BusyError, ClientError, FaultError, ForbiddenError, NoAnswerError, RefusedError } from './errors.ts'

let server: Loopback
let client: Client
beforeAll(async () => {
  server = await openLoopback()
  client = createClient({
    baseUrl: `${server.url}/`,
    token: () => 'token',
    network: fetchNetwork,
    clock: openTillClock(instant(Date.UTC(2025, 6, 4))),
    chance: systemChance,
    dialect: 'tillside',
    callMsMax: 500,
  })
})
afterAll(() => server.close())

type Told = readonly [kind: unknown, code: string | null, mayHaveHappened: boolean]

/** What a redemption under a key fails with, when the server behaves like this. */
async function told(...behaviours: readonly Behaviour[]): Promise<Told> {
  server.behave(...behaviours)
  try {
    await client.redemptions.redeem('p', { amount: 10 }, { key: 'k' })
  } catch (error) {
    if (error instanceof ClientError) return [error.constructor, error.code, error.mayHaveHappened]
    throw error
  }
  throw new Error('it answered')
}

const refusal = (status: number, code?: string): Behaviour => answer(status, { message: 'no', code })
const html = (status: number): Behaviour => answer(status, '<html>gateway</html>', { 'content-type': 'text/html' })

test('a refusal names the fields, carries the figures, and had no effect', async () => {
  const body = {
    message: 'The member holds less.',
    code: 'balance_short',
    errors: { amount: ['The member holds less.'], odd: 'not a list' },
    details: { available: 5 },
  }
  server.behave(answer(422, body))
  const error = await client.redemptions.redeem('p', { amount: 10 }, { key: 'k' }).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(RefusedError)
  expect(error).toMatchObject({
    message: 'The member holds less.',
    status: 422,
    code: 'balance_short',
    fields: { amount: ['The member holds less.'] },
    details: { available: 5 },
    mayHaveHappened: false,
  })
})

test('what to do next follows from the status', async () => {
  for (const status of [400, 404, 409, 413, 422])
    expect(await told(refusal(status, 'of_ours'))).toEqual([RefusedError, 'of_ours', false])
  expect(await told(answer(401, { message: 'Unauthenticated.' }))).toEqual([ForbiddenError, null, false])
  expect(await told(refusal(403, 'scope_missing'))).toEqual([ForbiddenError, 'scope_missing', false])
  expect(await told(refusal(500, 'server_error'))).toEqual([FaultError, 'server_error', true])
  expect(await told(busy)).toEqual([BusyError, 'busy', false])
})

test('only the server’s own words for "nothing happened" count: a connection can be lost while a redemption is committed', async () => {
  expect(await told(unavailable)).toEqual([NoAnswerError, 'unavailable', true])
  expect(await told(refusal(503))).toEqual([NoAnswerError, null, true])
  for (const status of [403, 404, 408, 502, 503, 504]) {
    const [, , mayHaveHappened] = await told(html(status))
    expect(mayHaveHappened, String(status)).toBe(true)
  }
})

test('an answer that cannot be read is no answer, and breaks nothing', async () => {
  const bodies = ['', 'null', '[]', '7', '{"data":null}', '{"data":[]}', '{"data":', '<html>', '{"id":71}']
  for (const body of bodies) expect(await told(answer(201, body)), body).toEqual([NoAnswerError, null, true])
  server.behave(answer(200, { data: { id: 1 } }))
  await expect(client.redemptions.list()).rejects.toBeInstanceOf(NoAnswerError)
  server.behave(answer(200, { data: [] }))
  await expect(client.redemptions.list()).rejects.toBeInstanceOf(NoAnswerError)
  expect(await told(answer(307, '', { location: '/elsewhere' }))).toEqual([NoAnswerError, null, true])
  expect(server.arrivals).toHaveLength(1)
})

test('a try without an answer is not forgotten when a later one is told to wait or to go away', async () => {
  expect(await told(cut, answer(429, { message: 'Too Many Attempts.' }, { 'retry-after': '60' }))).toEqual([
    NoAnswerError,
    null,
    true,
  ])
  expect(await told(cut, answer(401, { message: 'Unauthenticated.' }))).toEqual([ForbiddenError, null, true])
  expect(await told(cut, refusal(404))).toEqual([NoAnswerError, null, true])
})

test('a refusal under the key answers for the tries before it too', async () => {
  expect(await told(cut, refusal(422, 'balance_short'))).toEqual([RefusedError, 'balance_short', false])
})

test('a refusal of a sale that is known by its own id says nothing of the tries before it', async () => {
  server.behave(cut, refusal(422, 'external_id_clash'))
  const sale = { external_id: 'x', total: 1, transacted_at: '2025-07-04', timezone: 'UTC' }
  await expect(client.transactions.record(sale)).rejects.toMatchObject({ mayHaveHappened: true })
})

test('what only reads never has an effect', async () => {
  server.behave(cut)
  await expect(client.profiles.read('p')).rejects.toMatchObject({ mayHaveHappened: false })
  server.behave(html(500))
  await expect(client.profiles.findByCard('1', 'card')).rejects.toMatchObject({ mayHaveHappened: false })
})

test('what is not there is null, but a path that the server does not know is an error', async () => {
  server.behave(refusal(404, 'not_found'))
  expect(await client.profiles.read('p')).toBeNull()
  expect(await client.transactions.findByExternalId('x')).toBeNull()
  expect(await client.profiles.findByCard('1', 'card')).toEqual([])
  server.behave(refusal(404, 'route_unknown'))
  await expect(client.profiles.read('p')).rejects.toBeInstanceOf(RefusedError)
})

test('an id that cannot stand in a path, and a key that cannot stand in a header, are refused before anything leaves', async () => {
  server.behave(answer(200, { data: {} }))
  for (const id of ['', '.', '..']) {
    await expect(client.profiles.read(id)).rejects.toMatchObject({
      fields: { profile_id: expect.any(Array) as unknown },
    })
  }
  for (const key of ['', 'two words', 'naïve', 'x'.repeat(256)]) {
    await expect(client.redemptions.redeem('p', {}, { key })).rejects.toMatchObject({
      code: 'validation_failed',
      mayHaveHappened: false,
    })
  }
  expect(server.arrivals).toEqual([])
  await client.profiles.read('../a b/ü?')
  expect(server.arrivals.map(({ url }) => url)).toEqual(['/api/v3/profiles/..%2Fa%20b%2F%C3%BC%3F'])
})
