// What a person types into the search field, each time for a member drawn at random; and a scan up to the customer on the screen.
import { readBalances, lookUp } from './calls.ts'
import { cardOf, profileIdOf, randomMember } from './members.ts'
import { firstNameOf, lastNameOf } from './names.ts'
import type { Till } from './till.ts'

const api = '/api/v3'

export interface Typing {
  readonly name: string
  /** What stands in the field for the member of this number. */
  text(n: number): string
  /** Whether the member of this number must be among those who are offered. */
  readonly isSure?: boolean
}

const swapped = (word: string): string => {
  const at = Math.floor(word.length / 2)
  return word.slice(0, at - 1) + word.charAt(at) + word.charAt(at - 1) + word.slice(at + 1)
}
const nationalOf = (n: number): string => `0${400_000_000 + n - 1}`
const lastNameOfLength = (n: number, lengthMin: number): string => {
  const name = lastNameOf(n)
  return name.length >= lengthMin ? name : 'Lovelace'
}

export const typings: readonly Typing[] = [
  { name: 'one letter', text: (n) => lastNameOf(n).slice(0, 1) },
  { name: 'two letters', text: (n) => lastNameOf(n).slice(0, 2) },
  { name: 'three letters', text: (n) => lastNameOf(n).slice(0, 3) },
  { name: 'a first name', text: firstNameOf },
  { name: 'a last name', text: lastNameOf },
  { name: 'first and last name', text: (n) => `${firstNameOf(n)} ${lastNameOf(n)}` },
  { name: 'last name, first letter', text: (n) => `${lastNameOf(n)} ${firstNameOf(n).slice(0, 1)}` },
  { name: 'two letters and two letters', text: (n) => `${firstNameOf(n).slice(0, 2)} ${lastNameOf(n).slice(0, 2)}` },
  { name: 'two names that many have and nobody both', text: () => 'Ada Alan' },
  { name: 'the middle of a name', text: (n) => lastNameOfLength(n, 6).slice(1, 5) },
  { name: 'a last name with a slip', text: (n) => swapped(lastNameOfLength(n, 6)) },
  { name: 'both names with a slip', text: (n) => `${swapped('Katherine')} ${swapped(lastNameOfLength(n, 6))}` },
  { name: 'nobody', text: () => 'qxyzvw qwxzk' },
  { name: 'the beginning of an e-mail address', text: (n) => `member${n}@ex`, isSure: true },
  { name: 'a phone number', text: nationalOf, isSure: true },
  { name: 'the beginning of a phone number', text: (n) => nationalOf(n).slice(0, 5) },
  { name: 'the last four digits', text: (n) => nationalOf(n).slice(-4) },
  { name: 'a card', text: cardOf, isSure: true },
]

/** One look-up as typed; false never, so that a till goes on. */
export const type =
  (typing: Typing, profiles: number, isChecked: boolean) =>
  async (till: Till): Promise<boolean> => {
    const n = randomMember(profiles)
    const { status, body } = await till.get(`${api}/profiles/lookup?text=${encodeURIComponent(typing.text(n))}`)
    if (status !== 200) throw new Error(`${typing.name} was answered ${status}: ${body.slice(0, 300)}`)
    if (isChecked && typing.isSure === true && !body.includes(profileIdOf(n)))
      throw new Error(`${typing.name} did not find the member`)
    return true
  }

/** The card is scanned; the customer, what they have, and what they can use are there. */
export const scan =
  (profiles: number) =>
  async (till: Till): Promise<boolean> => {
    const n = randomMember(profiles)
    const profileId = profileIdOf(n)
    const benefits = till.get.bind(till, `${api}/profiles/${profileId}/benefits/redeemable`)
    await lookUp(till, n)
    await readBalances(till, profileId)
    const { status, body } = await benefits()
    if (status !== 200) throw new Error(`benefits were answered ${status}: ${body.slice(0, 300)}`)
    return true
  }

let enrolled = 0
const runId = Date.now().toString(36)

/** A new member with a name that others have. */
export const enrol =
  (profiles: number) =>
  async (till: Till): Promise<boolean> => {
    const [n, other] = [randomMember(profiles), randomMember(profiles)]
    enrolled += 1
    const member = {
      first_name: firstNameOf(n),
      last_name: lastNameOf(other),
      email: `${firstNameOf(n)}.${lastNameOf(other)}.${runId}.${enrolled}@example.com`,
      identities: [{ handle: 'bench-card', identifier: `${runId}-${enrolled}` }],
    }
    const { status, body } = await till.post(`${api}/profiles`, member)
    if (status !== 201) throw new Error(`enrolling was answered ${status}: ${body.slice(0, 300)}`)
    return true
  }
