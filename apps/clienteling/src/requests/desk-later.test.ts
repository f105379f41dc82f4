// What the desk hears later of an ask whose answer was missing: put back meanwhile, of an earlier sale, or of a member who is gone.
import { beforeEach, expect, test } from 'vitest'

import { keptOf, loadedAnew, openDesk, openWorld, tenDollars, world } from '../../test/desk-world.ts'

beforeEach(openWorld)

test('what was put back before its answer was heard is found as put back: by a look, and by whoever asks again', async () => {
  for (const how of ['settle', 'leave', 'askAgain'] as const) {
    const desk = await loadedAnew('answers_lost')
    world.putBack.add([...world.taken.values()].at(-1) ?? 0)
    expect(await desk[how](keptOf(desk))).toMatchObject({ outcome: 'done', answer: { isBack: true } })
  }
  expect(world.told.map((told) => (told as unknown[])[2])).toEqual(['is back', 'is back', 'is back'])
})

test('what stands still is told as taken by whoever asks again', async () => {
  const desk = await loadedAnew('answers_lost')
  expect(await desk.askAgain(keptOf(desk))).toMatchObject({ outcome: 'done', answer: { isBack: false } })
})

test('whoever asks again hears nothing as long as it cannot be read whether it stands: nobody is told that it was refused', async () => {
  const desk = await loadedAnew('answers_lost')
  world.weather = 'reading_broken'
  expect((await desk.askAgain(keptOf(desk))).outcome).toBe('unheard')
  expect([desk.unanswered().length, world.told]).toEqual([1, []])
})

test('what is found for the sale that the page stands before is of it; found for the one before, it is of that one', async () => {
  const same = await loadedAnew('answers_lost')
  expect(await same.settle(keptOf(same))).toMatchObject({ outcome: 'done', isOfEarlierSale: false })
  world.weather = 'answers_lost'
  await openDesk().ask(tenDollars)
  world.weather = 'fine'
  world.openingId = 'sale B'
  const next = openDesk()
  expect(await next.settle(keptOf(next))).toMatchObject({ outcome: 'done', isOfEarlierSale: true })
})

test('whoever asks again before the next sale: what was taken is of the sale before and is not sent again; what was not is of this sale', async () => {
  const found = await loadedAnew('answers_lost')
  const before = world.sent.length
  world.openingId = 'sale B'
  const next = openDesk()
  expect(await next.askAgain(keptOf(found))).toMatchObject({ outcome: 'done', isOfEarlierSale: true })
  expect(world.sent.length).toBe(before)
  await loadedAnew('requests_lost')
  world.openingId = 'sale C'
  const last = openDesk()
  expect(await last.askAgain(keptOf(last))).toMatchObject({ outcome: 'done', isOfEarlierSale: false })
  expect(world.taken.size).toBe(2)
})

test('an ask that was sent for this sale and lost again is of this sale, also on the page after', async () => {
  await loadedAnew('requests_lost')
  world.openingId = 'sale B'
  const next = openDesk()
  world.weather = 'answers_lost'
  expect((await next.askAgain(keptOf(next))).outcome).toBe('unheard')
  world.weather = 'fine'
  const again = openDesk()
  expect(await again.settle(keptOf(again))).toMatchObject({ outcome: 'done', isOfEarlierSale: false })
})

test('a member who was deleted meanwhile is not looked for for good: it is forgotten, and said so', async () => {
  const desk = await loadedAnew('requests_lost')
  world.weather = 'member_gone'
  expect((await desk.settle(keptOf(desk))).outcome).toBe('member_gone')
  expect([desk.unanswered(), openDesk().unanswered(), world.told]).toEqual([[], [], []])
})
