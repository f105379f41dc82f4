// The desk with a real client, on a network that answers, refuses, and loses answers.
import { beforeEach, expect, test } from 'vitest'

import { createClient } from '@tillside/pos-sdk/client/client'
import type { Network } from '@tillside/pos-sdk/ports/network'
import { instant, minuteMs } from '@tillside/rules/time'

import type { Ask } from './asks.ts'
import { RequestDesk } from './desk.ts'
import { KeptAsks, type Shelf } from './kept.ts'

const profileId = '6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721'
const tenDollars: Ask = { kind: 'redeem', profileId, body: { amount: 10, strict: true, meta: { terminal: 'T3' } } }

/** A tab's storage that outlives its pages. */
function openShelf(): Shelf & { isFull: boolean } {
  const values = new Map<string, string>()
  const shelf = {
    isFull: false,
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => {
      if (shelf.isFull) throw new Error('QuotaExceededError')
      values.set(name, value)
    },
  }
  return shelf
}

type Weather = 'fine' | 'pos_broken' | 'answers_lost' | 'requests_lost' | 'refusing' | 'signed_out'

interface World {
  readonly shelf: ReturnType<typeof openShelf>
  now: number
  weather: Weather
  /** The device that the browser is paired as. */
  deviceId: string
  /** Redemptions by the key that they were asked under. */
  readonly taken: Map<string, number>
  readonly sent: unknown[]
  readonly told: unknown[]
}

let world: World
beforeEach(() => {
  world = { shelf: openShelf(), now: 0, weather: 'fine', deviceId: 'counter-1', taken: new Map(), sent: [], told: [] }
})

const answer = (status: number, body: object) => ({ status, headers: {}, body: JSON.stringify(body) })

/** What a server does that takes value once for each key. */
const network: Network = {
  send: async ({ method, headers, body }) => {
    if (method === 'GET') {
      if (world.weather === 'signed_out') return answer(403, { message: 'no', code: 'scope_missing', errors: {} })
      const data = [...world.taken].map(([request, id]) => ({ id, type: 'redeem', total: 10, meta: { request } }))
      return answer(200, { data, meta: { current_page: 1, last_page: 1, total: data.length } })
    }
    const key = headers['idempotency-key'] as string
    if (world.weather === 'requests_lost') throw new Error('the network is gone')
    if (world.weather === 'signed_out') return answer(403, { message: 'no', code: 'scope_missing', errors: {} })
    world.sent.push([key, body])
    if (world.weather === 'refusing') return answer(422, { message: 'no', code: 'balance_short', errors: {} })
    if (!world.taken.has(key)) world.taken.set(key, 90_000 + world.taken.size)
    if (world.weather === 'answers_lost') throw new Error('the network is gone')
    return answer(201, { data: { id: world.taken.get(key), total: 10 } })
  },
}

const clock = { now: () => instant(world.now), sleep: () => new Promise<void>((resolve) => setTimeout(resolve)) }
const chance = { newId: () => `id-${world.sent.length}-${world.now}`, random: () => 0 }

/** Opens the page: a reload opens it again on the same tab's storage. */
function openDesk(): RequestDesk {
  const options = { baseUrl: 'http://localhost', token: () => 'cookie', dialect: 'tillside' } as const
  const client = createClient({ ...options, network, clock, chance })
  const onDone = async (ask: Ask, { redemptionId }: { redemptionId: number | null }): Promise<'called'> => {
    if (world.weather === 'pos_broken') throw new Error('the POS broke')
    world.told.push([ask.kind, redemptionId])
    return 'called'
  }
  const deviceId = () => world.deviceId
  return new RequestDesk({ client, clock, kept: new KeptAsks(world.shelf, chance), deviceId, onDone })
}

/** What was not answered before. */
function keptOf(desk: RequestDesk) {
  const [kept] = desk.unanswered()
  if (!kept) throw new Error('nothing was kept')
  return kept
}

test('value that was taken is told to the POS, then forgotten', async () => {
  const desk = openDesk()
  expect(await desk.ask(tenDollars)).toMatchObject({
    of: tenDollars,
    outcome: 'done',
    answer: { profileId, redemptionId: 90_000, total: 10 },
    told: 'called',
  })
  expect([world.told, desk.unanswered()]).toEqual([[['redeem', 90_000]], []])
})

test('a double tap takes the value once', async () => {
  const desk = openDesk()
  const answers = await Promise.all([desk.ask(tenDollars), desk.ask(tenDollars)])
  expect([answers[0] === answers[1], world.taken.size, world.sent.length]).toEqual([true, 1, 1])
})

test('two redemptions, one after the other, are two', async () => {
  const desk = openDesk()
  await desk.ask(tenDollars)
  await desk.ask(tenDollars)
  expect(world.taken.size).toBe(2)
})

test('an answer that was lost is asked for again under the same key, also by the page that was loaded anew', async () => {
  world.weather = 'answers_lost'
  expect((await openDesk().ask(tenDollars)).outcome).toBe('unheard')
  world.weather = 'fine'
  const desk = openDesk()
  expect((await desk.askAgain(keptOf(desk))).outcome).toBe('done')
  expect([world.taken.size, world.told.length, openDesk().unanswered()]).toEqual([1, 1, []])
  expect(new Set(world.sent.map((request) => JSON.stringify(request))).size).toBe(1)
})

test('another amount for the same member waits for the first to be answered: it is asked again instead', async () => {
  world.weather = 'answers_lost'
  const desk = openDesk()
  await desk.ask(tenDollars)
  world.weather = 'fine'
  await desk.ask({ ...tenDollars, body: { amount: 99, meta: {} } })
  expect([world.taken.size, world.sent.at(-1)]).toEqual([1, world.sent[0]])
})

test('what is asked for in its place is said to be the first one: a benefit was not used where value was taken', async () => {
  world.weather = 'answers_lost'
  const desk = openDesk()
  await desk.ask(tenDollars)
  world.weather = 'fine'
  const heard = await desk.ask({
    kind: 'benefit',
    profileId,
    benefitId: 7,
    benefitName: 'Hem',
    worth: null,
    body: { meta: {} },
  })
  expect([heard.outcome, heard.of.kind, world.taken.size]).toEqual(['done', 'redeem', 1])
})

test('nor does another amount, much later, take the one that was asked for then', async () => {
  world.weather = 'requests_lost'
  const desk = openDesk()
  await desk.ask({ ...tenDollars, body: { amount: 99, meta: {} } })
  world.now += 6 * minuteMs
  world.weather = 'fine'
  expect([(await desk.ask(tenDollars)).outcome, world.taken.size]).toEqual(['never_done', 0])
  expect([(await desk.ask(tenDollars)).outcome, world.taken.size]).toEqual(['done', 1])
})

test('whoever was signed out before the answer came cannot ask whether value was taken: it is not said that it was not', async () => {
  world.weather = 'answers_lost'
  const desk = openDesk()
  await desk.ask(tenDollars)
  world.weather = 'signed_out'
  expect((await desk.askAgain(keptOf(desk))).outcome).toBe('unheard')
  world.weather = 'fine'
  expect((await desk.askAgain(keptOf(desk))).outcome).toBe('done')
  expect([world.taken.size, world.told.length]).toEqual([1, 1])
})

test('whoever is signed out before anything was sent took nothing', async () => {
  world.weather = 'signed_out'
  const desk = openDesk()
  expect([(await desk.ask(tenDollars)).outcome, desk.unanswered()]).toEqual(['refused', []])
})

test('a refusal took nothing, and is forgotten', async () => {
  world.weather = 'refusing'
  const desk = openDesk()
  expect((await desk.ask(tenDollars)).outcome).toBe('refused')
  expect([desk.unanswered(), world.told]).toEqual([[], []])
})

test('a tab that is opened again much later takes nothing: it looks for what was asked', async () => {
  world.weather = 'requests_lost'
  await openDesk().ask(tenDollars)
  world.now += 6 * minuteMs
  world.weather = 'fine'
  const desk = openDesk()
  expect(await desk.askAgain(keptOf(desk))).toMatchObject({ outcome: 'never_done' })
  expect([world.taken.size, desk.unanswered()]).toEqual([0, []])
})

test('and finds it where it had been taken', async () => {
  world.weather = 'answers_lost'
  await openDesk().ask(tenDollars)
  world.now += 60 * minuteMs
  const desk = openDesk()
  expect(await desk.askAgain(keptOf(desk))).toMatchObject({
    outcome: 'done',
    answer: { profileId, redemptionId: 90_000, total: 10 },
    told: 'called',
  })
  expect(world.told).toEqual([['redeem', 90_000]])
})

/** A redemption whose request may have been lost, and a page that was loaded since. */
async function loadedAnew(weather: Weather): Promise<RequestDesk> {
  world.weather = weather
  await openDesk().ask(tenDollars)
  world.weather = 'fine'
  world.now += minuteMs
  return openDesk()
}

test('a page that was loaded anew takes nothing by itself: it looks, and what it does not find stays in sight', async () => {
  const desk = await loadedAnew('requests_lost')
  expect((await desk.settle(keptOf(desk))).outcome).toBe('unheard')
  expect([world.taken.size, world.sent, desk.unanswered().length]).toEqual([0, [], 1])
})

test('what it finds is told to the POS, and nothing is sent again', async () => {
  const desk = await loadedAnew('answers_lost')
  const before = world.sent.length
  expect((await desk.settle(keptOf(desk))).outcome).toBe('done')
  expect([world.told, world.sent.length, desk.unanswered()]).toEqual([[['redeem', 90_000]], before, []])
})

test('nor does another amount for the same customer, chosen on that page, take the one before', async () => {
  const desk = await loadedAnew('requests_lost')
  expect((await desk.ask({ ...tenDollars, body: { amount: 99, meta: {} } })).outcome).toBe('unheard')
  expect([world.taken.size, desk.unanswered().length]).toEqual([0, 1])
})

test('a person may ask again there: it is the same request', async () => {
  const desk = await loadedAnew('answers_lost')
  expect((await desk.askAgain(keptOf(desk))).outcome).toBe('done')
  expect([world.taken.size, world.sent.at(-1)]).toEqual([1, world.sent[0]])
})

test('what is left is looked for once more: found, it is told; else it is forgotten and took nothing', async () => {
  const found = await loadedAnew('answers_lost')
  expect((await found.leave(keptOf(found))).outcome).toBe('done')
  expect(world.told).toEqual([['redeem', 90_000]])
  world.taken.clear()
  const lost = await loadedAnew('requests_lost')
  expect((await lost.leave(keptOf(lost))).outcome).toBe('never_done')
  expect([world.taken.size, lost.unanswered(), openDesk().unanswered()]).toEqual([0, [], []])
})

test('what cannot be looked for is not left: it stays', async () => {
  const desk = await loadedAnew('answers_lost')
  world.weather = 'signed_out'
  expect((await desk.leave(keptOf(desk))).outcome).toBe('unheard')
  expect(desk.unanswered().length).toBe(1)
})

test('a browser that was paired anew under another name takes nothing a second time: it only looks', async () => {
  const lost = await loadedAnew('requests_lost')
  world.deviceId = 'counter-2'
  expect((await lost.askAgain(keptOf(lost))).outcome).toBe('never_done')
  const found = await loadedAnew('answers_lost')
  const before = world.sent.length
  world.deviceId = 'counter-3'
  expect((await found.askAgain(keptOf(found))).outcome).toBe('done')
  expect([world.taken.size, world.sent.length]).toEqual([1, before])
})

test('what was written down before anybody wrote down a device is only looked for', async () => {
  const key = 'portal-old'
  world.shelf.setItem('tillside.portal.asked', JSON.stringify([{ key, ask: tenDollars, askedAt: 0 }]))
  const desk = openDesk()
  expect((await desk.askAgain(keptOf(desk))).outcome).toBe('never_done')
  expect(world.sent).toEqual([])
})

test('all that may have been taken is known, while it is under way and until it is answered', async () => {
  const desk = openDesk()
  world.weather = 'answers_lost'
  const heard = desk.ask(tenDollars)
  expect(desk.awaited().map(({ ask }) => ask.kind)).toEqual(['redeem'])
  await heard
  expect(desk.awaited().length).toBe(1)
  world.weather = 'fine'
  await desk.askAgain(keptOf(desk))
  expect(desk.awaited()).toEqual([])
})

test('what was done stays done, also where the browser cannot write any more or the POS breaks over it', async () => {
  const desk = openDesk()
  const underWay = desk.ask(tenDollars)
  world.shelf.isFull = true
  expect((await underWay).outcome).toBe('done')
  expect(desk.unanswered()).toEqual([])
  world.shelf.isFull = false
  world.weather = 'pos_broken'
  expect(await desk.ask(tenDollars)).toMatchObject({ outcome: 'done', told: 'failed' })
  expect([world.taken.size, desk.unanswered()]).toEqual([2, []])
})

test('what was refused stays refused, also where the browser cannot write any more', async () => {
  const desk = openDesk()
  world.weather = 'refusing'
  const underWay = desk.ask(tenDollars)
  world.shelf.isFull = true
  expect((await underWay).outcome).toBe('refused')
  expect(desk.unanswered()).toEqual([])
})

test('where nothing can be written down, nothing is sent', async () => {
  world.shelf.isFull = true
  expect((await openDesk().ask(tenDollars)).outcome).toBe('refused')
  expect(world.sent).toEqual([])
})

test('a storage that holds something else is a storage that holds nothing', () => {
  world.shelf.setItem('tillside.portal.asked', '{"not":"ours"')
  expect(openDesk().unanswered()).toEqual([])
  world.shelf.setItem('tillside.portal.asked', '[1,null,{}]')
  expect(openDesk().unanswered()).toEqual([])
})
