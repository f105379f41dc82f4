// What a delivery says: an event of a member, by the names that the server gives them.
import type { Mapping } from '../mapping/mapping.ts'
import { isFields, isUuid, readSnapshot, type Snapshot, versionIn } from '../sync/snapshot.ts'

/** These carry the whole profile. */
const profileEvents = ['profile.created', 'profile.updated', 'profile.merged'] as const
/**
 * These carry a part, or say that something is gone: the server is asked. The name of the event stands in a header that no
 * signature covers, so nothing is taken away from anybody because of a name alone.
 */
const hintEvents = [
  'profile.deleted',
  'profile.address.created',
  'profile.address.updated',
  'profile.address.deleted',
  'address.created',
  'address.updated',
  'identity.created',
  'profile-attribute.updated',
  'balance.updated',
] as const

type EventName = (typeof profileEvents)[number] | (typeof hintEvents)[number]

const knownEvents: readonly EventName[] = [...profileEvents, ...hintEvents]

/** What has to be heard of, so that nothing that the mapping keeps goes unnoticed. */
export const eventsFor = ({ hasBalances }: Pick<Mapping, 'hasBalances'>): readonly EventName[] => [
  ...profileEvents,
  'profile.deleted',
  ...(hasBalances ? (['balance.updated'] as const) : []),
]

export type Message =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'hint'; readonly profileId: string; readonly version: number | null }

type MessageRefusal = 'event_unknown' | 'json_broken' | 'payload_unreadable'

type ReadMessage =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly code: MessageRefusal }

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The member in a payload that is about a part of one. */
function memberIn(body: Readonly<Record<string, unknown>>, event: EventName): string | undefined {
  const { id, profile_id: profileId, profile, resource_owner_id: ownerId } = body
  const named = [isFields(profile) ? profile['id'] : undefined, profileId, ownerId]
  const isOfProfile = event === 'profile.deleted' || profileEvents.some((name) => name === event)
  return [...named, ...(isOfProfile ? [id] : [])].find(isUuid)
}

/** What is told of a merge names who is gone, whether or not they left an identity. */
function withLoser(snapshot: Snapshot | undefined, body: Readonly<Record<string, unknown>>): Snapshot | undefined {
  const { source_profile_id: loser, destination_profile_id: winner } = body
  if (!snapshot || winner !== snapshot.profileId || !isUuid(loser)) return snapshot
  return { ...snapshot, losers: new Set([...snapshot.losers, loser]) }
}

/** What a field of the mapping is read from: parts of a member stand in an entry of their own, which may lack. */
const isOwnField = ({ name }: { readonly name: string }): boolean => !name.includes('.')

/**
 * Whether a body shows the member as a whole. Of one who was gone when it was written it holds little more than the id: a field that
 * is not told is not a field that is empty.
 */
const isWhole = (body: Readonly<Record<string, unknown>>, { fields }: Pick<Mapping, 'fields'>): boolean =>
  Array.isArray(body['identities']) &&
  typeof body['updated_at'] === 'string' &&
  fields.filter(isOwnField).every(({ name }) => body[name] !== undefined)

/** Reads a body whose signature was found good. */
export function readMessage(event: string | undefined, body: Buffer, mapping: Mapping): ReadMessage {
  const known = knownEvents.find((name) => name === event)
  if (known === undefined) return { ok: false, code: 'event_unknown' }
  const parsed = parse(body.toString('utf8'))
  if (parsed === undefined) return { ok: false, code: 'json_broken' }
  if (!isFields(parsed)) return { ok: false, code: 'payload_unreadable' }
  if (profileEvents.some((name) => name === known) && isWhole(parsed, mapping)) {
    const snapshot = withLoser(readSnapshot(parsed, mapping), parsed)
    return snapshot ? { ok: true, message: { kind: 'snapshot', snapshot } } : { ok: false, code: 'payload_unreadable' }
  }
  const profileId = memberIn(parsed, known)
  if (profileId === undefined) return { ok: false, code: 'payload_unreadable' }
  // What is gone has no version that a record could show.
  const isGone = known === 'profile.deleted' || profileEvents.some((name) => name === known)
  const version = isGone ? null : versionIn(parsed, mapping)
  return { ok: true, message: { kind: 'hint', profileId, version } }
}
