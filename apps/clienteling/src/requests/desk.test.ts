// What the desk promises of what is asked for now, and of what is asked for again.
import { beforeEach, expect, test } from 'vitest'

import { minuteMs } from '@tillside/rules/time'

import { keptOf, loadedAnew, openDesk, openWorld, profileId, tenDollars, world } from '../../test/desk-world.ts'

beforeEach(openWorld)

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
