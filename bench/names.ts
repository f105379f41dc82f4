// Names as a shop meets them: some that tens of thousands have, and a long tail of others. Everything is known from the number.

const firstNames = [
  'Ada',
  'Alan',
  'Barbara',
  'Chen',
  'Dorothy',
  'Edsger',
  'Fatima',
  'Grace',
  'Hedy',
  'Ingrid',
  'Jamal',
  'Katherine',
  'Linus',
  'Margaret',
  'Noor',
  'Olga',
]
const lastNames = [
  'Lovelace',
  'Turing',
  'Liskov',
  'Wei',
  'Vaughan',
  'Dijkstra',
  'Khan',
  'Hopper',
  'Lamarr',
  'Nilsson',
  'Okafor',
  'Johnson',
  'Hamilton',
  'Haddad',
  'Petrova',
  'Sato',
  'Walker',
]
const firstNameCount = 4_000
const lastNameCount = 100_000

const beginnings = [
  'ba',
  'cor',
  'del',
  'far',
  'gri',
  'hol',
  'jen',
  'kal',
  'lin',
  'mar',
  'nor',
  'pel',
  'ros',
  'sha',
  'tor',
  'vic',
  'wil',
]
const middles = [
  'a',
  'ber',
  'chi',
  'de',
  'en',
  'for',
  'go',
  'hi',
  'ki',
  'la',
  'mo',
  'ne',
  'po',
  'ri',
  'so',
  'ta',
  'u',
  've',
]
const ends = [
  'ck',
  'da',
  'ell',
  'field',
  'gan',
  'ham',
  'ing',
  'ko',
  'ler',
  'man',
  'nik',
  'on',
  'per',
  'rd',
  'son',
  'ton',
  'vic',
  'well',
  'zi',
]

const part = (parts: readonly string[], index: number): string => parts[index % parts.length] ?? ''

/** Different ones for different numbers. */
function coined(index: number): string {
  const [end, rest] = [index % ends.length, Math.floor(index / ends.length)]
  const [begin, more] = [rest % beginnings.length, Math.floor(rest / beginnings.length)]
  const inner =
    more === 0
      ? ''
      : part(middles, more - 1) + (more > middles.length ? part(middles, Math.floor(more / middles.length)) : '')
  const word = part(beginnings, begin) + inner + part(ends, end)
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** From 0 to 1, spread evenly, another for each number and salt. */
function spread(n: number, salt: number): number {
  let mixed = (n * 2_654_435_761 + salt * 40_503) >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 2_246_822_507) >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 13), 3_266_489_909) >>> 0
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296
}

/** The first of the list is had by about 6 of 100 among 4,000, and by 2 among 100,000. */
const skewed = (n: number, salt: number, count: number): number => Math.floor(count * spread(n, salt) ** 3)

const nameAt = (known: readonly string[], index: number): string => known[index] ?? coined(index)

export const firstNameOf = (n: number): string => nameAt(firstNames, skewed(n, 1, firstNameCount))
export const lastNameOf = (n: number): string => nameAt(lastNames, skewed(n, 2, lastNameCount))
