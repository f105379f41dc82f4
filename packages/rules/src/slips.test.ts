import fc from 'fast-check'
import { expect, test } from 'vitest'

import { slipBetween, slipsOf } from './slips.ts'

/** What the database keeps of a word; the test of look-ups holds the function `slips` against this. */
const haveCommon = (typed: string, word: string): boolean => {
  const letters = Array.from(word)
  const lengths = letters.map((_, index) => index + 1)
  const without = (of: readonly string[]): string[] =>
    of.map((_, at) => of.filter((__, other) => other !== at).join(''))
  const kept = new Set([
    `${word}$`,
    ...(letters.length > 2 ? without(letters).map((form) => `${form}$`) : []),
    ...lengths.filter((length) => length >= 4 && length <= 10).map((length) => letters.slice(0, length).join('')),
    ...lengths.filter((length) => length >= 5 && length <= 10).flatMap((length) => without(letters.slice(0, length))),
  ])
  return slipsOf(typed).some((form) => kept.has(form))
}

test('a wrong letter, a missing one, a doubled one and two that were swapped are one slip', () => {
  for (const typed of ['smitg', 'smth', 'smiith', 'smiht', 'msith', 'mith', 'smithh'])
    expect(slipBetween(typed, 'smith'), typed).toBe('whole')
  for (const typed of ['smxxh', 'jones', 'smthi', 'sm', 'smiithh'])
    expect(slipBetween(typed, 'smith'), typed).toBeNull()
})

test('a name that is only begun is near, once enough of it is there', () => {
  expect(slipBetween('jhons', 'johnson')).toBe('beginning')
  expect(slipBetween('jhonso', 'johnson')).toBe('beginning')
  expect(slipBetween('jhno', 'johnson')).toBeNull()
})

test('of a short word only the whole word is near, and one or two letters are near to nothing', () => {
  expect(slipBetween('kym', 'kim')).toBe('whole')
  expect(slipBetween('kym', 'kimberley')).toBeNull()
  expect([slipsOf('k'), slipsOf('ki')]).toEqual([[], []])
})

const letter = fc.constantFrom(...('abcdeé𠮷'.match(/./gu) ?? []))
const aWord = fc.array(letter, { minLength: 3, maxLength: 14 })
const aSlip = fc.record({ kind: fc.constantFrom('wrong', 'missing', 'more', 'swapped'), at: fc.nat(13), letter })

test('whatever the slip, what was typed and the word have something in common, and are seen to be near', () => {
  fc.assert(
    fc.property(aWord, aSlip, (letters, { kind, at, letter: other }) => {
      const index = at % letters.length
      const typed = [...letters]
      if (kind === 'wrong') typed.splice(index, 1, other)
      if (kind === 'missing') typed.splice(index, 1)
      if (kind === 'more') typed.splice(index, 0, other)
      if (kind === 'swapped') typed.splice(index, 2, ...typed.slice(index, index + 2).reverse())
      const text = typed.join('')
      fc.pre(typed.length >= 3)
      expect(haveCommon(text, letters.join(''))).toBe(true)
      expect(slipBetween(text, letters.join(''))).toBe('whole')
    }),
  )
})
