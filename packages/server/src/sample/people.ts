// The members of the sample programme. Nobody can be reached by these: e-mail addresses end in example.com, and mobile
// numbers are those that the Australian regulator keeps for films and books.
import type { Random } from './random.ts'
import { exampleNumber } from './products.ts'

const names =
  `Ada Walker, Ava Nguyen, Noah Williams, Isla Thompson, Leo Papadopoulos, Mia Kowalski, Oliver Singh, Zara Haddad,
  Jack Murphy, Chloe Lim, William Brown, Ruby Okeke, Henry Schmidt, Grace Kelly, Thomas Rossi, Sofia Marino, Ethan Clarke,
  Layla Hassan, Lucas Pereira, Amelia Jones, James Wilson, Ella Robinson, Liam O'Connor, Charlotte Evans, Archie Campbell,
  Matilda Green, Hugo Larsen, Poppy Harris, Max Fischer, Evie Martin, Sam Tran, Willow Scott, Finn Gallagher, Harper King,
  Oscar Novak, Lily Chen, Arlo Baker, Maeve Ryan, Theo Dimitriou, Hazel Wright, Jasper Cohen, Freya Hansen, Ravi Patel,
  Audrey Mitchell, Felix Wagner, Ivy Turner, Kai Nakamura, Stella Romano, Angus Fraser, Nora Svensson, Toby Edwards,
  Alice Carter, Reuben Levy, Florence Hill, Dylan Hughes, Maya Sharma, Patrick Byrne, Eleanor Ward, Xavier Santos, Rose Kim`
    .split(',')
    .map((name) => name.trim().split(' ') as [first: string, last: string])

const fictionalMobiles = `491570006 491570156 491570157 491570158 491570159 491570110 491570313 491570737 491571266
  491571491 491571804 491572549 491572665 491572983 491573770 491573087 491574118 491574632 491575254 491575789
  491576398 491576801 491577426 491577644 491578957 491578148 491578888 491579212 491579760 491579455`.split(/\s+/)

const cardKind = 3

export interface Person {
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly mobile_phone: string | null
  readonly birth_day: number
  readonly birth_month: number
  readonly card: string
}

/** Which store a person shops at and how often are decided elsewhere: this is only who they are. */
export function samplePeople(random: Random): Person[] {
  return names.map(([first, last], index) => ({
    first_name: first,
    last_name: last,
    email: `${first}.${last}@example.com`.toLowerCase().replaceAll("'", ''),
    mobile_phone: index % 2 === 0 ? `+61${fictionalMobiles[index / 2]}` : null,
    birth_day: random.between(1, 28),
    birth_month: random.between(1, 12),
    card: exampleNumber(cardKind, 10_447 + index * 7),
  }))
}
