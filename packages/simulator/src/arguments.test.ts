import { expect, test } from 'vitest'

import { ArgumentError, readArguments } from './arguments.ts'
import { failureText, summaryText } from './report.ts'

test('without a word it plays a hundred days in both modes, from a seed that it picks', () => {
  expect(readArguments([])).toEqual({
    seed: null,
    runs: 100,
    modes: ['tillside', 'omneo'],
    workers: 2,
    showsTrace: false,
  })
})

test('a seed is any 32-bit number, with a sign or without', () => {
  expect(readArguments(['--seed', '71', '--runs', '1000', '--mode', 'omneo', '--trace'])).toMatchObject({
    ...{ seed: 71, runs: 1000, modes: ['omneo'], showsTrace: true },
  })
  expect(readArguments(['--seed=-1']).seed).toBe(4_294_967_295)
  expect(readArguments(['--seed', '4294967295']).seed).toBe(4_294_967_295)
  expect(readArguments(['--seed', '-2147483648']).seed).toBe(2_147_483_648)
})

test.each([
  [['--seed', '4294967296'], '--seed must be a whole number from -2147483648 to 4294967295, not 4294967296.'],
  [['--seed', '1e3'], '--seed must be'],
  [['--seed'], '--seed must be a whole number from -2147483648 to 4294967295, not nothing.'],
  [['--runs', '0'], '--runs must be a whole number from 1 to 1000000, not 0.'],
  [['--workers', 'two'], '--workers must be'],
  [['--mode', 'plain'], '--mode must be tillside, omneo or both, not plain.'],
  [['--sed', '71'], '--sed is not known.'],
  [['71'], '71 is not known.'],
])('%j is told what is wrong with it', (given, words) => {
  expect(() => readArguments(given)).toThrow(ArgumentError)
  expect(() => readArguments(given)).toThrow(words)
})

test('a failure says its seed, what was not as promised, what happened last, and how to see it again', () => {
  const trace = Array.from({ length: 50 }, (_, index) => `event ${index + 1}`)
  const report = { seed: 71, mode: 'omneo', broken: ['P3: too little'], steps: 90, faults: [], trace } as const
  const text = failureText(report)
  expect(text).toContain('Seed 71, omneo: not as promised after 90 steps.')
  expect(text).toContain('  P3: too little')
  expect(text).toContain('(10 events before it')
  expect(text.split('\n').filter((row) => row.startsWith('event '))).toEqual(trace.slice(10))
  expect(text).toContain('npm run simulate -- --seed 71 --runs 1 --mode omneo')
})

test('days that went well are one line, with the faults by kind, the most frequent first', () => {
  const report = { seed: 1, mode: 'omneo', broken: [], steps: 90, trace: [] } as const
  const reports = [
    { ...report, faults: [['answer lost', 2] as const] },
    { ...report, faults: [['answer lost', 1] as const, ['disk full', 9] as const] },
  ]
  const line = 'omneo: 2 runs, 180 steps, all as promised in 1.5 s; disk full 9, answer lost 3'
  expect(summaryText('omneo', reports, 1.5)).toBe(line)
})
