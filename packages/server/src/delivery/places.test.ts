import { expect, test } from 'vitest'

import { Pace } from './pace.ts'
import { Places, type Queue } from './places.ts'

const limits = { perSecondMin: 10, perSecondMax: 100 }
const free = new Pace({ ...limits, workedMs: () => 0, clock: () => 0 })

test('who waits for a place goes by queue, and in one queue by turn', async () => {
  const places = new Places({ count: 1, heldMs: 60_000, pace: free })
  const leave = await places.enter('default')
  const order: string[] = []
  const wait = async (name: string, queue: Queue): Promise<void> => {
    const leaveAgain = await places.enter(queue)
    order.push(name)
    leaveAgain()
  }
  const waiting = [wait('low', 'low'), wait('first', 'default'), wait('second', 'default'), wait('high', 'high')]
  leave()
  await Promise.all(waiting)
  expect(order).toEqual(['high', 'first', 'second', 'low'])
})

test('who never leaves loses the place to the next, and gives back nothing later', async () => {
  const places = new Places({ count: 1, heldMs: 20, pace: free })
  const leaveLate = await places.enter('high')
  const leave = await places.enter('low')
  leaveLate()
  let isIn = false
  const third = places.enter('high').then((leaveAgain) => {
    isIn = true
    return leaveAgain
  })
  await Promise.resolve()
  expect(isIn).toBe(false)
  leave()
  const leaveThird = await third
  leaveThird()
})

test('while tills are at work deliveries leave one after the other, the urgent ones first, and all of them when tills rest', async () => {
  let isBusy = true
  let workedMs = 0
  let at = 0
  const pace = new Pace({ perSecondMin: 0.001, perSecondMax: 0.002, workedMs: () => workedMs, clock: () => at })
  const pass = (): void => {
    at += 1_000
    if (isBusy) workedMs += 1_000
  }
  pass()
  pace.spend(1)
  const places = new Places({ count: 10, heldMs: 60_000, pace })
  const order: string[] = []
  const all = (['low', 'default', 'high'] as const).map(async (queue) => {
    const leave = await places.enter(queue)
    order.push(queue)
    leave()
  })
  await new Promise((resolve) => setTimeout(resolve, 120))
  expect(order).toEqual([])
  isBusy = false
  pass()
  await Promise.all(all)
  expect(order).toEqual(['high', 'default', 'low'])
})
