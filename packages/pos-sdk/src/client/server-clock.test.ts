import fc from 'fast-check'
import { expect, test } from 'vitest'

import { instant } from '@tillside/rules/time'

import { ServerClock } from './server-clock.ts'

const start = Date.UTC(2025, 6, 4, 1, 15)
const dateOf = (ms: number): string => new Date(ms).toUTCString()

test('without an answer the till has only its own clock', () => {
  expect(new ServerClock().at(instant(start))).toBe(start)
})

test('each answer brings the till’s idea of the server’s time closer, never beyond what a header can be off by', () => {
  const answers = fc.array(fc.record({ pauseMs: fc.nat(60_000), thereMs: fc.nat(900), backMs: fc.nat(900) }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(answers, fc.integer({ min: -6e8, max: 6e8 }), (all, aheadMs) => {
      const clock = new ServerClock()
      let now = start
      let errorMs = Infinity
      for (const { pauseMs, thereMs, backMs } of all) {
        now += pauseMs
        clock.note(dateOf(now + thereMs + aheadMs), instant(now), instant(now + thereMs + backMs))
        now += thereMs + backMs
        const offByMs = Math.abs(clock.at(instant(now)) - (now + aheadMs))
        expect(offByMs).toBeLessThanOrEqual((1_000 + thereMs + backMs) / 2 + 1)
        errorMs = Math.min(errorMs, (1_000 + thereMs + backMs) / 2 + 1)
        expect(offByMs).toBeLessThanOrEqual(errorMs)
      }
    }),
  )
})

test('a clock that was set is believed anew', () => {
  const clock = new ServerClock()
  clock.note(dateOf(start), instant(start), instant(start))
  clock.note(dateOf(start + 3_600_000), instant(start + 100), instant(start + 100))
  expect(Math.abs(clock.at(instant(start + 100)) - start - 3_600_000)).toBeLessThanOrEqual(500)
})

test('an answer without a date, with one that is none, or that came before it was asked for teaches nothing', () => {
  const clock = new ServerClock()
  clock.note(undefined, instant(start), instant(start))
  clock.note('yesterday', instant(start), instant(start))
  clock.note(dateOf(start + 9e6), instant(start), instant(start - 1))
  expect(clock.at(instant(start))).toBe(start)
})
