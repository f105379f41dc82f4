import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { dayMs, hourMs, instant, minuteMs, secondMs } from './time.ts'
import { giveUpAt, nextTry, pauseMs, type RetryPlan } from './webhooks.ts'

const since = instant(1_751_591_700_000)
const plain: RetryPlan = { hourly: false, daily: false }

/** The delays until it is given up, for a receiver that never answers. */
function delays(plan: RetryPlan, chance: number): number[] {
  const told: number[] = []
  let at = since
  for (let attempts = 1; ; attempts += 1) {
    const next = nextTry({ attempts, at, since, plan, chance, retryAfterMs: null })
    if (next === null) return told
    told.push(next - at)
    at = next
  }
}

describe('a receiver that is away', () => {
  test('is tried after seconds, then minutes, then hours, and given up after a day', () => {
    expect(delays(plain, 0.5).map((ms) => ms / secondMs)).toEqual([
      5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800,
    ])
    expect(giveUpAt(since, plain) - since).toBe(dayMs)
  })

  test('with retry_hourly is tried until the second day is over, once an hour', () => {
    const told = delays({ hourly: true, daily: false }, 0.5)
    expect(told.filter((ms) => ms === hourMs).length).toBeGreaterThanOrEqual(16)
    expect(told.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(dayMs + 22 * hourMs)
  })

  test('with retry_daily is tried for another week, about once a day', () => {
    const told = delays({ hourly: false, daily: true }, 0.5)
    expect(told.filter((ms) => ms === dayMs).length).toBeGreaterThanOrEqual(6)
  })

  test('is never tried after its span, whatever chance says', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), (hourly, daily, chance) => {
        const plan = { hourly, daily }
        const told = delays(plan, chance)
        expect(told.every((ms) => ms >= 4 * secondMs)).toBe(true)
        expect(told.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(giveUpAt(since, plan) - since)
      }),
    )
  })
})

describe('a receiver that asks to be left alone', () => {
  const failed = { attempts: 1, at: since, since, plan: plain, chance: 0.5 }

  test('is left alone for as long', () => {
    expect(nextTry({ ...failed, retryAfterMs: 20 * minuteMs })).toBe(since + 20 * minuteMs)
  })

  test('for an hour at most, and never shorter than it would be anyway', () => {
    expect(nextTry({ ...failed, retryAfterMs: 30 * dayMs })).toBe(since + hourMs)
    expect(nextTry({ ...failed, retryAfterMs: 0 })).toBe(since + 5 * secondMs)
  })
})

test('a URL that does not answer rests longer each time, and an hour at most', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 99].map((pauses) => pauseMs(pauses, 0.5, null) / secondMs)).toEqual([
    10, 30, 60, 300, 900, 1_800, 3_600, 3_600, 3_600,
  ])
  expect(pauseMs(1, 0, null)).toBe(8 * secondMs)
  expect(pauseMs(1, 0.5, 2 * minuteMs)).toBe(2 * minuteMs)
})
