// The members that this till served last, so that a card is known while the server is away. What it says of balances is
// what the server said then, and says when that was.
import { cardCandidates } from '@tillside/rules/identities'
import type { Instant } from '@tillside/rules/time'

import type { Shelf } from '../ports/shelf.ts'

export interface KnownMember {
  readonly profileId: string
  readonly fullName: string
  readonly email: string | null
  readonly mobilePhone: string | null
  readonly cards: readonly string[]
  /** What could be spent on a sale, in minor units. */
  readonly combinedMinor: number
  /** When the server said so. */
  readonly asOf: Instant
}

/** A till serves some hundred members in a day; more would be a customer file. */
const membersMaxDefault = 500

/** Also of full width, as a Japanese keyboard writes them. */
const digitsOf = (text: string): string => text.normalize('NFKC').replace(/\D/g, '')
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()

export class RecentMembers {
  readonly #shelf: Shelf
  readonly #membersMax: number
  /** Least recent first. */
  readonly #members: Map<string, KnownMember>
  #last: Promise<unknown> = Promise.resolve()

  private constructor(shelf: Shelf, members: readonly KnownMember[], membersMax: number) {
    this.#shelf = shelf
    this.#membersMax = membersMax
    this.#members = new Map(members.map((member) => [member.profileId, member]))
  }

  /** What cannot be read is forgotten: the server has it all. */
  static async open(shelf: Shelf, membersMax = membersMaxDefault): Promise<RecentMembers> {
    const text = await shelf.read().catch(() => null)
    return new RecentMembers(shelf, readMembers(text), membersMax)
  }

  /** Puts these in front, and on the shelf. */
  remember(members: readonly KnownMember[]): Promise<void> {
    for (const member of members) {
      this.#members.delete(member.profileId)
      this.#members.set(member.profileId, member)
    }
    for (const profileId of [...this.#members.keys()].slice(0, -this.#membersMax)) this.#members.delete(profileId)
    return this.#save()
  }

  /** The member was deleted, or asked to be forgotten. */
  forget(profileId: string): Promise<void> {
    this.#members.delete(profileId)
    return this.#save()
  }

  findById(profileId: string): KnownMember | undefined {
    return this.#members.get(profileId)
  }

  /** The card as scanners deliver it. */
  findByCard(scanned: string): KnownMember[] {
    const candidates = cardCandidates(scanned)
    return this.#recentFirst().filter(({ cards }) => cards.some((card) => candidates.includes(card)))
  }

  /** Words of a name or an e-mail address, each of which must be in it, or the end of a phone number. */
  search(text: string): KnownMember[] {
    const words = plain(text).split(/\s+/).filter(Boolean)
    const digits = digitsOf(text).replace(/^0+/, '')
    if (words.length === 0) return []
    return this.#recentFirst().filter(({ fullName, email, mobilePhone }) => {
      const named = plain(`${fullName} ${email ?? ''}`)
      const isNumber = digits.length >= 4 && digitsOf(mobilePhone ?? '').endsWith(digits)
      return isNumber || words.every((word) => named.includes(word))
    })
  }

  #recentFirst(): KnownMember[] {
    return [...this.#members.values()].reverse()
  }

  #save(): Promise<void> {
    this.#last = this.#last.then(() => this.#shelf.write(JSON.stringify([...this.#members.values()]))).catch(() => {})
    return this.#last as Promise<void>
  }
}

const isMember = ({ profileId, fullName, email, mobilePhone, cards, combinedMinor, asOf }: KnownMember): boolean =>
  Array.isArray(cards) &&
  [profileId, fullName, email ?? '', mobilePhone ?? '', ...cards].every((text) => typeof text === 'string') &&
  [combinedMinor, asOf].every(Number.isSafeInteger)

function readMembers(text: string | null): KnownMember[] {
  try {
    return (JSON.parse(text ?? '[]') as KnownMember[]).filter(isMember)
  } catch {
    return []
  }
}
