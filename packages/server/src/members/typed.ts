// What somebody has typed so far, read as everything that it may be: words of a name, the beginning of an e-mail address,
// a phone number or its end. The words of a name are cut as the function `words_of` of the database cuts what is kept.
import { AsYouType, type CountryCode } from 'libphonenumber-js/max'

import { slipsOf } from '@tillside/rules/slips'

import { isNumber, plainNumber, readPhone } from '../profiles/phones.ts'
import { folded } from './fold.ts'
import type { Range } from './lookup-store.ts'

/** One word that was typed. */
interface TypedWord {
  /** Its spellings: as it is, and with letters that are often written as two. Empty for a number. */
  readonly spellings: readonly string[]
  /** Where it is found; one of these is enough. */
  readonly ranges: readonly Range[]
}

export interface Typed {
  /** All of these must be found. */
  readonly words: readonly TypedWord[]
  /** The whole text in small letters, where it can be an e-mail address or the beginning of one. */
  readonly email: string | null
  /** The whole text as a phone number in E.164, when it is one. */
  readonly phone: string | null
  /** Its digits, when there is nothing else but what is written between digits. */
  readonly digits: string | null
}

/** More words than a name has say nothing more. */
const wordsMax = 8
/** As many letters as are kept of a word. */
const wordLengthMax = 100
/** Fewer last digits of a phone number would be those of everybody. */
const lastDigitsMin = 3

const highest = '\u{10FFFF}'
/** Comes before everything that a kept word may go on with. */
const lowest = '\u0001'

export const beginningWith = (text: string): Range => ({ low: text, high: text + highest })
export const exactly = (text: string): Range => ({ low: text, high: text + lowest })

// The signs of ASCII, general punctuation, the blank and the stops of Japanese, and the dot between its foreign names.
const betweenWords = /[^0-9a-z\u0080-\u1fff\u2070-\u2fff\u3003-\u30fa\u30fc-\u{10ffff}]+/u
const figures = /^\d+$/
const address = /^\S*[@._+]\S*$/

const asTwoLetters: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' }
const speltOut = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFC')
    .replaceAll(/[äöüøå]/g, (letter) => asTwoLetters[letter] ?? letter)

export const wordsOf = (text: string): string[] =>
  folded(text)
    .split(betweenWords)
    .filter((word) => word !== '')

/** The words of a text, in every spelling that is kept of them. */
export const spellingsOf = (text: string): string[] => [...wordsOf(text), ...wordsOf(speltOut(text))]

const cut = (text: string): string => Array.from(text).slice(0, wordLengthMax).join('')
const reversed = (text: string): string => Array.from(text).reverse().join('')

/** A part of a phone number: with its country's code, as it is dialled in the region, or the last digits of it. */
function rangesOfNumber(digits: string, region: string, isInternational: boolean): Range[] {
  const asYouType = new AsYouType(region as CountryCode)
  asYouType.input(digits)
  const national = isInternational ? undefined : asYouType.getNumberValue()
  const abroad = /^00\d/.test(digits) ? [`+${digits.slice(2)}`] : []
  const begun = [`+${digits}`, ...(national === undefined ? [] : [national]), ...abroad]
  const last = digits.length < lastDigitsMin ? [] : [`-${reversed(digits)}`]
  return [...new Set([...begun, ...last, digits])].map(beginningWith)
}

function readNumber(text: string, region: string): TypedWord {
  const digits = text.replaceAll(/\D/g, '').slice(0, wordLengthMax)
  return { spellings: [], ranges: rangesOfNumber(digits, region, text.trim().startsWith('+')) }
}

function readWords(text: string, region: string): TypedWord[] {
  const other = wordsOf(speltOut(text))
  return wordsOf(text)
    .slice(0, wordsMax)
    .map((word, index) => {
      if (figures.test(word)) return readNumber(word, region)
      const spellings = [...new Set([word, other[index] ?? word].map(cut))]
      return { spellings, ranges: spellings.map(beginningWith) }
    })
}

/** Of an e-mail address the part before its sign: people are called like that, and what follows it is anybody's. */
const named = (text: string): string => (address.test(text) ? (text.split('@')[0] ?? '') : text)

export function readTyped(text: string, region: string): Typed {
  const trimmed = text.trim()
  const plain = plainNumber(text)
  if (isNumber(plain)) {
    const digits = plain.replaceAll(/\D/g, '')
    return { words: [readNumber(plain, region)], email: null, phone: readPhone(plain, region), digits }
  }
  const email = address.test(trimmed) ? cut(trimmed.toLowerCase()) : null
  return { words: readWords(named(trimmed), region), email, phone: null, digits: null }
}

/** Under what the names are kept that a word may be a slip of. */
export const slipsOfWord = ({ spellings }: TypedWord): string[] => spellings.flatMap(slipsOf)
