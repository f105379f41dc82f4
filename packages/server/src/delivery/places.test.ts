import { expect, test } from 'vitest'

import { Places, type Queue } from './places.ts'

test('who waits for a place goes by queue, and in one queue by turn', async () => {
  const places = new Places({ count: 1, heldMs: 60_000 })
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
  const places = new Places({ count: 1, heldMs: 20 })
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
