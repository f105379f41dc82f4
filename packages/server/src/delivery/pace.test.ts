import { expect, test } from 'vitest'

import { Occupancy } from './occupancy.ts'
import { Pace } from './pace.ts'

/** A server that is at work for a share of the time, and how many deliveries begin in so many seconds of it. */
function openServer() {
  let at = 0
  let workedMs = 0
  const pace = new Pace({ perSecondMin: 200, perSecondMax: 2_000, workedMs: () => workedMs, clock: () => at })
  return {
    pace,
    begin(seconds: number, share: number): number {
      let begun = 0
      for (const until = at + seconds * 1_000; at < until; at += 1) {
        workedMs += share
        while (pace.waitMs() === 0 && begun < 1_000_000 && pace.isHeldBack) {
          pace.spend(1)
          begun += 1
        }
        if (!pace.isHeldBack) begun += 10
      }
      return begun / seconds
    },
  }
}

test('while tills are seldom at the server, deliveries go as fast as they can', () => {
  const { begin, pace } = openServer()
  expect(begin(5, 0.02)).toBe(10_000)
  expect([pace.isHeldBack, pace.waitMs()]).toEqual([false, 0])
})

test('while tills keep the server at work, the least pace is held, and no less', () => {
  const { begin, pace } = openServer()
  begin(2, 0.6)
  expect(Math.round(begin(10, 0.6))).toBe(200)
  expect(pace.isHeldBack).toBe(true)
})

test('in between there are more the less tills do', () => {
  const { begin } = openServer()
  const rates = [0.25, 0.15, 0.08].map((share) => {
    begin(2, share)
    return begin(5, share)
  })
  expect(rates).toEqual([...rates].sort((a, b) => a - b))
  expect(rates[0]).toBeGreaterThan(200)
  expect(rates[2]).toBeLessThan(2_000)
})

test('when tills rest, what was held back leaves within a second', () => {
  const { begin, pace } = openServer()
  begin(5, 0.9)
  begin(0.8, 0)
  expect([pace.isHeldBack, pace.waitMs()]).toEqual([false, 0])
})

test('a thread sees through the memory that another writes how long requests were there', async () => {
  const written = new Occupancy()
  const seen = new Occupancy(written.memory)
  expect(seen.workedMs()).toBe(0)
  written.come()
  written.come()
  written.gone()
  await new Promise((resolve) => setTimeout(resolve, 20))
  const meanwhile = seen.workedMs()
  expect(meanwhile).toBeGreaterThan(0)
  written.gone()
  const after = seen.workedMs()
  expect(after).toBeGreaterThanOrEqual(meanwhile)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(seen.workedMs()).toBe(after)
})
