import { expect, test } from 'vitest'

import { Places, type Queue } from './places.ts'

test('who waits for a place goes by queue, and in one queue by turn', async () => {
  const places = new Places(1)
  await places.enter('default')
  const order: string[] = []
  const wait = (name: string, queue: Queue) => places.enter(queue).then(() => order.push(name))
  const waiting = [wait('low', 'low'), wait('first', 'default'), wait('second', 'default'), wait('high', 'high')]
  for (let count = 0; count < waiting.length; count += 1) {
    places.leave()
    await Promise.resolve()
  }
  await Promise.all(waiting)
  expect(order).toEqual(['high', 'first', 'second', 'low'])
})
