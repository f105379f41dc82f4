// Finding the customer: from the server, and from the till's own memory while the server is away.
import { minorRoundedFromMajor } from '@tillside/money/money'
import type { Instant } from '@tillside/rules/time'

import type { Client } from '../client/client.ts'
import { BusyError, FaultError, NoAnswerError } from '../client/errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { KnownMember, RecentMembers } from './recent-members.ts'

export interface Found {
  readonly members: readonly KnownMember[]
  /** False: the server is away, and this is what the till remembers of each, as of `asOf`. */
  readonly isFromServer: boolean
}

type Profile = NonNullable<Awaited<ReturnType<Client['profiles']['read']>>>
/** Whole, or as it is offered while somebody types. */
type Answered = Profile | Awaited<ReturnType<Client['profiles']['lookup']>>[number]

const cardsOf = (profile: Answered): readonly string[] =>
  'cards' in profile
    ? profile.cards
    : profile.identities.filter(({ is_active: isActive }) => isActive).map(({ identifier }) => identifier)

function toKnown(profile: Answered, currency: string, asOf: Instant): KnownMember {
  return {
    profileId: profile.id,
    fullName: profile.full_name,
    email: profile.email,
    mobilePhone: profile.mobile_phone,
    cards: cardsOf(profile),
    combinedMinor: minorRoundedFromMajor(profile.combined_balance_dollars, currency) ?? 0,
    asOf,
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof NoAnswerError || error instanceof BusyError || error instanceof FaultError

interface Surroundings {
  readonly client: Client
  readonly recent: RecentMembers
  readonly clock: Clock
  readonly currency: string
  /** While the server is known to be away nobody waits for it: `() => till.status().isServerAway`. */
  readonly isServerAway?: () => boolean
}

/**
 * What is found alone is remembered; one of several that the cashier chose is for the POS to remember (`recent.remember`), and
 * the others are forgotten with the screen. Whom the server does not know any more by id or card, the till forgets.
 */
export function createLookup({ client, recent, clock, currency, isServerAway = () => false }: Surroundings) {
  const look = async (
    ask: () => Promise<readonly Answered[]>,
    remembered: () => readonly KnownMember[],
    isExact = true,
  ): Promise<Found> => {
    if (isServerAway()) return { members: remembered(), isFromServer: false }
    try {
      const asOf = clock.now()
      const members = (await ask()).map((profile) => toKnown(profile, currency, asOf))
      if (members.length === 1) await recent.remember(members)
      if (members.length === 0 && isExact) for (const { profileId } of remembered()) await recent.forget(profileId)
      return { members, isFromServer: true }
    } catch (error) {
      if (!isAway(error)) throw error
      return { members: remembered(), isFromServer: false }
    }
  }

  return {
    /** A card as the scanner delivers it. */
    byCard: (scanned: string, handle?: string): Promise<Found> =>
      look(
        () => client.profiles.findByCard(scanned, handle),
        () => recent.findByCard(scanned),
      ),

    /** What a cashier types: a name, with Tillside also one with a slip, an e-mail address, a phone number or its end. */
    byText: (text: string): Promise<Found> =>
      look(
        async () =>
          client.dialect === 'tillside' ? client.profiles.lookup(text) : (await client.profiles.search(text)).items,
        () => recent.search(text),
        false,
      ),

    /** The id that the POS keeps on its own customer record. */
    byId: (profileId: string): Promise<Found> =>
      look(
        async () => [await client.profiles.read(profileId)].filter((profile) => profile !== null),
        () => [recent.findById(profileId)].filter((member) => member !== undefined),
      ),
  }
}
