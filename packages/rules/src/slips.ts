/**
 * Slips of the finger: one letter wrong, missing, too many, or swapped with its neighbour. Words that are one slip apart have
 * something in common that can be looked up: what is left of each where one letter is taken away.
 */

/** Beginnings that are kept of a word; the same as in the function `slips` of the database. */
const beginningLengthMin = 4
const beginningLengthMax = 10
/** Shorter words are near to everything. */
const wholeLengthMin = 3
/** A beginning from which one letter is taken must still say something. */
const begunLengthMin = beginningLengthMin + 1

/** Where a word ends: a whole word is nearer than one that goes on. */
const end = '$'

const withoutOne = (letters: readonly string[]): string[] =>
  letters.map((_, hole) => [...letters.slice(0, hole), ...letters.slice(hole + 1)].join(''))

/** Under what the words are kept that this may be a slip of; nothing for a word that is too short to tell. */
export function slipsOf(typed: string): string[] {
  const letters = Array.from(typed)
  const whole = letters.length < wholeLengthMin ? [] : [typed, ...withoutOne(letters)].map((form) => form + end)
  const begun = letters.slice(0, beginningLengthMax)
  const beginnings = letters.length < begunLengthMin ? [] : [begun.join(''), ...withoutOne(begun)]
  return [...new Set([...whole, ...beginnings])]
}

/** Whether the rest of both is the same once the first difference is taken for one slip. */
function isOneSlip(a: readonly string[], b: readonly string[]): boolean {
  const from = a.findIndex((letter, index) => letter !== b[index])
  const first = from === -1 ? a.length : from
  const rest = (letters: readonly string[], start: number): string => letters.slice(start).join('')
  if (a.length === b.length) {
    const isSwapped = a[first] === b[first + 1] && a[first + 1] === b[first]
    return rest(a, first + 1) === rest(b, first + 1) || (isSwapped && rest(a, first + 2) === rest(b, first + 2))
  }
  const [longer, shorter] = a.length > b.length ? [a, b] : [b, a]
  return longer.length - shorter.length === 1 && rest(longer, first + 1) === rest(shorter, first)
}

/** How near a word is to what was typed: the whole word is meant, it begins like this, or it is another one. */
export function slipBetween(typed: string, word: string): 'whole' | 'beginning' | null {
  const [asked, known] = [Array.from(typed), Array.from(word)]
  if (asked.length >= wholeLengthMin && isOneSlip(asked, known)) return 'whole'
  const lengths = [0, -1, 1].map((more) => asked.length + more)
  const isBegun = lengths.some((length) => length <= known.length && isOneSlip(asked, known.slice(0, length)))
  return asked.length >= begunLengthMin && isBegun ? 'beginning' : null
}
