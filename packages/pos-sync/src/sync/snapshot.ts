// A member as the server showed it at one moment: in a webhook, or when it was read.
import type { ProfileBody } from '../mapping/fields.ts'
import type { Mapping } from '../mapping/mapping.ts'

interface Identity {
  readonly handle: string
  readonly identifier: string
  readonly isActive: boolean
  /** The member that brought the identity along in a merge. */
  readonly mergedFrom: string | null
}

export interface Snapshot {
  readonly profileId: string
  /** Null where the server counts no versions. */
  readonly version: number | null
  readonly profile: ProfileBody
  readonly identities: readonly Identity[]
  /** The members who were merged into this one, as far as it says. */
  readonly losers: ReadonlySet<string>
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isUuid = (given: unknown): given is string => typeof given === 'string' && uuidPattern.test(given)
export const isFields = (given: unknown): given is ProfileBody =>
  typeof given === 'object' && given !== null && !Array.isArray(given)
const isVersion = (given: unknown): given is number => Number.isSafeInteger(given) && Number(given) >= 0

function readIdentities(given: unknown): readonly Identity[] {
  if (!Array.isArray(given)) return []
  return given.filter(isFields).flatMap((identity) => {
    const { handle, identifier, is_active: isActive, merged_from: mergedFrom } = identity
    if (typeof handle !== 'string' || typeof identifier !== 'string') return []
    return [{ handle, identifier, isActive: isActive !== false, mergedFrom: isUuid(mergedFrom) ? mergedFrom : null }]
  })
}

/**
 * The version of what the POS keeps: where it shows balances, the one that counts every change of the member; else the one
 * that stands still while value comes and goes.
 */
export function versionIn(body: ProfileBody, { hasBalances }: Pick<Mapping, 'hasBalances'>): number | null {
  const { version, profile_version: profileVersion } = body
  if (!hasBalances && isVersion(profileVersion)) return profileVersion
  return isVersion(version) ? version : null
}

/** Undefined when the body is no profile. */
export function readSnapshot(body: unknown, mapping: Pick<Mapping, 'hasBalances'>): Snapshot | undefined {
  if (!isFields(body) || !isUuid(body['id'])) return undefined
  const identities = readIdentities(body['identities'])
  const losers = new Set(identities.flatMap(({ mergedFrom }) => mergedFrom ?? []))
  losers.delete(body['id'])
  return { profileId: body['id'], version: versionIn(body, mapping), profile: body, identities, losers }
}

/** When the member changed, to the second, in UTC. */
export function changedAtOf({ profile }: Snapshot): Date | null {
  const text = profile['updated_at']
  const at = typeof text === 'string' ? Date.parse(`${text.replace(' ', 'T')}Z`) : NaN
  return Number.isNaN(at) ? null : new Date(at)
}
