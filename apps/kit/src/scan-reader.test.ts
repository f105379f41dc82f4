// Keys with their times, as scanners and people press them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { type Heard, ScanReader, type Stroke } from './scan-reader.ts'

/** The keys of a text, so many milliseconds apart, from a time on. */
const keysOf = (text: string, from: number, gapMs: number): Stroke[] =>
  Array.from(text, (character, index) => ({ key: character === '↵' ? 'Enter' : character, at: from + index * gapMs }))

/** What one hears, and what of the keys a focused field would have been left with. */
function play(strokes: readonly Stroke[], reader = new ScanReader()): { heard: readonly Heard[]; field: string } {
  const heard: Heard[] = []
  let field = ''
  let before = ''
  for (const stroke of [...strokes].sort((a, b) => a.at - b.at)) {
    while (reader.dueAt !== null && reader.dueAt <= stroke.at) heard.push(...reader.pass(reader.dueAt))
    if (reader.begins(stroke.at)) before = field
    const step = reader.press(stroke)
    heard.push(...step.heard)
    if (step.takesBack) field = before
    if (!step.isKept && Array.from(stroke.key).length === 1 && stroke.hasModifier !== true) field += stroke.key
    if (!step.isKept && stroke.key === 'Enter') field += '↵'
  }
  while (reader.dueAt !== null) heard.push(...reader.pass(reader.dueAt))
  return { heard, field }
}

const scanOf = (text: string, aim: string | null = null): Heard => ({ kind: 'scan', scan: { text, aim } })
const unreadable = (fault: 'cut' | 'mixed' | 'input_method'): Heard => ({ kind: 'unreadable', fault })
const knowing = (): ScanReader => new ScanReader({ hasSuffix: true })

describe('one scanner', () => {
  test('a card is heard, and the field that had the focus is as it was', () => {
    expect(play(keysOf('TC-100482↵', 0, 4))).toEqual({ heard: [scanOf('TC-100482')], field: '' })
  })

  test('a slow scanner is still one', () => {
    expect(play(keysOf('9312345678907↵', 0, 34)).heard).toEqual([scanOf('9312345678907')])
  })

  test('keys that arrive all at the same moment are one scan', () => {
    expect(play(keysOf('9312345678907↵', 50, 0)).heard).toEqual([scanOf('9312345678907')])
  })

  test('Tab ends a scan as Enter does, and moves no focus', () => {
    const strokes = [...keysOf('TC-100482', 0, 5), { key: 'Tab', at: 45 }]
    const reader = new ScanReader()
    const steps = strokes.map((stroke) => reader.press(stroke))
    expect(steps.at(-1)?.isKept).toBe(true)
    expect(reader.pass(200)).toEqual([scanOf('TC-100482')])
  })

  test('the same card twice in a row is heard twice', () => {
    const strokes = [...keysOf('TC-100482↵', 0, 5), ...keysOf('TC-100482↵', 200, 5)]
    expect(play(strokes).heard).toEqual([scanOf('TC-100482'), scanOf('TC-100482')])
  })

  test('shifts between the characters do not slow it down or stand in it', () => {
    const strokes = Array.from('ABCD').flatMap((key, index) => [
      { key: 'Shift', at: index * 10 },
      { key, at: index * 10 + 1 },
    ])
    expect(play([...strokes, { key: 'Enter', at: 41 }]).heard).toEqual([scanOf('ABCD')])
  })

  test('the kind of code that a scanner says first is told apart from the code', () => {
    expect(play(keysOf(']E09312345678907↵', 0, 5)).heard).toEqual([scanOf('9312345678907', 'E0')])
  })

  test('separators between parts of a code are left out, and open nothing in the browser', () => {
    const strokes: Stroke[] = [
      ...keysOf('01093', 0, 5),
      { key: ']', at: 25, hasModifier: true },
      ...keysOf('10AB↵', 30, 5),
    ]
    expect(play(strokes)).toEqual({ heard: [scanOf('0109310AB')], field: '' })
  })

  test('a scanner without Enter is heard after a silence, as long as none with Enter was heard here', () => {
    expect(play(keysOf('9312345678907', 0, 5)).heard).toEqual([scanOf('9312345678907')])
  })
})

describe('a scan that is cut in half', () => {
  test('is not heard as a shorter code', () => {
    expect(play(keysOf('93123456', 0, 5), knowing()).heard).toEqual([unreadable('cut')])
  })

  test('once one scan has ended with Enter, one without is known to be cut', () => {
    const strokes = [...keysOf('TC-100482↵', 0, 5), ...keysOf('93123456', 500, 5)]
    expect(play(strokes).heard).toEqual([scanOf('TC-100482'), unreadable('cut')])
  })

  test.each([4, 5, 9, 12, 13])('its rest after %i characters is no code either, and it is told of once', (length) => {
    const code = '9312345678907↵'
    const strokes = [...keysOf(code.slice(0, length), 0, 5), ...keysOf(code.slice(length), 300, 5)]
    expect(play(strokes, knowing())).toEqual({ heard: [unreadable('cut')], field: '' })
  })

  test('a pause in the middle, or before its Enter, makes no shorter code of it', () => {
    const paused = [...keysOf('9312345', 0, 5), ...keysOf('678907↵', 80, 5)]
    expect(play(paused, knowing())).toEqual({ heard: [unreadable('cut')], field: '' })
    const late = [...keysOf('9312345678907', 0, 5), { key: 'Enter', at: 110 }]
    expect(play(late, knowing())).toEqual({ heard: [unreadable('cut')], field: '' })
  })

  test('a key of a person in the middle makes it unreadable', () => {
    const strokes = [...keysOf('9312345', 0, 5), { key: 'F8', at: 33 }, ...keysOf('678907↵', 36, 5)]
    expect(play(strokes, knowing()).heard).toEqual([unreadable('cut')])
  })

  test('whatever the pauses once it is known to be a scan, what is heard is the whole code or nothing', () => {
    const code = fc.stringMatching(/^[0-9A-Z]{4,16}$/)
    const gaps = fc.array(fc.oneof(fc.integer({ min: 0, max: 34 }), fc.integer({ min: 35, max: 240 })), {
      minLength: 17,
    })
    fc.assert(
      fc.property(code, gaps, (text, pauses) => {
        let at = 0
        const strokes = keysOf(`${text}↵`, 0, 0).map((stroke, index) => ({
          ...stroke,
          at: (at += index < 4 ? 5 : (pauses[index] ?? 0)),
        }))
        const texts = play(strokes, knowing()).heard.flatMap((heard) =>
          heard.kind === 'scan' ? [heard.scan.text] : [],
        )
        expect(texts.filter((heard) => heard !== text)).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  test('the next one, scanned again, is heard', () => {
    const strokes = [...keysOf('931234', 0, 5), ...keysOf('5678907↵', 300, 5), ...keysOf('9312345678907↵', 1_500, 5)]
    expect(play(strokes, knowing()).heard).toEqual([unreadable('cut'), scanOf('9312345678907')])
  })
})

describe('two scanners at once', () => {
  test('neither is heard as something else: both are unreadable, which is told once', () => {
    const strokes = [...keysOf('9312345678907↵', 0, 10), ...keysOf('TC-100482↵', 3, 10)]
    expect(play(strokes)).toEqual({ heard: [unreadable('mixed')], field: '' })
  })

  test('the second begins just before the first ends', () => {
    const strokes = [...keysOf('9312345678907↵', 0, 5), ...keysOf('TC-100482↵', 61, 30)]
    expect(play(strokes).heard).toEqual([unreadable('mixed')])
  })

  test('they end together', () => {
    const strokes = [...keysOf('9312345678907↵', 0, 6), ...keysOf('9398765432109↵', 2, 6)]
    expect(play(strokes).heard).toEqual([unreadable('mixed')])
  })

  test('one after the other, both are heard', () => {
    const strokes = [...keysOf('9312345678907↵', 0, 5), ...keysOf('TC-100482↵', 110, 5)]
    expect(play(strokes).heard).toEqual([scanOf('9312345678907'), scanOf('TC-100482')])
  })

  test('whatever their speeds, and wherever the second begins within the first, no code is heard that none of them sent', () => {
    const code = fc.stringMatching(/^[0-9A-Z]{4,20}$/)
    const gap = fc.integer({ min: 1, max: 34 })
    fc.assert(
      fc.property(code, gap, code, gap, fc.nat(), (first, firstGap, second, secondGap, offset) => {
        const begin = offset % (first.length * firstGap + 1)
        const strokes = [...keysOf(`${first}↵`, 0, firstGap), ...keysOf(`${second}↵`, begin, secondGap)]
        const texts = play(strokes).heard.flatMap((heard) => (heard.kind === 'scan' ? [heard.scan.text] : []))
        expect(texts.filter((text) => text !== first && text !== second)).toEqual([])
      }),
    )
  })
})

describe('a person', () => {
  test('what is typed goes to the field, with its Enter', () => {
    expect(play(keysOf('Nguyen↵', 0, 90))).toEqual({ heard: [], field: 'Nguyen↵' })
  })

  test('two keys under rolling fingers are no scan', () => {
    const strokes = [...keysOf('th', 0, 12), ...keysOf('is', 110, 20), { key: 'Enter', at: 260 }]
    expect(play(strokes)).toEqual({ heard: [], field: 'this↵' })
  })

  test('a key that is held repeats as fast as a scanner, and is none', () => {
    const strokes = [
      { key: '0', at: 0 },
      ...keysOf('00000000', 400, 30).map((stroke) => ({ ...stroke, isRepeat: true })),
    ]
    expect(play(strokes, knowing())).toEqual({ heard: [], field: '000000000' })
  })

  test('Enter by itself is theirs', () => {
    expect(play([{ key: 'Enter', at: 0 }])).toEqual({ heard: [], field: '↵' })
  })

  test('a scan in the middle of their typing is heard, and leaves their text alone', () => {
    const soon = [...keysOf('Ngu', 0, 60), ...keysOf('TC-100482↵', 170, 5), ...keysOf('yen', 1_400, 120)]
    expect(play(soon)).toEqual({ heard: [scanOf('TC-100482')], field: 'Nguyen' })
  })

  test('however they type, no slower than 35 ms a key, nothing is heard and nothing is lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...Array.from('abc 019↵')), fc.integer({ min: 35, max: 400 }))),
        (typed) => {
          let at = 0
          const strokes = typed.map(([key, gap]) => ({ key: key === '↵' ? 'Enter' : key, at: (at += gap) }))
          expect(play(strokes, knowing())).toEqual({ heard: [], field: typed.map(([key]) => key).join('') })
        },
      ),
    )
  })
})

describe('an input method', () => {
  test('text that is composed is typed', () => {
    const strokes = keysOf('nihongo', 0, 90).map((stroke) => ({ ...stroke, isComposing: true }))
    expect(play(strokes).heard).toEqual([])
  })

  test('a scanner whose keys it takes cannot be read, which is told once', () => {
    const strokes = keysOf('9312345678907', 0, 5).map(({ at }) => ({ key: 'Process', at, isComposing: true }))
    expect(play(strokes).heard).toEqual([unreadable('input_method')])
  })
})
