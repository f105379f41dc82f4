// What is told of an event: the payload, whole, at its root. It shows what is so when it is rendered, which may be later than
// the change; its `version` is that of what it shows.
import type { Db } from '../db/open.ts'
import { together } from '../db/together.ts'
import type { ChangeEvent } from '../outbox/following.ts'
import { balanceFields, type Member, pick, readMembers, summaryOf } from './members.ts'
import { type Around, type FindSubject, type Json, readSubjects, subjectOf } from './subjects.ts'

/** An event, and the member whose change it belongs to. */
export interface Told extends ChangeEvent {
  readonly profileId: string | null
}

const attributeFields = ['attributes', 'custom_attributes', 'custom_fields'] as const

/** Something in a list of the member's, by its id. */
function part(member: Member | undefined, list: 'addresses' | 'identities', id: string | number | null): Json | null {
  const parts = (member?.profile?.[list] ?? []) as unknown as readonly (Json & { id: number })[]
  return parts.find((one) => String(one.id) === String(id)) ?? null
}

function addressOf({ subject_id, profileId }: Told, member: Member | undefined): Json | null {
  const address = part(member, 'addresses', subject_id)
  const owner = {
    resource_owner_id: profileId,
    resource_owner_type: 'profile',
    name: member?.profile?.full_name ?? null,
  }
  return address && { ...address, ...owner, type: null, phone: member?.profile?.mobile_phone ?? null }
}

/** Null when it is not there any more. */
function bodyOf(told: Told, member: Member | undefined, find: FindSubject): Json | null {
  const profile = member?.profile ?? null
  const subject = subjectOf(told.event)
  switch (subject) {
    case 'profile':
      return profile
    case 'attributes':
      return profile && { profile_id: profile.id, ...pick(profile, attributeFields) }
    case 'balance':
      return profile && { profile_id: profile.id, ...pick(profile, balanceFields) }
    case 'address':
      return addressOf(told, member)
    case 'identity':
      return part(member, 'identities', told.subject_id)
    default:
      return find(subject, told.subject_id) ?? null
  }
}

/** What is gone is told by its id. */
const gone = ({ event, subject_id, profileId }: Told): Json => ({
  id: subjectOf(event) === 'profile' ? profileId : (subject_id ?? profileId),
  ...(profileId === null ? {} : { profile_id: profileId }),
})

/** The member stands at the root of what is told of them, whole beside a sale, and in short beside all else. */
function beside({ event, profileId }: Told, member: Member | undefined): Json {
  const subject = subjectOf(event)
  if (profileId === null || !member) return { version: null }
  if (subject === 'profile') return { version: member.version }
  return { profile: subject === 'transaction' ? member.profile : summaryOf(member), version: member.version }
}

/** Told of members who are gone too: who it was, and who became whom. */
const survivingEvents: readonly string[] = ['profile.deleted', 'profile.merged']

/**
 * Whoever was made or changed, and is gone by now, is told to be gone by news that is behind this: a payload that holds nothing of
 * them would be taken for a member without a name.
 */
const isOvertaken = ({ event }: Told, member: Member | undefined): boolean =>
  subjectOf(event) === 'profile' && !member?.profile && !survivingEvents.includes(event)

/** In the order of the events; null for what is not told any more. */
export async function renderContexts(db: Db, events: readonly Told[], around: Around): Promise<(Json | null)[]> {
  const profileIds = [...new Set(events.flatMap(({ profileId }) => profileId ?? []))]
  // When one of them fails, nothing of the other is on its way any more.
  const [members, find] = await together([readMembers(db, profileIds, around), readSubjects(db, events, around)])
  return events.map((told) => {
    const member = told.profileId === null ? undefined : members.get(told.profileId)
    if (isOvertaken(told, member)) return null
    return { ...(bodyOf(told, member, find) ?? gone(told)), ...told.details, ...beside(told, member) }
  })
}
